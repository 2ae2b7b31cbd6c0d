"""Reviews of one flow: submitting its draft, judging it, and the later look at new words."""

from flask import abort, flash, jsonify, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from admin.builder import acceptance, saving
from admin.builder.drawing import draw
from admin.builder.evidence import Evidence, canvas_changes
from admin.builder.page import BuilderPage, Desktop
from admin.builder.sent_json import Said, refused, sent
from admin.builder.verdicts import refusal
from admin.reach import actor, name_of
from conversations.releases import clearance, publishing, reviews
from extensions import db
from flows.documents.faults import ShapeError
from flows.versions import stages
from flows.versions.stages import RefusedError
from models import Flow
from staff.access import may, permissions_in

MOST_REMARKS = 200  # of one sending


class ReviewPages(BuilderPage):
    """The review of a draft."""

    review_permission = "flows.review"
    policy_permission = "departments.edit"

    @expose("/review")
    def review_view(self, flow_id: int) -> str:
        """How the draft stands, what a reviewer looks at, and what this person may do."""
        return self._page(self.draft(flow_id))

    @expose("/canvas/changes", methods=("POST",))
    def canvas_changes_view(self, flow_id: int) -> Said:
        """What differs between the live version and a document that need not be saved."""
        row = self.row(flow_id)
        try:
            desktop = Desktop(row, sent().get("document"))
        except ShapeError as error:
            return refused(error)
        live = row.live_version.number if row.live_version is not None else 0
        return jsonify(live=live, spots=canvas_changes(desktop))

    @expose("/review/submit", methods=("POST",))
    def submit_view(self, flow_id: int) -> Answer | str:
        """Ask somebody else to look, with a message and a reason for each warning."""
        row = self.editable(flow_id)
        desktop = self.opened(row)
        reasons = acceptance.sent(desktop)
        seen = saving.revision(request.form.get("revision"))
        if seen != row.revision:
            return self._page(
                desktop, gettext("Somebody saved this flow meanwhile. Look at what it says now.")
            )
        if not acceptance.is_whole(desktop, reasons):
            return self._page(desktop, gettext("Tick each warning and write why it may stay."))
        try:
            acceptance.keep(desktop, reasons)
            reviews.submit(row, actor(), request.form.get("message", ""), row.revision)
        except publishing.GateError:
            return self._undone(row, gettext("Mend what is wrong first; then submit it."))
        except (publishing.StaleDraftError, RefusedError):
            return self._undone(row, refusal("stage"))
        db.session.commit()
        flash(gettext("Submitted. Reviewers find it in their list."), "success")
        return redirect(self.get_url(".review_view", flow_id=flow_id))

    @expose("/review/withdraw", methods=("POST",))
    def withdraw_view(self, flow_id: int) -> Answer | str:
        """Take it out of review."""
        row = self.editable(flow_id)
        try:
            reviews.withdraw(row, actor(), request.form.get("content", ""))
        except reviews.MovedOnError:
            return self._undone(row, refusal("stage"))
        db.session.commit()
        flash(gettext("It is a draft again."), "success")
        return redirect(self.get_url(".review_view", flow_id=flow_id))

    @expose("/review/judge", methods=("POST",))
    def judge_view(self, flow_id: int) -> Answer | str:
        """Approve, or return with comments: exactly what the page showed."""
        row = self._judged(flow_id)
        seen, words = request.form.get("content", ""), _remarks()
        approves = request.form.get("verdict") == "approve"
        try:
            if approves:
                told = _approved(whole=reviews.approve(row, actor(), seen, words))
            else:
                reviews.send_back(row, actor(), seen, words)
                told = gettext("Returned. The author finds your comments with the flow.")
        except reviews.MovedOnError:
            return self._undone(row, refusal("stage"))
        except reviews.WordlessError:
            return self._undone(row, gettext("Write what should change; then return it."))
        except RefusedError as refused:
            return self._undone(row, refusal(refused.why))
        db.session.commit()
        flash(told, "success")
        return redirect(self.get_url(".review_view", flow_id=flow_id))

    @expose("/review/policy", methods=("POST",))
    def policy_view(self, flow_id: int) -> Answer:
        """How changes of this flow are reviewed from now on."""
        row = self.row(flow_id)
        policy = next((one for one in stages.POLICIES if one == request.form.get("policy")), None)
        if not may(self.policy_permission, row.department_id):
            abort(403)
        if policy is None:
            abort(400)
        reviews.set_policy(row, policy, actor())
        db.session.commit()
        flash(gettext("This rule holds from now on."), "success")
        return redirect(self.get_url(".review_view", flow_id=flow_id))

    @expose("/look", methods=("GET", "POST"))
    def look_view(self, flow_id: int) -> Answer | str:
        """New words that went out at once: tick them off, or bring back what was live before."""
        row = self._judged(flow_id)
        if request.method == "GET":
            return self._look_page(row)
        seen = saving.revision(request.form.get("number")) or 0
        try:
            if request.form.get("verdict") == "revert":
                reviews.revert(row, actor(), seen, _remarks())
                told = gettext("Brought back. What was live before answers again.")
            else:
                reviews.look(row, actor(), seen)
                told = gettext("Ticked off.")
        except reviews.WordlessError:
            return self._unlooked(row, gettext("Write why; the author reads it."))
        except (publishing.GateError, publishing.ClashError):
            fault = gettext("What was live before does not pass the gate any more: mend the draft.")
            return self._unlooked(row, fault)
        except reviews.MovedOnError:
            return self._unlooked(row, refusal("stage"))
        except RefusedError as refused:
            return self._unlooked(row, refusal(refused.why))
        db.session.commit()
        flash(told, "success")
        return redirect(self.get_url("reviews.index_view"))

    def _judged(self, flow_id: int) -> Flow:
        row = self.row(flow_id)
        return row if may(self.review_permission, row.department_id) else abort(403)

    def _undone(self, row: Flow, fault: str) -> str:
        db.session.rollback()
        db.session.refresh(row)
        return self._page(self.opened(row), fault)

    def _unlooked(self, row: Flow, fault: str) -> str:
        db.session.rollback()
        db.session.refresh(row)
        return self._look_page(row, fault)

    def _page(self, desktop: Desktop, fault: str = "") -> str:
        row = desktop.row
        stage = clearance.stage_of(row, desktop.flow.content_hash)
        review = row.review
        authors = review.authors if review is not None and stage == "in_review" else row.authors
        evidence = Evidence(desktop, row.live_version)
        only = request.args.get("only", "")
        mine = permissions_in(row.department_id)
        return self.page(
            "review.html",
            desktop,
            stage=stage,
            review=review,
            remarks=reviews.remarks(row),
            authors=[name_of(one) for one in authors],
            approvers=[one.actor for one in review.remarks if one.act == "approve"]
            if review is not None
            else [],
            me=actor(),
            name_of=name_of,
            open_to=[
                act for act in stages.ACTS if stages.is_open_to(stage, act, mine, actor(), authors)
            ],
            evidence=evidence,
            only=only if only in evidence.languages else "",
            drawing=draw(desktop.outline),
            errors=[one for one in desktop.problems if one.severity == "error"],
            users=publishing.used_by(row),
            fault=fault,
            may_set_policy=may(self.policy_permission, row.department_id),
        )

    def _look_page(self, row: Flow, fault: str = "") -> str:
        due, live = reviews.unseen(row), row.live_version
        if not due or live is None:
            abort(404)
        last = due[-1]
        return self.page(
            "look.html",
            Desktop(row, last.document),
            due=due,
            last=last,
            base=reviews.looked_at_last(row),
            evidence=Evidence(Desktop(row, last.document), reviews.looked_at_last(row)),
            may_tick=any(one.published_by != actor() for one in due),
            may_revert=live.id == last.id,
            name_of=name_of,
            only=request.args.get("only", ""),
            fault=fault,
        )


def _remarks() -> dict[str, str]:
    """What was written: in all, and by step."""
    by_step = {
        name.removeprefix("comment-"): said
        for name, said in request.form.items()
        if name.startswith("comment-")
    }
    return {"": request.form.get("comment", ""), **dict(list(by_step.items())[:MOST_REMARKS])}


def _approved(*, whole: bool) -> str:
    if whole:
        return str(gettext("Approved. It can be published as it is."))
    return str(
        gettext("Noted. Another of its authors, or somebody who changed nothing, approves it, too.")
    )
