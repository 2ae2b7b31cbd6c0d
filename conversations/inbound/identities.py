"""The names by which WhatsApp knows people, and whose they are: read, changed, written together.

A business-scoped id names one person for good. A telephone number does not: it is given to others,
so it follows whoever was last seen with it, and never brings two histories together.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from conversations.tables import AnyRow, identity, person
from models.fingerprint import fingerprint

Kind = Literal["user_id", "parent_user_id", "phone"]
KINDS: tuple[Kind, ...] = ("user_id", "parent_user_id", "phone")  # the order of looking up


class Name(msgspec.Struct, frozen=True):
    """One identity: its kind, its value (a phone as digits) and the keyed hash to find it by."""

    kind: Kind
    value: str
    fingerprint: bytes


Names = Mapping[Kind, Name]
Place = tuple[Kind, bytes]


def names(phone: str | None, user_id: str | None, parent_user_id: str | None) -> Names:
    """The identities that were given; a phone may come with its plus sign."""
    given: dict[Kind, str | None] = {
        "user_id": user_id,
        "parent_user_id": parent_user_id,
        "phone": phone.removeprefix("+") if phone else None,
    }
    return {
        kind: Name(kind, value, fingerprint(kind, value)) for kind, value in given.items() if value
    }


class Book:
    """The identities of the people that a delivery is about, in one portfolio.

    What is changed here is written by ``write``, all at once. People not yet stored have negative
    numbers until then.
    """

    def __init__(self, connection: Connection, portfolio_id: str, sought: Iterable[Names]) -> None:
        """Read every identity of everybody who has one of the ``sought`` ones."""
        self._connection = connection
        self._portfolio_id = portfolio_id
        self._owner: dict[Place, int] = {}
        self._held: dict[tuple[int, Kind], set[bytes]] = {}
        self._newcomers = 0
        self._given: dict[Place, Name] = {}
        self._taken: set[Place] = set()
        self._stored: dict[Place, int] = {}
        for row in self._read(sought):
            place = (row.kind, bytes(row.fingerprint))
            self._hold(place, row.person_id)
            self._stored[place] = row.id

    def owner(self, name: Name | None) -> int | None:
        """Whose identity this is, or None when it is nobody's."""
        return self._owner.get((name.kind, name.fingerprint)) if name else None

    def has_other(self, person_id: int, name: Name) -> bool:
        """Whether the person has an identity of this kind that is not this one."""
        return bool(self._held.get((person_id, name.kind), set()) - {name.fingerprint})

    def newcomer(self) -> int:
        """Somebody whom nobody has met."""
        self._newcomers += 1
        return -self._newcomers

    def give(self, name: Name, person_id: int) -> None:
        """Let the identity be this person's, whoever had it before."""
        place = (name.kind, name.fingerprint)
        if self._owner.get(place) == person_id:
            return
        self._let_go(place)
        self._hold(place, person_id)
        self._given[place] = name
        self._taken.discard(place)

    def keep_only(self, person_id: int, kind: Kind, name: Name | None) -> None:
        """Let the person's other identities of this kind be nobody's."""
        kept = {name.fingerprint} if name else set()
        for mark in self._held.get((person_id, kind), set()) - kept:
            self._let_go((kind, mark))
            self._given.pop((kind, mark), None)
            self._taken.add((kind, mark))

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._given or self._taken or self._newcomers)

    def write(self) -> dict[int, int]:
        """Store every change; return the stored id of each newcomer.

        Raises:
            IntegrityError: another transaction was faster; roll back, and read again.

        """
        stored = self._write_newcomers()
        gone = [self._stored[place] for place in self._taken if place in self._stored]
        if gone:
            self._connection.execute(delete(identity).where(identity.c.id.in_(gone)))
        moved, added = [], []
        # In one order everywhere, so that two transactions cannot wait for each other.
        for place in sorted(self._given):
            owner = stored.get(self._owner[place], self._owner[place])
            if place in self._stored:
                moved.append({"identity_id": self._stored[place], "owner": owner})
            else:
                added.append(self._row(self._given[place], owner))
        if moved:
            self._connection.execute(
                update(identity)
                .where(identity.c.id == bindparam("identity_id"))
                .values(person_id=bindparam("owner")),
                moved,
            )
        if added:
            self._connection.execute(insert(identity), added)
        return stored

    def _hold(self, place: Place, person_id: int) -> None:
        self._owner[place] = person_id
        self._held.setdefault((person_id, place[0]), set()).add(place[1])

    def _let_go(self, place: Place) -> None:
        owner = self._owner.pop(place, None)
        if owner is not None:
            self._held[owner, place[0]].discard(place[1])

    def _write_newcomers(self) -> dict[int, int]:
        if not self._newcomers:
            return {}
        rows: list[dict[str, object]] = [{} for _ in range(self._newcomers)]
        ids = self._connection.scalars(insert(person).returning(person.c.id), rows)
        return {-place: person_id for place, person_id in enumerate(ids, start=1)}

    def _row(self, name: Name, owner: int) -> dict[str, object]:
        return {
            "person_id": owner,
            "portfolio_id": self._portfolio_id,
            "kind": name.kind,
            "fingerprint": name.fingerprint,
            "value": name.value,
        }

    def _read(self, sought: Iterable[Names]) -> Iterable[AnyRow]:
        marks: dict[Kind, set[bytes]] = {kind: set() for kind in KINDS}
        for found in sought:
            for kind, name in found.items():
                marks[kind].add(name.fingerprint)
        wanted = identity.alias("wanted")
        either = [
            and_(wanted.c.kind == kind, wanted.c.fingerprint.in_(sorted(marks[kind])))
            for kind in KINDS
            if marks[kind]
        ]
        if not either:
            return []
        return self._connection.execute(
            select(identity.c.id, identity.c.person_id, identity.c.kind, identity.c.fingerprint)
            .join(wanted, wanted.c.person_id == identity.c.person_id)
            .where(
                wanted.c.portfolio_id == self._portfolio_id,
                identity.c.portfolio_id == self._portfolio_id,
                or_(*either),
            )
            .distinct()
        ).all()
