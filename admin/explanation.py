"""Why a message was sent: what came before it, which version said it at which step, who stood for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from flask_babel import gettext
from sqlalchemy import select

from admin import transcript
from admin.builder.changes import teller_of
from admin.builder.outline import names_of
from admin.transcript import Bubble
from conversations.talks import library
from extensions import db
from flows.graph import Flow
from models import AuditEvent, Call, FlowVersion, Message, OutboxRow
from models import Flow as FlowRow
from staff.language import shown_language

MOMENT = timedelta(seconds=2)  # the events of a turn bear its instant


class Way(msgspec.Struct, frozen=True):
    """A way into the step: from which step, by which exit; ``taken`` where the talk stood there."""

    source: str
    exit: str
    taken: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said for certain. Of the version nothing is known where no flow spoke.

    ``cause`` is the last thing that the citizen sent, None where nothing came since ``stood`` was said.
    ``turn`` are the events of the same turn; ``ladder`` how far WhatsApp took the message, step by step.
    """

    message: Message
    cause: Message | None
    stood: Message | None
    version: FlowVersion | None
    step: str
    ways: Sequence[Way]
    turn: Sequence[AuditEvent]
    calls: Sequence[Call]
    ladder: Sequence[tuple[str, datetime]]
    waiting: OutboxRow | None

    @property
    def said(self) -> Bubble:
        """The message, as in a transcript."""
        return transcript.bubble(self.message, {})

    @property
    def heard(self) -> Bubble | None:
        """What the citizen sent, as in a transcript."""
        return transcript.bubble(self.cause, {}) if self.cause else None


def explain(message: Message) -> Explanation:
    """Everything that is known about why ``message`` was sent."""
    stood = _before(message, Message.direction == "out", Message.turn < message.turn)
    cause = _before(message, Message.direction == "in")
    if stood and cause and cause.id < stood.id:
        cause = None
    version = _version(message)
    flow = library.compiled(version.content_hash, version.document) if version else None
    language = shown_language()
    names = names_of(flow, language, language) if flow else {}
    return Explanation(
        message=message,
        cause=cause,
        stood=stood,
        version=version,
        step=names.get(message.node, message.node),
        ways=_ways(flow, message.node, stood, names) if flow else (),
        turn=_turn(message),
        calls=_calls(message, stood),
        ladder=_ladder(message),
        waiting=db.session.scalar(select(OutboxRow).where(OutboxRow.message_id == message.id)),
    )


def of_turn(conversation_id: int, turn: int) -> Message | None:
    """The first message that was sent in a turn of a conversation."""
    wanted = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.direction == "out",
        Message.turn == turn,
        Message.said_by.is_(None),
    )
    return db.session.scalars(wanted.order_by(Message.id).limit(1)).first()


def _before(message: Message, *conditions: object) -> Message | None:
    wanted = select(Message).where(
        Message.conversation_id == message.conversation_id,
        Message.id < message.id,
        *conditions,  # type: ignore[arg-type]  # conditions of SQLAlchemy's
    )
    return db.session.scalars(wanted.order_by(Message.id.desc()).limit(1)).first()


def _version(message: Message) -> FlowVersion | None:
    """The version that spoke; of several with the same content the one that was live then."""
    if not message.version:
        return None
    wanted = (
        select(FlowVersion)
        .join(FlowRow, FlowVersion.flow_id == FlowRow.id)
        .where(FlowVersion.content_hash == message.version, FlowRow.name == message.flow)
    )
    newest = wanted.order_by(FlowVersion.number.desc())
    then = newest.where(FlowVersion.published_at <= message.happened_at)
    return db.session.scalars(then.limit(1)).first() or db.session.scalars(newest.limit(1)).first()


def _ways(flow: Flow, node: str, stood: Message | None, names: dict[str, str]) -> list[Way]:
    """The ways that lead to ``node``; those from where the talk stood come first."""
    at = stood.node if stood and stood.flow == flow.name else ""
    words = teller_of(flow, flow)
    found = [
        Way(names.get(source, source), words.exit(source, way.id), source == at)
        for source, one in flow.nodes.items()
        for way in one.ways()
        if flow.target(source, way.id) == node
    ]
    return sorted(found, key=lambda way: not way.taken)


def _turn(message: Message) -> list[AuditEvent]:
    wanted = select(AuditEvent).where(
        AuditEvent.subject == f"conversation:{message.conversation_id}",
        AuditEvent.at.between(message.happened_at - MOMENT, message.happened_at + MOMENT),
    )
    found = db.session.scalars(wanted.order_by(AuditEvent.id))
    return [one for one in found if one.details.get("turn") == message.turn]


def _calls(message: Message, stood: Message | None) -> list[Call]:
    """What systems were asked since the talk stood still before."""
    wanted = select(Call).where(
        Call.conversation_id == message.conversation_id, Call.created_at <= message.happened_at
    )
    if stood:
        wanted = wanted.where(Call.created_at >= stood.happened_at)
    return list(db.session.scalars(wanted.order_by(Call.id).limit(20)))


def _ladder(message: Message) -> list[tuple[str, datetime]]:
    steps = [
        (gettext("Put into the queue"), message.happened_at),
        (gettext("Taken by WhatsApp"), message.accepted_at),
        (gettext("Sent"), message.sent_at),
        (gettext("Delivered"), message.delivered_at),
        (gettext("Read"), message.read_at),
        (gettext("Not delivered"), message.failed_at),
    ]
    return [(str(name), at) for name, at in steps if at is not None]
