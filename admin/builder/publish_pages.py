"""Publishing: what the gate says, what changes for citizens, and the act itself."""

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from admin.builder import acceptance, saving
from admin.builder.changes import told
from admin.builder.page import BuilderPage, Desktop
from admin.builder.plan_form import PlanForm
from admin.builder.standing import standing
from admin.builder.verdicts import refusal
from admin.reach import actor
from audit import record
from conversations.releases import clearance, lookback, publishing
from extensions import db
from flows import graph
from flows.versions import difference
from flows.versions.plan import FINISH, Plan
from flows.versions.stages import RefusedError
from flows.versions.telling import name_of_node
from models import Flow, FlowVersion
from models.engine import reading
from staff.access import may


class PublishPages(BuilderPage):
    """Letting a draft answer citizens."""

    @expose("/publish", methods=("GET", "POST"))
    def publish_view(self, flow_id: int) -> Answer | str:
        """The page before publishing; sent, it publishes or says what is missing."""
        row = self.row(flow_id)
        if not may(self.publish_permission, row.department_id):
            abort(403)
        desktop = self.opened(row)
        if request.method == "GET":
            return self._before(desktop, acceptance.reasons_in(desktop.document))
        reasons = acceptance.sent(desktop)
        if saving.revision(request.form.get("revision")) != row.revision:
            fault = gettext(
                "Somebody saved this flow meanwhile. Look at what would be published now."
            )
            return self._before(desktop, reasons, fault)
        if not acceptance.is_whole(desktop, reasons):
            fault = gettext("Tick each warning and write why it may stay.")
            return self._before(desktop, reasons, fault)
        return self._publish(desktop, row, reasons)

    @expose("/publish/talks")
    def lookback_view(self, flow_id: int) -> str:
        """The last talks, replayed through the draft: what would have gone differently.

        Each look leaves an event in the trail, before anything is read.
        """
        row = self.row(flow_id)
        if not may(self.publish_permission, row.department_id):
            abort(403)
        desktop = self.opened(row)
        live = _live(desktop)
        if live is None:
            abort(404)
        record(
            "talks.replayed",
            actor=actor(),
            subject=f"flow:{row.id}",
            department_id=row.department_id,
            flow=row.name,
            version=live.content_hash,
        )
        # It takes seconds: no lock is held meanwhile, neither by what was read until here.
        db.session.commit()
        with reading():
            found = lookback.look_back(desktop.row, desktop.flow)
            db.session.rollback()
        language = desktop.page_language
        return self.page(
            "lookback.html",
            desktop,
            standing=standing(desktop),
            tally=found.tally,
            in_time=found.in_time,
            most=lookback.MOST,
            seconds=int(lookback.SECONDS),
            named=lambda node: name_of_node(
                live if live.node(node) else desktop.flow, node, language
            ),
        )

    def _publish(self, desktop: Desktop, row: Flow, reasons: dict[str, str]) -> Answer | str:
        form = _plan_form(desktop)
        plan = form.plan if form is not None and not form.same_graph else FINISH
        try:
            acceptance.keep(desktop, reasons)
            version = publishing.publish(row, actor(), reasons, plan=plan)
        except (
            publishing.GateError, publishing.ClashError, publishing.StaleDraftError, RefusedError
        ) as error:  # fmt: skip
            db.session.rollback()
            db.session.refresh(row)
            return self._before(self.opened(row), reasons, _fault(error))
        db.session.commit()
        flash(_published(version, plan), "success")
        return redirect(self.get_url(".outline_view", flow_id=row.id))

    def _before(self, desktop: Desktop, reasons: dict[str, str], fault: str = "") -> str:
        live = _live(desktop)
        changes = difference.describe(live.document, desktop.document) if live else []
        stage = clearance.stage_of(desktop.row, desktop.flow.content_hash)
        lacking, way = "", ""
        try:
            way = clearance.right(desktop.row, desktop.flow, actor())
        except RefusedError as refused:
            lacking = refusal(refused.why)
        # What a reviewer has read with the reasons needs no new tick.
        read = reasons if stage == "approved" and request.method == "GET" else ()
        return self.page(
            "publish.html",
            desktop,
            standing=standing(desktop),
            stage=stage,
            lacking=lacking,
            way=way,
            errors=[one for one in desktop.problems if one.severity == "error"],
            warnings=acceptance.warnings(desktop),
            reasons=reasons,
            ticked=[
                code
                for code in acceptance.warnings(desktop)
                if code in read or f"accept-{code}" in request.form
            ],
            fault=fault,
            changes_found=told(changes, live, desktop.flow) if live else [],
            plan=_plan_form(desktop),
            users=publishing.used_by(desktop.row),
        )


def _live(desktop: Desktop) -> graph.Flow | None:
    version = desktop.row.live_version
    return graph.parse(version.document) if version is not None else None


def _plan_form(desktop: Desktop) -> PlanForm | None:
    """What becomes of people in the middle; nothing to ask before the first publication."""
    live = _live(desktop)
    if live is None:
        return None
    return PlanForm(desktop.row, live, desktop.flow, desktop.page_language, request.form)


def _fault(error: Exception) -> str:
    if isinstance(error, RefusedError):
        return refusal(error.why)
    if isinstance(error, publishing.ClashError):
        return str(error)
    return str(gettext("This cannot be published yet."))


def _published(version: FlowVersion, plan: Plan) -> str:
    number = version.number
    if version.way == "words":
        return str(
            gettext(
                "Version %(number)s is live. A reviewer is asked to look at the new words later.",
                number=number,
            )
        )
    if plan.people == "move":
        return str(
            gettext(
                "Version %(number)s is live. Whoever is in the middle moves to it at their next message.",
                number=number,
            )
        )
    return str(
        gettext(
            "Version %(number)s is live. Whoever writes from now on meets it.",
            number=number,
        )
    )
