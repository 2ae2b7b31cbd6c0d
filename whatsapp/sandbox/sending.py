"""``POST /<phone_number_id>/messages``: what a business says, checked as Meta checks it."""

from functools import partial
from typing import Any, cast

from sqlalchemy import Connection

from flows.messages import CALLBACK_DATA
from whatsapp.sandbox import chats, faults, rates, templates
from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.interactive import check_interactive
from whatsapp.sandbox.media import UploadedFiles
from whatsapp.sandbox.payloads import (
    WAMID,
    Check,
    check_audio,
    check_contacts,
    check_file,
    check_location,
    check_reaction,
    check_text,
)
from whatsapp.sandbox.people import Person
from whatsapp.sandbox.recipients import recipient_of
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.sandbox import Sandbox
from whatsapp.sandbox.shapes import choice, mapping, string
from whatsapp.sandbox.webhooks import failure, rung

REACTED_TO = 30 * 86_400.0  # seconds that a message may be reacted to

CHECKS: dict[str, Check] = {
    "text": check_text,
    "image": partial(check_file, "image", "image"),
    "video": partial(check_file, "video", "video"),
    "audio": check_audio,
    "document": partial(check_file, "document", "document"),
    "sticker": partial(check_file, "sticker", "sticker"),
    "location": check_location,
    "contacts": check_contacts,
    "reaction": check_reaction,
    "interactive": check_interactive,
}


def take(sandbox: Sandbox, channel: SandboxChannel, body: object) -> dict[str, Any]:
    """Accept a message or a mark of reading; returns the answer's body.

    Raises ``Refusal``. An accepted message climbs ``sent`` and ``delivered`` by webhooks, and
    ``read`` once the person looks at it.
    """
    if not isinstance(body, dict):
        raise Refusal(100, "The body must be a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise Refusal(100, "The parameter messaging_product must be whatsapp.")
    now = sandbox.clock()
    if "status" in body:
        with sandbox.storage.writing() as connection:
            _mark_read(connection, channel, body, now)
        return {"success": True}
    with sandbox.storage.writing() as connection:
        answer = _accept(sandbox, connection, channel, body, now)
    sandbox.wake()
    return answer


def _accept(
    sandbox: Sandbox,
    connection: Connection,
    channel: SandboxChannel,
    body: dict[str, Any],
    now: float,
) -> dict[str, Any]:
    kind = _kind(body)
    optional = f"to recipient type recipient_type context biz_opaque_callback_data {kind}"
    mapping(body, "message", f"messaging_product {kind}", optional)
    choice(body.get("recipient_type", "individual"), "recipient_type", {"individual"})
    quoted = _quoted(body, kind)
    callback = _callback(body)
    number = channel.phone_number_id
    content, category = _content(connection, channel, kind, body[kind], now)
    who, contact = recipient_of(connection, channel, body)
    if category == "authentication" and "user_id" in contact:
        raise Refusal(131062, "A template of this category needs a telephone number.")
    fault = faults.fault_for(connection, who)
    if fault is not None and not fault[1]:
        raise Refusal(fault[0], "Asked of the sandbox.")
    if kind == "reaction":
        _check_reacted(chats.find(connection, content["message_id"], number), now)
    if kind != "template":
        rates.demand_window(connection, number, who.id, now)
    rates.spend(connection, sandbox.habits, number, who.id, now)
    said = chats.Said(
        number=number,
        person=who.id,
        mine=False,
        type=kind,
        content=content,
        quoted=quoted,
        status="delivered" if fault is None else "failed",
        callback=callback,
        pricing=_pricing(connection, number, who.id, category, now),
    )
    wamid = chats.add(connection, said, now)
    _announce(sandbox, connection, channel, who, wamid, fault)
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [
            {"id": wamid, **({"message_status": "accepted"} if kind == "template" else {})}
        ],
    }


def _kind(body: dict[str, Any]) -> str:
    kind = body.get("type", "text")
    if kind == "template" or (isinstance(kind, str) and kind in CHECKS):
        return str(kind)
    raise Refusal(131051, f"type must be one of {', '.join(sorted([*CHECKS, 'template']))}.")


def _content(
    connection: Connection, channel: SandboxChannel, kind: str, value: object, now: float
) -> tuple[dict[str, Any], str]:
    """What to store, and the category that it is charged as."""
    files = UploadedFiles(connection, channel.phone_number_id, now)
    if kind == "template":
        filled = templates.fill(connection, channel, value, files)
        return filled, filled["category"]
    CHECKS[kind](value, files)
    return cast("dict[str, Any]", {"cards": value} if kind == "contacts" else value), "service"


def _pricing(connection: Connection, number: str, person: str, category: str, now: float) -> str:
    """Inside the window all but marketing and authentication is free."""
    free = category == "service" or (
        category == "utility" and rates.is_open(connection, number, person, now)
    )
    return f"{'free_customer_service' if free else 'regular'}/{category}"


def _check_reacted(row: dict[str, Any] | None, now: float) -> None:
    if row is None or now - row["at"] > REACTED_TO:
        raise Refusal(131009, "reaction.message_id is no message of this number, or too old.")


def _quoted(body: dict[str, Any], kind: str) -> str | None:
    if "context" not in body:
        return None
    if kind == "reaction":
        raise Refusal(131009, "A reaction cannot carry context.")
    context = mapping(body["context"], "context", "message_id")
    return string(context["message_id"], "context.message_id", WAMID)


def _callback(body: dict[str, Any]) -> str | None:
    if "biz_opaque_callback_data" not in body:
        return None
    return string(body["biz_opaque_callback_data"], "biz_opaque_callback_data", CALLBACK_DATA)


def _announce(
    sandbox: Sandbox,
    connection: Connection,
    channel: SandboxChannel,
    who: Person,
    wamid: str,
    fault: tuple[int, bool] | None,
) -> None:
    row = chats.find(connection, wamid, channel.phone_number_id)
    assert row is not None  # noqa: S101 - it was written a moment ago in this transaction
    habits = sandbox.habits
    sent_at, delivered_at = row["at"] + habits.sent_after, row["at"] + habits.delivered_after
    if fault is not None:
        failed = failure(wamid, sent_at, fault[0])
        sandbox.announce(connection, channel, who, row, failed, sent_at)
        return
    for status, at in (("sent", sent_at), ("delivered", delivered_at)):
        step = rung(wamid, status, at, row["pricing"])
        sandbox.announce(connection, channel, who, row, step, at)


def _mark_read(
    connection: Connection, channel: SandboxChannel, body: dict[str, Any], now: float
) -> None:
    found = mapping(body, "message", "messaging_product status message_id", "typing_indicator")
    choice(found["status"], "status", {"read"})
    wamid = string(found["message_id"], "message_id", WAMID)
    row = chats.find(connection, wamid, channel.phone_number_id)
    if row is None or not row["mine"]:
        raise Refusal(100, "message_id is no message that this number received.")
    if "typing_indicator" in found:
        indicator = mapping(found["typing_indicator"], "typing_indicator", "type")
        choice(indicator["type"], "typing_indicator.type", {"text"})
        chats.set_typing(connection, row["number"], row["person"], now + chats.TYPING)
    chats.mark_read_by_business(connection, row)
