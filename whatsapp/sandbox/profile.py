"""A number's business profile, with the limits of Meta's interface description."""

import json
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.shapes import array, choice, mapping, string, web_address
from whatsapp.sandbox.tables import profile

# key -> the most characters
TEXTS = {"about": 139, "address": 256, "description": 256, "email": 128}
WEBSITES, WEBSITE = 2, 256
FIELDS = (*TEXTS, "websites", "vertical", "profile_picture_url")
VERTICALS = frozenset(
    [
        "UNDEFINED",
        "OTHER",
        "AUTO",
        "BEAUTY",
        "APPAREL",
        "EDU",
        "ENTERTAIN",
        "EVENT_PLAN",
        "FINANCE",
        "GROCERY",
        "GOVT",
        "HOTEL",
        "HEALTH",
        "NONPROFIT",
        "PROF_SERVICES",
        "RETAIL",
        "TRAVEL",
        "RESTAURANT",
        "NOT_A_BIZ",
    ]
)


def read(connection: Connection, number: str, fields: list[str]) -> dict[str, Any]:
    """The wanted ``fields`` that are set, and ``messaging_product``."""
    for field in fields:
        if field not in FIELDS:
            raise Refusal(100, f"Tried accessing nonexisting field ({field[:60]}).")
    stored = _stored(connection, number)
    picked = {key: stored[key] for key in fields if key in stored}
    return {**picked, "messaging_product": "whatsapp"}


def write(connection: Connection, number: str, body: object) -> None:
    """Check and set; keys that are left out stay."""
    optional = " ".join((*TEXTS, "websites", "vertical", "profile_picture_handle"))
    found = mapping(body, "profile", "messaging_product", optional)
    choice(found["messaging_product"], "messaging_product", {"whatsapp"})
    for key, most in TEXTS.items():
        if key in found:
            string(found[key], key, most, least=1 if key == "about" else 0)
    if "vertical" in found:
        choice(found["vertical"], "vertical", VERTICALS)
    for address in array(found.get("websites", []), "websites", WEBSITES, least=0):
        web_address(address, "websites", WEBSITE)
    kept = {key: value for key, value in found.items() if key in FIELDS}
    content = json.dumps({**_stored(connection, number), **kept})
    added = insert(profile).values(number=number, content=content)
    connection.execute(
        added.on_conflict_do_update(index_elements=["number"], set_={"content": content})
    )


def _stored(connection: Connection, number: str) -> dict[str, Any]:
    query = select(profile.c.content).where(profile.c.number == number)
    found: dict[str, Any] = json.loads(connection.execute(query).scalar_one_or_none() or "{}")
    return found
