"""Who a message is from: its own ids, joined with the delivery's contacts."""

from typing import Any, Final

from whatsapp.identifiers import is_user_id, phone_of
from whatsapp.inbound.changes import Sender
from whatsapp.inbound.untrusted import a_list, a_text, an_object

LONGEST_ID: Final = 160
LONGEST_NAME: Final = 200


class People:
    """The ``contacts`` of one delivery, found by telephone or by business-scoped id.

    Their order is not promised to be that of the messages, and any part may be missing.
    """

    def __init__(self, contacts: object) -> None:
        """Index ``contacts``, the value's list of that name, whatever it is."""
        self._entries = [entry for entry in a_list(contacts) if isinstance(entry, dict)]
        self._by_id: dict[str, dict[str, Any]] = {}
        for entry in self._entries:
            for identity in (phone_in(entry.get("wa_id")), *_user_ids(entry)):
                if identity:
                    self._by_id.setdefault(identity, entry)

    def entry(self, *identities: str | None) -> dict[str, Any]:
        """The contact that has one of ``identities``; empty when there is none.

        A delivery's only contact is also taken when it, or the message, names nobody.
        """
        for identity in identities:
            if identity and identity in self._by_id:
                return self._by_id[identity]
        if len(self._entries) == 1 and not (self._by_id and any(identities)):
            return self._entries[0]
        return {}


def sender_of(message: dict[str, Any], people: People) -> tuple[Sender, dict[str, Any]]:
    """Who sent ``message``, and the contact entry that says so.

    A telephone may be absent, the business-scoped id may be absent, and it may stand where the
    telephone belongs.
    """
    phone = phone_in(message.get("from"))
    user_id, parent_id = _user_ids(message, "from", "from_user_id", "from_parent_user_id")
    entry = people.entry(phone, user_id, parent_id)
    entry_user_id, entry_parent_id = _user_ids(entry)
    sender = Sender(
        phone=phone or phone_in(entry.get("wa_id")),
        user_id=user_id or entry_user_id,
        parent_user_id=parent_id or entry_parent_id,
        profile_name=_name(entry),
    )
    return sender, entry


def phone_in(value: object) -> str | None:
    """The telephone number in a ``wa_id`` or ``from``, as ``+`` and digits, or None."""
    text = a_text(value, LONGEST_ID)
    return phone_of(text) if text else None


def user_id_in(value: object) -> str | None:
    """A business-scoped id as it came, or None. It is opaque: only its length is judged."""
    return a_text(value, LONGEST_ID)


def _user_ids(
    holder: dict[str, Any],
    address: str = "wa_id",
    own: str = "user_id",
    parent: str = "parent_user_id",
) -> tuple[str | None, str | None]:
    """The business-scoped id and the parent id in ``holder``, by the names of its keys."""
    user_id, parent_id = user_id_in(holder.get(own)), user_id_in(holder.get(parent))
    misplaced = user_id_in(holder.get(address))
    if not user_id and misplaced and is_user_id(misplaced):
        user_id = misplaced
    return user_id, parent_id


def _name(entry: dict[str, Any]) -> str | None:
    name = a_text(an_object(entry.get("profile")).get("name"))
    return " ".join(name.split())[:LONGEST_NAME] or None if name else None
