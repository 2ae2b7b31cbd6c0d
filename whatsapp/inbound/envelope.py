"""One delivery of the webhook, taken apart: every entry, change, message and status of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from whatsapp.inbound.changes import Change, InboundMessage, NotUnderstoodError
from whatsapp.inbound.identities import changed_identity, is_system, updated_identity
from whatsapp.inbound.origin import LONGEST_FIELD, LONGEST_NUMBER_ID, Origin, number_id_in, wamid_in
from whatsapp.inbound.people import People, sender_of
from whatsapp.inbound.statuses import status_update
from whatsapp.inbound.untrusted import a_list, a_text, an_object, parse

OBJECT: Final = "whatsapp_business_account"
LONGEST_TYPE: Final = 100


def read(body: bytes, received: datetime | None = None) -> list[Change]:
    """Every change in ``body``, each key once, in the order in which they stand.

    ``received`` (aware; now, when left out) stands in for instants that are missing or absurd.
    Whatever is inside the envelope, this does not raise: what is not understood comes back as an
    OtherChange with its reason. Raises NotUnderstoodError for a body that is no JSON, or no
    envelope of WhatsApp's.
    """
    entries = _entries(body)
    found: dict[str, Change] = {}
    for change in _changes(entries, received or datetime.now(UTC)):
        found.setdefault(change.key, change)
    return list(found.values())


def _entries(body: bytes) -> list[Any]:
    try:
        envelope = parse(body)
    except ValueError:
        raise NotUnderstoodError("The body is not JSON.") from None
    if not isinstance(envelope, dict) or envelope.get("object") != OBJECT:
        raise NotUnderstoodError(f'The body is not an object with "object": "{OBJECT}".')
    if not isinstance(envelope.get("entry"), list):
        raise NotUnderstoodError('The body has no list named "entry".')
    return a_list(envelope["entry"])


def _changes(entries: list[Any], received: datetime) -> Iterator[Change]:
    for entry in entries:
        holder = an_object(entry)
        waba_id = a_text(holder.get("id"), LONGEST_NUMBER_ID) or ""
        time = holder.get("time")
        time = time if isinstance(time, int | str) else None
        if not isinstance(holder.get("changes"), list):
            yield Origin(waba_id, None, "", received, time).other(entry, "shape")
            continue
        for change in holder["changes"]:
            field = a_text(an_object(change).get("field"), LONGEST_FIELD) or ""
            value = an_object(change).get("value")
            origin = Origin(waba_id, number_id_in(an_object(value)), field, received, time)
            yield from _read_change(change, value, origin)


def _read_change(change: object, value: object, origin: Origin) -> Iterator[Change]:
    if not isinstance(value, dict) or not origin.field:
        yield origin.other(change, "shape")
        return
    match origin.field:
        case "messages":
            yield from _read_messages(value, origin)
        case "user_preferences" | "user_id_update" if a_list(value.get(origin.field)):
            for item in value[origin.field]:
                yield updated_identity(item, origin) or origin.other(item, "field")
        case _:
            yield origin.other(value, "field")


def _read_messages(value: dict[str, Any], origin: Origin) -> Iterator[Change]:
    """The field ``messages``: what people sent, how far ours came, and trouble with the number."""
    people = People(value.get("contacts"))
    known = 0
    for message in a_list(value.get("messages")):
        known += 1
        yield _read_message(message, people, origin)
    for status in a_list(value.get("statuses")):
        known += 1
        yield status_update(status, people, origin)
    for error in a_list(value.get("errors")):
        known += 1
        yield origin.other(error, "error")
    if not known:
        yield origin.other(value, "shape")


def _read_message(message: object, people: People, origin: Origin) -> Change:
    if not isinstance(message, dict):
        return origin.other(message, "shape")
    if message.get("group_id"):
        return origin.other(message, "group")
    if is_system(message):
        return changed_identity(message, origin) or origin.other(message, "system")
    if not origin.phone_number_id:
        return origin.other(message, "no_number")
    wamid, key = wamid_in(message), origin.message_key(message)
    if not wamid or not key:
        return origin.other(message, "no_id")
    sender, contact = sender_of(message, people)
    if not sender.phone and not sender.user_id:
        return origin.other(message, "no_sender")
    return InboundMessage(
        key=key,
        wamid=wamid,
        phone_number_id=origin.phone_number_id,
        waba_id=origin.waba_id,
        timestamp=origin.instant(message.get("timestamp")),
        sender=sender,
        raw=message,
        type=a_text(message.get("type"), LONGEST_TYPE) or "",
        contact=contact,
    )
