"""Everything outside the flow that a turn may look at: the clock, the contact, the department."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import msgspec

from flows.department.surroundings import NOTHING, Surroundings

if TYPE_CHECKING:
    from flows.graph import Flow
    from flows.versions.moving import Edition

Localised = Mapping[str, str]

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread aloud: no 0 O 1 I L U


class Library(Protocol):
    """The flows a talk may stand in or be brought to."""

    @property
    def entries(self) -> Sequence["Flow"]:
        """The department's published flows, the front door first."""

    def pinned(self, version: str) -> "Flow | None":
        """The version with this content hash, published or replaced since; None when unknown."""

    def named(self, name: str, within: str = "") -> "Flow | None":
        """The flow of this name, or None.

        ``within`` is the content hash of the flow that runs it: the version that was locked when
        that was published comes first, else the flow as it is published now.
        """

    def editions(self, name: str) -> Sequence["Edition"]:
        """Every publication of the flow of this name, the oldest first."""


class Shelf(msgspec.Struct, frozen=True):
    """A library in memory: ``entries`` published now, ``older`` versions by content hash.

    ``locks`` holds, by the content hash of a flow, the hashes of those it runs by their names.
    ``published`` holds the editions of those flows of which there was more than one, by name.
    """

    entries: tuple["Flow", ...]
    older: Mapping[str, "Flow"] = {}
    locks: Mapping[str, Mapping[str, str]] = {}
    published: Mapping[str, Sequence["Edition"]] = {}

    def editions(self, name: str) -> Sequence["Edition"]:
        """Every publication of the flow of this name that is known of, the oldest first."""
        return self.published.get(name, ())

    def pinned(self, version: str) -> "Flow | None":
        """The version with this content hash, or None."""
        for flow in self.entries:
            if flow.content_hash == version:
                return flow
        return self.older.get(version)

    def named(self, name: str, within: str = "") -> "Flow | None":
        """The flow of this name, as ``within`` locked it or else as it is now; or None."""
        locked = self.pinned(self.locks.get(within, {}).get(name, ""))
        return locked or next((flow for flow in self.entries if flow.name == name), None)


class Contact(msgspec.Struct, frozen=True):
    """What a department knows of the person: ``fields`` are the answers kept about them."""

    name: str = ""
    language: str = ""
    fields: Mapping[str, str] = {}


class Department(msgspec.Struct, frozen=True):
    """The department as citizens meet it: names, telephone and hours, localised."""

    code: str = ""
    name: Localised = {}
    telephone: str = ""
    hours: Localised = {}


class World(msgspec.Struct, frozen=True, kw_only=True):
    """One turn's surroundings.

    ``now`` is aware UTC. ``conversation`` and ``seed`` make ids: the same turn tried again with
    the same seed makes the same ids. ``phrases`` are the department's own built-in sentences.
    ``desk`` is the queue in which people answer whoever asks for a person; empty when none do.
    ``around`` is the department's own data: tables, calendars and the like. ``window_open`` says
    that more than templates may be sent, the event of this turn taken into account. ``quoted`` names
    the flow and the node that said what the event quotes; empty where it quotes nothing of ours.
    """

    now: datetime
    conversation: str
    library: Library
    seed: str = ""
    zone: str = "Asia/Hong_Kong"
    contact: Contact = Contact()
    department: Department = Department()
    phrases: Mapping[str, Localised] = {}
    desk: str = ""
    around: Surroundings = NOTHING
    window_open: bool = False
    quoted: tuple[str, str] = ("", "")

    def local_now(self) -> datetime:
        """The time on the wall in the department's zone."""
        return self.now.astimezone(ZoneInfo(self.zone))

    def share(self, name: str) -> float:
        """A number from 0 up to 100 that stays the same for this conversation and ``name``."""
        digest = hashlib.sha256(f"{self.conversation}:{name}".encode()).digest()
        return int.from_bytes(digest[:4]) / 2**32 * 100

    def reference(self, turn: int, index: int) -> str:
        """A case reference such as ``PARKS-7K3M-9QXA``: stable for a turn, not guessable in order.

        The citizen reads it out on the telephone, so it has no look-alike letters. Two may
        coincide; whoever stores it holds it unique and takes the turn again with another seed.
        """
        source = f"{self.seed}:{self.conversation}:{turn}:{index}"
        number = int.from_bytes(hashlib.sha256(source.encode()).digest()[:8])
        letters = ""
        for _ in range(8):
            number, letter = divmod(number, len(_ALPHABET))
            letters += _ALPHABET[letter]
        prefix = f"{self.department.code.upper()}-" if self.department.code else ""
        return f"{prefix}{letters[:4]}-{letters[4:]}"
