"""What the last real talks would have met in a draft: replayed through both versions, and counted.

Only counts leave this module. What people did is read from their messages; when they were silent
each version's own clock tells; when staff gave a talk back, the hand-over. What a service answered
is not kept, so a talk is followed up to there.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
from sqlalchemy import select

from conversations.inbound.arrivals import said_in
from conversations.releases.archive import Ahead, Archive
from extensions import db
from flows.events import HandedBack
from flows.graph import Flow
from flows.state import State
from flows.trials.replay import Recorded, Tally, replay
from flows.trials.stage import Stage
from flows.versions.plan import FINISH
from flows.world import Contact, Department, World
from models import Conversation, Handover, Message
from models import Department as DepartmentRow
from models import Flow as FlowRow
from models.queue import DEFAULT

MOST = 200  # talks
MOST_CONVERSATIONS = 1000  # that are looked through for them, the last first
MOST_MESSAGES = 200  # of one conversation
SECONDS = 5.0
PAUSE = timedelta(hours=24)  # whoever writes after such a pause begins another talk


class Lookback(msgspec.Struct):
    """The counts, and whether time ran out before all of them were looked at."""

    tally: Tally
    in_time: bool


class Talk(msgspec.Struct):
    """One talk as it was: what happened in it, and whether it was the person's first."""

    conversation: Conversation
    deeds: list[Recorded]
    is_first: bool


def look_back(row: FlowRow, draft: Flow, seconds: float = SECONDS) -> Lookback:
    """Replay the last talks that met the live version of ``row`` through it and through ``draft``."""
    until = time.monotonic() + seconds
    tally = Tally()
    before = Archive(row.department_id)
    after = Ahead(before, draft, FINISH)
    home = db.session.get_one(DepartmentRow, row.department_id)
    for talk in _talks(row):
        if tally.talks == MOST:
            break
        if time.monotonic() > until:
            return Lookback(tally, in_time=False)
        stages = [_stage(shelf, home, talk) for shelf in (before, after)]
        tally.add(replay(talk.deeds, *stages))
    return Lookback(tally, in_time=True)


def _talks(row: FlowRow) -> Iterator[Talk]:
    """The last talks that met the live version, the latest first, one of each conversation."""
    live = row.live_version
    if live is None:
        return
    recent = db.session.scalars(
        select(Conversation.id)
        .where(
            Conversation.department_id == row.department_id,
            Conversation.last_message_at.is_not(None),
        )
        .order_by(Conversation.last_message_at.desc())
        .limit(MOST_CONVERSATIONS)
    ).all()
    for conversation_id in recent:
        found = _last_talk(conversation_id, row.name, live.content_hash)
        if found is not None:
            yield found


def _last_talk(conversation_id: int, flow: str, version: str) -> Talk | None:
    rows = db.session.execute(
        select(Message.id, Message.direction, Message.happened_at, Message.flow, Message.version)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(MOST_MESSAGES)
    ).all()[::-1]
    breaks = [
        place
        for place, (one, following) in enumerate(pairwise(rows), 1)
        if following.happened_at - one.happened_at > PAUSE
    ]
    edges = [0, *breaks, len(rows)]
    for start, end in reversed(list(pairwise(edges))):
        talk = rows[start:end]
        if any((one.flow, one.version) == (flow, version) for one in talk):
            said = [one.id for one in talk if one.direction == "in"]
            is_first = start == 0 and len(rows) < MOST_MESSAGES
            return _read(conversation_id, said, is_first=is_first) if said else None
    return None


def _read(conversation_id: int, said: Sequence[int], *, is_first: bool) -> Talk:
    rows = db.session.execute(
        select(Message.happened_at, Message.content)
        .where(Message.id.in_(said))
        .order_by(Message.happened_at, Message.id)
    ).all()
    deeds = [Recorded(at, said_in(content)) for at, content in rows]
    given_back = _given_back(conversation_id, deeds[0].at, deeds[-1].at)
    deeds = sorted([*deeds, *given_back], key=lambda one: one.at)
    return Talk(db.session.get_one(Conversation, conversation_id), deeds, is_first)


def _given_back(conversation_id: int, since: datetime, until: datetime) -> list[Recorded]:
    rows = db.session.execute(
        select(Handover.closed_at, Handover.turn).where(
            Handover.conversation_id == conversation_id,
            Handover.state == "closed",
            Handover.closed_at.between(since, until),
        )
    ).all()
    return [Recorded(at, HandedBack("closed", turn)) for at, turn in rows if at is not None]


def _stage(shelf: Archive | Ahead, home: DepartmentRow, talk: Talk) -> Stage:
    contact = talk.conversation.contact
    world = World(
        now=talk.deeds[0].at,
        conversation=str(talk.conversation.id),
        library=shelf,
        zone=home.zone,
        contact=Contact(contact.name, contact.language, contact.fields),
        department=Department(home.code, home.names, home.telephone, home.hours),
        phrases=home.phrases,
        desk=DEFAULT if home.desk_open else "",
    )
    return Stage(shelf.front_door, world, State() if talk.is_first else State(turn=1))
