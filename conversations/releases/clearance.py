"""At what stage a flow's draft is, and by what right it may be published.

Nothing here commits. Whoever changes anything holds the flow's row (``publishing.hold``).
"""

from typing import Any

from sqlalchemy import or_, select

from audit import trail
from conversations.talks.library import compiled
from extensions import db
from flows.graph import Flow as Graph
from flows.graph import content_hash
from flows.versions import stages
from flows.versions.stages import Facts, Stage, Way
from models import Flow, FlowVersion, Review

OPERATORS = frozenset({trail.TERMINAL, trail.SYSTEM})


def stage_of(row: Flow, content: str = "") -> Stage:
    """The stage of the draft of ``row``; ``content`` is its hash where the caller has it already."""
    live = row.live_version.content_hash if row.live_version is not None else ""
    reviewed, stage = (row.review.content_hash, row.review.stage) if row.review else ("", "")
    return stages.stage_of(content or content_hash(row.draft), live, reviewed, stage)


def right(row: Flow, flow: Graph, actor: str) -> Way:
    """By what right ``actor`` may publish ``flow``, the draft of ``row``.

    Raises:
        RefusedError: by none.

    """
    return stages.way(stage_of(row, flow.content_hash), facts(row, flow, actor))


def facts(row: Flow, flow: Graph, actor: str) -> Facts:
    """What the rules look at."""
    live = row.live_version
    return Facts(
        policy="words_at_once" if row.policy == "words_at_once" else "two_people",
        alone=actor in OPERATORS,
        cleared=is_cleared(row, flow.content_hash),
        is_first=live is None,
        same_graph=live is not None and _bones(live) == flow.bones_hash,
    )


def is_cleared(row: Flow, content: str) -> bool:
    """Whether this very content was approved, or was live once by more than its author's word."""
    approved = select(Review.id).where(
        Review.flow_id == row.id,
        Review.content_hash == content,
        Review.approved_at.is_not(None),
    )
    if db.session.scalar(approved.limit(1)) is not None:
        return True
    live = select(FlowVersion.id).where(
        FlowVersion.flow_id == row.id,
        FlowVersion.content_hash == content,
        or_(FlowVersion.way != "words", FlowVersion.look == "seen"),
    )
    return db.session.scalar(live.limit(1)) is not None


def edited(row: Flow, content: str, actor: str) -> None:
    """Note that ``actor`` is about to put ``content`` in the place of the draft of ``row``.

    A review of what was there ends by it, and an approval holds no longer. What no citizen meets
    (places, notes, rehearsals) may change.
    """
    before = content_hash(row.draft)
    if content == before:
        return
    row.authors = [*row.authors, *({actor} - set(row.authors))]
    stage = stage_of(row, before)
    end = stages.step(stage, "edit").to
    if row.review is not None and row.review.content_hash == before and stage != end:
        row.review.stage = end
        record("flow.review_ended", row, actor, version=before)


def published(row: Flow, version: FlowVersion) -> None:
    """Note that the draft of ``row`` is live as ``version``: what comes next has other authors."""
    if row.review is not None and row.review.content_hash == version.content_hash:
        version.review = row.review if row.review.approved_at is not None else None
        row.review.stage = "published"
    row.authors = []
    row.review = None


def record(action: str, row: Flow, actor: str, **details: Any) -> None:
    """Put what was done with ``row`` on the trail."""
    trail.record(
        action,
        actor=actor,
        subject=f"flow:{row.id}",
        department_id=row.department_id,
        flow=row.name,
        **details,
    )


def _bones(version: FlowVersion) -> str:
    flow = compiled(version.content_hash, version.document)
    return flow.bones_hash if flow is not None else ""
