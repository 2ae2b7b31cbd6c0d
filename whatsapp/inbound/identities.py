"""A person's ids changed: WhatsApp's system messages, and the field that once told the same."""

import re
from typing import Any, Final, Literal

from whatsapp.identifiers import USER_ID
from whatsapp.inbound.changes import IdentityChange
from whatsapp.inbound.origin import Origin
from whatsapp.inbound.people import phone_in, user_id_in
from whatsapp.inbound.untrusted import a_text, an_object

# The notice's type, under the names it has had.
_KINDS: Final[dict[str, Literal["user_changed_number", "user_changed_user_id"]]] = {
    "user_changed_number": "user_changed_number",
    "customer_changed_number": "user_changed_number",
    "user_changed_user_id": "user_changed_user_id",
    "user_id_update": "user_changed_user_id",
}

# Some notices name the previous id only in their sentence. The person's name stands before it and
# is theirs to choose, so only what ends the sentence is believed.
_FROM_TO = re.compile(rf"changed from ({USER_ID}) to ({USER_ID})\.?\s*\Z")


def is_system(message: dict[str, Any]) -> bool:
    """Whether ``message`` is a notice of WhatsApp's own."""
    return message.get("type") == "system"


def changed_identity(message: dict[str, Any], origin: Origin) -> IdentityChange | None:
    """The new identity that a system message tells of, or None when it tells of none.

    ``from`` is the old telephone, ``system.wa_id`` (once ``new_wa_id``) the new one; the delivery
    has no contacts.
    """
    system = an_object(message.get("system"))
    kind = _KINDS.get(a_text(system.get("type")) or "")
    if not kind:
        return None
    new_user_id = user_id_in(system.get("user_id"))
    change = IdentityChange(
        key=origin.message_key(message) or origin.digest_key(message),
        kind=kind,
        timestamp=origin.instant(message.get("timestamp")),
        phone_number_id=origin.phone_number_id,
        waba_id=origin.waba_id,
        raw=message,
        old_phone=phone_in(message.get("from")) or phone_in(system.get("customer")),
        new_phone=phone_in(system.get("wa_id")) or phone_in(system.get("new_wa_id")),
        old_user_id=user_id_in(system.get("previous_user_id"))
        or _previous(a_text(system.get("body")), new_user_id),
        new_user_id=new_user_id,
        old_parent_user_id=user_id_in(system.get("previous_parent_user_id")),
        new_parent_user_id=user_id_in(system.get("parent_user_id")),
    )
    return change if _says_something(change) else None


def updated_identity(item: object, origin: Origin) -> IdentityChange | None:
    """One item of the field ``user_id_update``, which Meta named and later took back; else None.

    Its ids are objects of ``previous`` and ``current``.
    """
    if origin.field != "user_id_update" or not isinstance(item, dict):
        return None
    own, parent = an_object(item.get("user_id")), an_object(item.get("parent_user_id"))
    change = IdentityChange(
        key=origin.digest_key(item),
        kind="user_id_update",
        timestamp=origin.instant(item.get("timestamp")),
        phone_number_id=origin.phone_number_id,
        waba_id=origin.waba_id,
        raw=item,
        old_phone=phone_in(item.get("wa_id")),
        new_phone=phone_in(item.get("wa_id")),
        old_user_id=user_id_in(own.get("previous")) or user_id_in(item.get("previous_user_id")),
        new_user_id=user_id_in(own.get("current")) or user_id_in(item.get("user_id")),
        old_parent_user_id=user_id_in(parent.get("previous"))
        or user_id_in(item.get("previous_parent_user_id")),
        new_parent_user_id=user_id_in(parent.get("current"))
        or user_id_in(item.get("parent_user_id")),
    )
    return change if _says_something(change) else None


def _previous(body: str | None, current: str | None) -> str | None:
    found = _FROM_TO.search(body) if body else None
    return found[1] if found and found[2] == current else None


def _says_something(change: IdentityChange) -> bool:
    old = change.old_phone or change.old_user_id or change.old_parent_user_id
    new = change.new_phone or change.new_user_id or change.new_parent_user_id
    return bool(old and new)
