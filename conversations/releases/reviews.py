"""Reviews: submitting a draft, judging it, and looking later at new words that went out at once.

Every act holds the flow's row, looks whether what it was meant for is still there, and leaves its
event on the trail. Nothing here commits. Who may act at all is for the caller: ``flows.versions.stages.TABLE``.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from conversations.releases import clearance, publishing
from extensions import db
from flows import check, graph
from flows.versions import stages
from flows.versions.stages import Act, Policy
from models import Flow, FlowVersion, Remark, Review
from models.columns import utc_now

LONGEST = 2000  # characters of a remark


class MovedOnError(Exception):
    """What the page showed is not what is there any more; nothing was done."""


class WordlessError(Exception):
    """Who returns something says why; nothing was done."""


def submit(row: Flow, actor: str, message: str, seen: int) -> Review:
    """Ask for a review of the draft of ``row`` at revision ``seen``.

    Raises:
        StaleDraftError: the draft is at another revision.
        RefusedError: it is in review or live already.
        GateError: with the errors that stand in it.

    """
    publishing.hold(row, seen)
    flow = graph.parse(row.draft)
    step = stages.step(clearance.stage_of(row, flow.content_hash), "submit")
    errors = [
        one
        for one in check.check(flow, publishing.context(row.department_id))
        if one.severity == "error"
    ]
    if errors:
        raise publishing.GateError(errors)
    review = Review(
        department_id=row.department_id,
        flow_id=row.id,
        content_hash=flow.content_hash,
        stage=step.to,
        authors=sorted({*row.authors, actor}),
        submitted_by=actor,
    )
    db.session.add(review)
    row.review = review
    _say(review, "submit", actor, {"": message})
    clearance.record("flow.submitted", row, actor, version=review.content_hash)
    return review


def withdraw(row: Flow, actor: str, seen: str) -> None:
    """Take the content with hash ``seen`` out of review.

    Raises:
        MovedOnError: it is not in review any more.

    """
    review = _held(row, "withdraw", seen)
    _say(review, "withdraw", actor, {})
    clearance.record("flow.withdrawn", row, actor, version=seen)


def approve(row: Flow, actor: str, seen: str, words: Mapping[str, str]) -> bool:
    """Approve the content with hash ``seen``; whether it is approved by that.

    Where several people changed it, each of them may approve what the others did; it is approved
    when every author's work has another's approval. ``words`` are remarks by node, ``""`` for all.

    Raises:
        MovedOnError: it is not in review any more.
        RefusedError: the actor is its only author.

    """
    publishing.hold(row)
    review = _open(row, "approve", seen)
    approvers = {one.actor for one in review.remarks if one.act == "approve"}
    if review.authors == [actor] or actor in approvers:
        raise stages.RefusedError("own")
    _say(review, "approve", actor, words)
    if not stages.are_enough(review.authors, approvers | {actor}):
        clearance.record("flow.agreed", row, actor, version=seen)
        return False
    review.stage = stages.step("in_review", "approve").to
    review.approved_at = utc_now()
    clearance.record("flow.approved", row, actor, version=seen)
    return True


def send_back(row: Flow, actor: str, seen: str, words: Mapping[str, str]) -> None:
    """Return the content with hash ``seen`` to its authors; an approval of it holds no longer.

    Raises:
        MovedOnError: it is not there to be returned any more.
        WordlessError: nothing is said with it.

    """
    if not _said(words):
        raise WordlessError
    review = _held(row, "return", seen)
    for one in _of_content(row, seen):
        one.approved_at = None
    _say(review, "return", actor, words)
    clearance.record("flow.returned", row, actor, version=seen)


def unseen(row: Flow) -> list[FlowVersion]:
    """The versions of ``row`` with new words that nobody has looked at yet, the oldest first."""
    wanted = select(FlowVersion).where(FlowVersion.flow_id == row.id, FlowVersion.look == "due")
    return list(db.session.scalars(wanted.order_by(FlowVersion.number)))


def looked_at_last(row: Flow) -> FlowVersion | None:
    """The last version of ``row`` before those that nobody has looked at."""
    due = unseen(row)
    if not due:
        return row.live_version
    wanted = select(FlowVersion).where(
        FlowVersion.flow_id == row.id,
        FlowVersion.number < due[0].number,
        FlowVersion.look.not_in(("due", "reverted")),
    )
    return db.session.scalar(wanted.order_by(FlowVersion.number.desc()).limit(1))


def look(row: Flow, actor: str, seen: int) -> None:
    """Tick off the new words up to version ``seen`` that others published.

    Raises:
        RefusedError: there are only the actor's own.

    """
    publishing.hold(row)
    theirs = [one for one in unseen(row) if one.number <= seen and one.published_by != actor]
    if not theirs:
        raise stages.RefusedError("own")
    _close(theirs, actor, "seen")
    clearance.record("flow.looked_at", row, actor, version=theirs[-1].content_hash)


def revert(row: Flow, actor: str, seen: int, words: Mapping[str, str]) -> FlowVersion:
    """Bring back what was live before the new words that nobody has looked at yet.

    The words go back to their author with what is said here; the draft stays as it is.

    Raises:
        MovedOnError: version ``seen`` is not what is live.
        WordlessError: nothing is said with it.
        GateError, ClashError, RefusedError: as for ``publishing.bring_back``.

    """
    if not _said(words):
        raise WordlessError
    publishing.hold_all(row)
    due, good, live = unseen(row), looked_at_last(row), row.live_version
    if live is None or good is None or live not in due or live.number != seen:
        raise MovedOnError
    stage = clearance.stage_of(row)
    _close(due, actor, "reverted")
    made = publishing.bring_back(good, actor)
    review = Review(
        department_id=row.department_id,
        flow_id=row.id,
        content_hash=live.content_hash,
        stage=stages.step("published", "revert").to,
        authors=sorted({one.published_by for one in due}),
        submitted_by=live.published_by,
        submitted_at=live.published_at,
    )
    db.session.add(review)
    if stage not in {"in_review", "approved"}:
        row.review = review
    _say(review, "return", actor, words)
    clearance.record("flow.reverted", row, actor, version=live.content_hash)
    return made


def remarks(row: Flow) -> list[Remark]:
    """What was said in all reviews of ``row`` since its last publication, the oldest first."""
    live = row.live_version
    wanted = select(Remark).join(Review, Remark.review_id == Review.id)
    wanted = wanted.where(Review.flow_id == row.id).order_by(Remark.id)
    if live is not None:
        wanted = wanted.where(Remark.at >= live.published_at)
    return list(db.session.scalars(wanted))


def set_policy(row: Flow, policy: Policy, actor: str) -> None:
    """Decide how changes of ``row`` are reviewed from now on."""
    publishing.hold(row)
    if row.policy == policy:
        return
    row.policy = policy
    clearance.record("flow.policy_changed", row, actor, policy=policy)


def _held(row: Flow, act: Act, seen: str) -> Review:
    """The open review of this content, with the step taken."""
    publishing.hold(row)
    review = _open(row, act, seen)
    review.stage = stages.step(clearance.stage_of(row), act).to
    return review


def _open(row: Flow, act: Act, seen: str) -> Review:
    stage = clearance.stage_of(row)
    review = row.review
    if review is None or review.content_hash != seen or (stage, act) not in stages.TABLE:
        raise MovedOnError
    return review


def _of_content(row: Flow, content: str) -> Sequence[Review]:
    wanted = select(Review).where(Review.flow_id == row.id, Review.content_hash == content)
    return db.session.scalars(wanted).all()


def _close(versions: Iterable[FlowVersion], actor: str, look: str) -> None:
    for one in versions:
        one.look, one.looked_by, one.looked_at = look, actor, utc_now()


def _said(words: Mapping[str, str]) -> dict[str, str]:
    return {node: said.strip()[:LONGEST] for node, said in words.items() if said.strip()}


def _say(review: Review, act: Act, actor: str, words: Mapping[str, str]) -> None:
    """Note the act with each remark; without any, once without words."""
    for node, said in (_said(words) or {"": ""}).items():
        review.remarks.append(
            Remark(
                department_id=review.department_id, act=act, node=node[:80], words=said, actor=actor
            )
        )
    db.session.flush()
