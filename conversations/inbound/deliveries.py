"""What one thing that WhatsApp delivered becomes: a row of the inbox, a message, files to fetch."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from ulid import ULID

from conversations.inbound.arrivals import Arrival, dump, dump_content
from whatsapp.inbound.attachments import media_in
from whatsapp.inbound.changes import (
    Change,
    IdentityChange,
    InboundMessage,
    OtherChange,
    StatusUpdate,
)
from whatsapp.inbound.events import to_event

LONGEST_WAMID = 255  # as a message keeps it; a longer one is only in its key and its event
LONGEST_DIGEST = 64
UNKNOWN_NUMBER = "No channel has this phone number id."

Row = dict[str, Any]
_encode = msgspec.json.Encoder().encode


class Number(NamedTuple):
    """One of our numbers. ``seen_at`` is when Meta last reached the webhook for it."""

    channel_id: int
    department_id: int
    portfolio_id: str
    seen_at: datetime | None = None


class Talk(NamedTuple):
    """Where a message belongs."""

    conversation_id: int
    number: Number


class Delivery(msgspec.Struct, frozen=True):
    """The rows that one change becomes. Their keys are columns."""

    change: Change
    inbox: Row
    message: Row | None = None
    media: tuple[Row, ...] = ()


def of_message(change: InboundMessage, talk: Talk | None, received: datetime) -> Delivery:
    """A message of a person; without a ``talk`` it came to a number that we do not know."""
    files = {file.id: (str(ULID()), file) for file in media_in(change)} if talk else {}
    event = to_event(change, {whatsapp_id: ours for whatsapp_id, (ours, _) in files.items()})
    row = _row(change, "message", received) | {
        "payload": dump(Arrival(event, change.raw, change.contact)),
        "conversation_id": talk.conversation_id if talk else None,
    }
    if talk is None:
        return Delivery(change, _parked(row, UNKNOWN_NUMBER))
    whose = {
        "conversation_id": talk.conversation_id,
        "department_id": talk.number.department_id,
    }
    message = {
        **whose,
        "ulid": str(ULID()),
        "direction": "in",
        "wamid": change.wamid if len(change.wamid) <= LONGEST_WAMID else None,
        "kind": event.__struct_config__.tag,
        "content": dump_content(event),
        "status": "received",
        "happened_at": change.timestamp,
    }
    media = tuple(
        {
            **whose,
            "id": ours,
            "channel_id": talk.number.channel_id,
            "whatsapp_id": whatsapp_id,
            "kind": file.kind,
            "claimed_type": file.mime_type[:120],
            "filename": file.filename,
            # As WhatsApp says, until the file is here and we know.
            "sha256": file.sha256 if len(file.sha256) <= LONGEST_DIGEST else "",
        }
        for whatsapp_id, (ours, file) in files.items()
    )
    return Delivery(change, row, message, media)


def of_change(
    change: StatusUpdate | IdentityChange | OtherChange,
    known: Mapping[str, Number],
    received: datetime,
) -> Delivery:
    """Anything but a message. Identities are changed at once, so their row is done."""
    match change:
        case StatusUpdate():
            row = _row(change, "status", received) | {"payload": _encode(change)}
            return Delivery(change, row)
        case IdentityChange():
            row = _row(change, "change", received) | {"payload": _encode(change)}
            if number_of(change, known) is None:
                return Delivery(change, _parked(row, UNKNOWN_NUMBER))
            return Delivery(change, row | {"state": "done", "payload": None})
        case OtherChange():
            row = _row(change, "change", received) | {"payload": _encode(change)}
            reason = f"{change.reason}: {change.field}"[:200]
            return Delivery(change, row | {"state": "done", "reason": reason})


def number_of(change: Change, known: Mapping[str, Number]) -> Number | None:
    """Our number that the change is about: by its own id, else by the account's."""
    return known.get(change.phone_number_id or "") or known.get(f"waba:{change.waba_id}")


def _row(change: Change, kind: str, received: datetime) -> Row:
    return {
        "key": change.key,
        "kind": kind,
        "phone_number_id": change.phone_number_id or "",
        "conversation_id": None,
        "happened_at": change.timestamp,
        "received_at": received,
        "state": "due",
        "reason": "",
    }


def _parked(row: Row, reason: str) -> Row:
    return row | {"state": "parked", "reason": reason}
