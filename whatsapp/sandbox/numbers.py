"""What Meta tells about a phone number and about the account that it belongs to."""

from typing import Any

import phonenumbers
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.tables import unsubscribed

USUAL = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating")
APP = {
    "id": "100000000000001",
    "name": "Sampan",
    "link": "https://www.facebook.com/games/?app_id=100000000000001",
}


def describe(channel: SandboxChannel, fields: list[str], throughput: int) -> dict[str, Any]:
    """The wanted fields and the id; without ``fields`` the usual ones. Unknown fields: 100."""
    level = "STANDARD" if throughput <= 80 else "HIGH"
    known: dict[str, Any] = {
        "id": channel.phone_number_id,
        "verified_name": channel.name,
        "display_phone_number": display(channel.number),
        "quality_rating": "GREEN",
        "throughput": {"level": level},
        "whatsapp_business_manager_messaging_limit": "TIER_250",
        "messaging_limit_tier": "TIER_250",
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "status": "CONNECTED",
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "account_mode": "SANDBOX",
        "is_official_business_account": False,
        "official_business_account": {"oba_status": "NOT_STARTED"},
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    }
    for field in fields:
        if field not in known:
            what = "on node type (WhatsAppBusinessPhoneNumber)"
            raise Refusal(100, f"Tried accessing nonexisting field ({field[:60]}) {what}.")
    return {key: known[key] for key in (*(fields or USUAL), "id")}


def display(number: str) -> str:
    """A number as people read it: ``+852 5555 0001``."""
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number), international)


def subscribed_apps(connection: Connection, waba: str) -> list[dict[str, Any]]:
    """The applications that get the account's webhooks: ours, from the start, or none."""
    query = select(unsubscribed.c.waba).where(unsubscribed.c.waba == waba)
    if connection.execute(query).first() is not None:
        return []
    return [{"whatsapp_business_api_data": APP}]


def subscribe(connection: Connection, waba: str) -> None:
    """Send the account's webhooks from now on."""
    connection.execute(delete(unsubscribed).where(unsubscribed.c.waba == waba))


def unsubscribe(connection: Connection, waba: str) -> None:
    """Send no more webhooks. What happens meanwhile is never sent later, as with Meta."""
    connection.execute(insert(unsubscribed).values(waba=waba).on_conflict_do_nothing())
