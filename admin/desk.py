"""What somebody who takes over a talk has before them: the answers so far, and the open window."""

from collections.abc import Collection, Mapping
from datetime import timedelta

import msgspec
from sqlalchemy import select

from admin import moments, transcript
from admin.answers import Pair, pairs
from conversations.talks import library
from extensions import db
from flows.graph import Flow
from flows.state import State, UnreadableStateError, load
from flows.talk import window
from flows.talk.gathered import gathered
from flows.world import Contact, Shelf, World
from models import Conversation, FlowVersion, Handover, Media
from models.handover import OPEN
from staff.language import shown_language

SHORTLY = timedelta(hours=1)


def answers(talk: Conversation) -> list[Pair]:
    """What the citizen has answered in the flows that the talk is in, in the page's language."""
    try:
        state = load(talk.state)
    except UnreadableStateError:
        return []
    world = World(
        now=moments.now(),
        conversation=str(talk.id),
        library=Shelf((), older=_versions(state)),
        contact=Contact(name=talk.contact.name, language=shown_language()),
    )
    files = db.session.scalars(select(Media).where(Media.conversation_id == talk.id)).all()
    told = msgspec.to_builtins(gathered(state, world))
    return pairs(told, {media.id: media for media in files})


def open_handover(talk: Conversation) -> Handover | None:
    """The hand-over that is open in a conversation, as far as this person may see it."""
    wanted = select(Handover).where(Handover.conversation_id == talk.id, Handover.state.in_(OPEN))
    return db.session.scalars(wanted).first()


def may_write(talk: Conversation) -> bool:
    """Whether WhatsApp still takes a reply."""
    return window.is_open(talk.last_inbound_at, moments.now())


def closes_shortly(talk: Conversation) -> bool:
    """Whether it does not for much longer."""
    return not window.is_open(talk.last_inbound_at, moments.now() + SHORTLY)


def version(row: Handover) -> str:
    """Changes whenever the conversation or the hand-over does."""
    return f"{row.state}-{row.taken_by or 0}-{transcript.version(row.conversation)}"


def list_version(rows: Collection[Handover]) -> str:
    """Changes whenever the list does."""
    return "-".join(f"{row.id}.{row.state[0]}.{row.taken_by or 0}" for row in rows) or "none"


def _versions(state: State) -> Mapping[str, Flow]:
    """The flows that the talk is in, by their content hash."""
    wanted = {frame.version for frame in state.frames}
    rows = db.session.execute(
        select(FlowVersion.content_hash, FlowVersion.document).where(
            FlowVersion.content_hash.in_(wanted)
        )
    )
    read = [(version, library.compiled(version, document)) for version, document in rows]
    return {version: flow for version, flow in read if flow is not None}
