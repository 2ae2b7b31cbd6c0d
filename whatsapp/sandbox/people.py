"""The people who own a phone in the sandbox. All of them are made up."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody on WhatsApp.

    ``phone`` is digits without plus and is shown to businesses unless ``hidden``: then webhooks
    carry the business-scoped id alone, as for people who took a username.
    """

    id: str
    name: str
    phone: str
    language: str = "en"
    hidden: bool = False

    @property
    def wa_id(self) -> str | None:
        """The phone that businesses see, or nothing."""
        return None if self.hidden else self.phone


PERSONAS = (
    Person("mei", "陳美玲", "85255550101", "zh-Hant"),
    Person("alex", "Alex Carter", "85255550102", "en"),
    Person("robin", "Robin Lane", "85255550104", "en", hidden=True),
    Person("wen", "王文", "85255550103", "zh-Hans"),
)
_BY_ID = {persona.id: persona for persona in PERSONAS}
_BY_PHONE = {persona.phone: persona for persona in PERSONAS}


def person(id: str) -> Person:
    """The person with this id: a persona, or the nameless owner of a number."""
    return _BY_ID.get(id) or Person(id, "", id)


def persona(id: str) -> Person | None:
    """The persona with this id, if there is one."""
    return _BY_ID.get(id)


def owner(phone: str) -> Person:
    """Whose number ``phone`` (digits) is. Every number in the sandbox is on WhatsApp."""
    return _BY_PHONE.get(phone) or Person(phone, "", phone)


def user_id(who: Person, portfolio_id: str) -> str:
    """The business-scoped id of ``who`` within a portfolio: the same for all its numbers."""
    digest = hashlib.sha256(f"{portfolio_id}/{who.id}".encode()).digest()
    return f"HK.{int.from_bytes(digest[:7], 'big') % 10**16:016d}"
