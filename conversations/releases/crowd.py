"""Who is in the middle of a flow: how many stand where, and what a plan would do with them.

Only counts leave this module: neither who they are nor what they wrote.
"""

from collections import Counter

import msgspec
from sqlalchemy import func, select

from conversations.releases.archive import Ahead, Archive
from extensions import db
from flows.graph import Flow
from flows.state import UnreadableStateError, load
from flows.versions.moving import moved
from flows.versions.plan import Plan
from models import Conversation
from models import Flow as FlowRow

MOST = 2000  # states that a trial reads; the last that were written to


class Trial(msgspec.Struct):
    """What a plan would do with those who are in the middle: how many, by what becomes of them.

    ``kept`` go on where they are on the new version, ``again`` are asked the changed question anew,
    ``elsewhere`` lose their node and go on at another, ``stays`` finish on the version they have.
    ``more`` says that there are others, who were not looked at.
    """

    kept: int = 0
    again: int = 0
    elsewhere: int = 0
    stays: int = 0
    more: bool = False

    @property
    def people(self) -> int:
        """How many were looked at."""
        return self.kept + self.again + self.elsewhere + self.stays


def standing(row: FlowRow) -> dict[str, int]:
    """How many people stand at each node of the flow, in whatever version, the most first."""
    counted = db.session.execute(
        select(Conversation.node, func.count())
        .where(
            Conversation.department_id == row.department_id,
            Conversation.flow == row.name,
            Conversation.node != "",
        )
        .group_by(Conversation.node)
    ).all()
    return dict(
        sorted(((node, count) for node, count in counted), key=lambda one: (-one[1], one[0]))
    )


def trial(row: FlowRow, draft: Flow, plan: Plan) -> Trial:
    """Carry the plan out on copies of the states of those who are in the middle of the flow."""
    states = db.session.scalars(
        select(Conversation.state)
        .where(
            Conversation.department_id == row.department_id,
            Conversation.node != "",
            Conversation.state.is_not(None),
        )
        .order_by(Conversation.last_message_at.desc())
        .limit(MOST + 1)
    ).all()
    ahead = Ahead(Archive(row.department_id), draft, plan)
    counted: Counter[str] = Counter()
    for stored in states[:MOST]:
        try:
            state = load(stored)
        except UnreadableStateError:
            continue
        if all(frame.flow != row.name for frame in state.frames):
            continue
        counted[moved(state, ahead).landing] += 1
    return Trial(**counted, more=len(states) > MOST)
