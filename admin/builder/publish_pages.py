"""Publishing: what the gate says, what changes for citizens, and the act itself."""

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from admin.builder import saving
from admin.builder.changes import told
from admin.builder.page import BuilderPage, Desktop
from admin.builder.plan_form import PlanForm
from admin.builder.standing import standing
from admin.reach import actor
from audit import record
from conversations import lookback, publishing
from extensions import db
from flows import difference, graph
from flows.plan import FINISH, Plan
from flows.problems import Problem
from flows.telling import name_of_node
from models import Flow
from models.engine import reading
from staff.access import may

LONGEST_REASON = 500
ABOUT = "publication"


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
            return self._before(desktop, {})
        reasons = {
            code: request.form.get(f"reason-{code}", "").strip()[:LONGEST_REASON]
            for code in _warnings(desktop)
            if f"accept-{code}" in request.form
        }
        if saving.revision(request.form.get("revision")) != row.revision:
            fault = gettext(
                "Somebody saved this flow meanwhile. Look at what would be published now."
            )
            return self._before(desktop, reasons, fault)
        if any(not reasons.get(code) for code in _warnings(desktop)):
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
            _keep(row, desktop.document, reasons)
            version = publishing.publish(row, actor(), reasons, plan=plan)
        except (publishing.GateError, publishing.ClashError, publishing.StaleDraftError) as error:
            db.session.rollback()
            db.session.refresh(row)
            fault = (
                str(error)
                if isinstance(error, publishing.ClashError)
                else gettext("This cannot be published yet.")
            )
            return self._before(self.opened(row), reasons, fault)
        db.session.commit()
        flash(_published(version.number, plan), "success")
        return redirect(self.get_url(".outline_view", flow_id=row.id))

    def _before(self, desktop: Desktop, reasons: dict[str, str], fault: str = "") -> str:
        live = _live(desktop)
        changes = difference.describe(live.document, desktop.document) if live else []
        return self.page(
            "publish.html",
            desktop,
            standing=standing(desktop),
            errors=[one for one in desktop.problems if one.severity == "error"],
            warnings=_warnings(desktop),
            reasons=reasons,
            ticked=[code for code in _warnings(desktop) if f"accept-{code}" in request.form],
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


def _published(number: int, plan: Plan) -> str:
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


def _warnings(desktop: Desktop) -> dict[str, list[Problem]]:
    """The gate's warnings by code: one reason serves all of a code."""
    found: dict[str, list[Problem]] = {}
    for one in desktop.problems:
        if one.severity == "warning":
            found.setdefault(one.code, []).append(one)
    return found


def _keep(row: Flow, document: dict[str, Any], reasons: dict[str, str]) -> None:
    """Note in the document why warnings were accepted; notes are not part of the content hash."""
    notes = [note for note in document.get("notes", []) if not _is_ours(note)]
    accepted = [{"code": code, "reason": reason} for code, reason in sorted(reasons.items())]
    if accepted:
        notes.append({"about": ABOUT, "accepted": accepted})
    if notes == document.get("notes", []):
        return
    changed = {**saving.copied(document), "notes": notes}
    publishing.save_draft(row, changed, actor(), row.revision)


def _is_ours(note: Any) -> bool:
    return isinstance(note, dict) and note.get("about") == ABOUT


def reasons_in(document: dict[str, Any]) -> dict[str, str]:
    """Why warnings were accepted when ``document`` was published, by their codes."""
    return {
        str(one.get("code")): str(one.get("reason"))
        for note in document.get("notes", [])
        if _is_ours(note)
        for one in note.get("accepted", [])
        if isinstance(one, dict)
    }
