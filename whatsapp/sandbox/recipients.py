"""Who a message goes to: ``to`` takes phone numbers, ``recipient`` business-scoped ids."""

import re
from typing import Any

import phonenumbers
from sqlalchemy import Connection, select

from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.people import Person, owner, person
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.shapes import string
from whatsapp.sandbox.tables import identity

USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_PHONE = re.compile(r"\+?[0-9 ()\-]{5,30}")
_LOCAL = 8  # without a plus, a number this short is taken for one of the business's own country


def recipient_of(
    connection: Connection, channel: SandboxChannel, body: dict[str, Any]
) -> tuple[Person, dict[str, str]]:
    """The person, and their entry in the answer's ``contacts``.

    With both keys the phone wins. The entry has ``wa_id`` for a phone and ``user_id`` for an id,
    never both.
    """
    if "to" in body:
        digits = _digits(string(body["to"], "to", 160), channel)
        if digits == channel.digits:
            raise Refusal(131021, "The recipient is the number that sends.")
        return owner(digits), {"input": body["to"], "wa_id": digits}
    if "recipient" not in body:
        raise Refusal(100, "The parameter to is required.")
    given = string(body["recipient"], "recipient", 160)
    if not USER_ID.fullmatch(given):
        raise Refusal(131009, "recipient must be a business-scoped user id; a phone goes in to.")
    query = select(identity.c.person).where(
        identity.c.user_id == given, identity.c.portfolio == channel.portfolio_id
    )
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal(131026, "Nobody has this user id within this business portfolio.")
    return person(found), {"input": given, "user_id": given}


def _digits(given: str, channel: SandboxChannel) -> str:
    if USER_ID.fullmatch(given):
        raise Refusal(131009, "to takes a phone number; a user id goes in recipient.")
    digits = re.sub(r"\D", "", given)
    if not _PHONE.fullmatch(given) or not digits:
        raise Refusal(131009, "to must be a phone number with a plus sign and country code.")
    if not given.startswith("+") and len(digits) <= _LOCAL:
        country = phonenumbers.parse(channel.number).country_code
        digits = f"{country}{digits}"
    if not 7 <= len(digits) <= 15:
        raise Refusal(131009, "to must have 7 to 15 digits.")
    return digits
