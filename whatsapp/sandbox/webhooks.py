"""Webhooks as Meta writes and signs them."""

import hmac
import json
from collections.abc import Iterable
from typing import Any

from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.people import Person
from whatsapp.sandbox.refusals import as_status_error


def message_value(
    channel: SandboxChannel, who: Person, user_id: str, message: dict[str, Any]
) -> dict[str, Any]:
    """The value of a change that carries one message of a person."""
    sender = {"from": who.wa_id} if who.wa_id else {}
    return {
        **_head(channel),
        "contacts": [_contact(who, user_id)],
        "messages": [{**sender, "from_user_id": user_id, **message}],
    }


def status_value(
    channel: SandboxChannel, who: Person, user_id: str, status: dict[str, Any]
) -> dict[str, Any]:
    """The value of a change that carries one status; contacts are left out of failures."""
    phone = {"recipient_id": who.wa_id} if who.wa_id else {}
    known = {"recipient_user_id": user_id}
    if status["status"] == "failed":  # it names the person as they were addressed
        return {**_head(channel), "statuses": [{**status, **(phone or known)}]}
    return {
        **_head(channel),
        "contacts": [_contact(who, user_id)],
        "statuses": [{**status, **phone, **known}],
    }


def failure(wamid: str, at: float, code: int) -> dict[str, Any]:
    """A ``failed`` status."""
    errors = [as_status_error(code)]
    return {"id": wamid, "status": "failed", "timestamp": str(int(at)), "errors": errors}


def rung(wamid: str, status: str, at: float, pricing: str | None) -> dict[str, Any]:
    """A rung of the ladder ``sent``, ``delivered``, ``read``; Meta prices the first two.

    ``pricing`` is type and category, such as ``regular/utility``.
    """
    found: dict[str, Any] = {"id": wamid, "status": status, "timestamp": str(int(at))}
    if pricing is not None and status != "read":
        type, _, category = pricing.partition("/")
        found["pricing"] = {
            "billable": type == "regular",
            "pricing_model": "PMP",
            "type": type,
            "category": category,
        }
    return found


def envelope(changes: Iterable[tuple[str, dict[str, Any]]]) -> bytes:
    """One body out of (account id, value) pairs; neighbours of one account share an entry.

    Like Meta's it is ASCII, with slashes escaped: whoever parses and writes it again gets other
    bytes, and another signature.
    """
    entries: list[dict[str, Any]] = []
    for waba, value in changes:
        change = {"value": value, "field": "messages"}
        if entries and entries[-1]["id"] == waba:
            entries[-1]["changes"].append(change)
        else:
            entries.append({"id": waba, "changes": [change]})
    body = {"object": "whatsapp_business_account", "entry": entries}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signature(secret: str, body: bytes) -> str:
    """The value of ``X-Hub-Signature-256`` for exactly these bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()


def _head(channel: SandboxChannel) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": channel.digits,
            "phone_number_id": channel.phone_number_id,
        },
    }


def _contact(who: Person, user_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"profile": {"name": who.name}} if who.name else {}
    if who.wa_id:
        shown["wa_id"] = who.wa_id
    return {**shown, "user_id": user_id}
