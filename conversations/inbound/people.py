"""Who somebody is: the person behind a sender, and what WhatsApp says of changed identities."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from conversations.inbound.identities import KINDS, Book, Kind, Names, names
from whatsapp.inbound.changes import IdentityChange, Sender, StatusUpdate

TRIES = 3

Found = TypeVar("Found")
Flag = tuple[str, int]  # what was odd, and with whom: for the trail


def resolve(
    connection: Connection, portfolio_id: str, senders: Sequence[Sender]
) -> tuple[list[int], list[Flag]]:
    """The person behind each sender, made when nobody is known by any of their identities.

    Looked up by business-scoped id, parent id, telephone. Whoever is found by telephone alone but
    has another business-scoped id is somebody else, whose number this once was.
    """
    given = [names(sender.phone, sender.user_id, sender.parent_user_id) for sender in senders]

    def find(book: Book) -> tuple[list[int], list[Flag]]:
        flags: list[Flag] = []
        return [_person(book, sought, flags) for sought in given], flags

    (people, flags), stored = _with_book(connection, portfolio_id, given, find)
    return (
        [stored.get(found, found) for found in people],
        [(what, stored.get(whom, whom)) for what, whom in flags],
    )


def change_identities(
    connection: Connection, portfolio_id: str, changes: Iterable[IdentityChange]
) -> list[Flag]:
    """Move identities as WhatsApp's notices say. Again the same notice changes nothing.

    When the new identity already is another person's, both stay as they are and it is flagged.
    """
    moves = [
        (
            names(change.old_phone, change.old_user_id, change.old_parent_user_id),
            names(change.new_phone, change.new_user_id, change.new_parent_user_id),
        )
        for change in changes
    ]
    if not moves:
        return []

    def move(book: Book) -> list[Flag]:
        return [flag for old, new in moves for flag in _move(book, old, new)]

    sought = [found for move in moves for found in move]
    flags, _ = _with_book(connection, portfolio_id, sought, move)
    return flags


def learn(
    connection: Connection, portfolio_id: str, met: Sequence[tuple[int, StatusUpdate]]
) -> None:
    """Keep the identities that statuses name for the recipient, where they are nobody's yet."""
    given = [
        names(status.recipient_phone, status.recipient_user_id, status.recipient_parent_user_id)
        for _, status in met
    ]

    def keep(book: Book) -> None:
        for (person_id, _), sought in zip(met, given, strict=True):
            for name in sought.values():
                if book.owner(name) is None and not book.has_other(person_id, name):
                    book.give(name, person_id)

    _with_book(connection, portfolio_id, given, keep)


def _with_book(
    connection: Connection,
    portfolio_id: str,
    sought: Sequence[Names],
    use: Callable[[Book], Found],
) -> tuple[Found, dict[int, int]]:
    """Read, decide, write; when another transaction was faster, once more from the start."""
    for attempt in range(TRIES):
        book = Book(connection, portfolio_id, sought)
        found = use(book)
        if not book.changed:
            return found, {}
        try:
            with connection.begin_nested():
                return found, book.write()
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _person(book: Book, sought: Names, flags: list[Flag]) -> int:
    person_id = _known(book, sought)
    if person_id is None:
        person_id = book.newcomer()
    for kind in KINDS:
        name = sought.get(kind)
        if name is None:
            continue
        before = book.owner(name)
        if before is not None and before != person_id:
            if kind != "phone":
                flags.append(("identity_collision", person_id))
                continue
            flags.append(("phone_moved", before))
        book.give(name, person_id)
    return person_id


def _known(book: Book, sought: Names) -> int | None:
    for kind in ("user_id", "parent_user_id"):
        person_id = book.owner(sought.get(kind))
        if person_id is not None:
            return person_id
    person_id = book.owner(sought.get("phone"))
    user_id = sought.get("user_id")
    if person_id is not None and user_id and book.has_other(person_id, user_id):
        return None
    return person_id


def _move(book: Book, old: Names, new: Names) -> list[Flag]:
    person_id = next(
        (owner for kind in KINDS if (owner := book.owner(old.get(kind))) is not None), None
    )
    if person_id is None:
        return []
    if any(book.owner(name) not in {None, person_id} for name in new.values()):
        return [("identity_collision", person_id)]
    for name in new.values():
        book.give(name, person_id)
    if _is_elsewhere(old, new):
        book.keep_only(person_id, "phone", new.get("phone"))
    return []


def _is_elsewhere(old: Names, new: Names) -> bool:
    """Whether the person's telephone number is another one now.

    A business-scoped id is made anew when the number changes. The old number goes back to the
    telephone company and on to others; the old id goes to nobody else, and a message that was sent
    before the change may still arrive under it, so it stays.
    """
    kinds: tuple[Kind, ...] = ("phone", "user_id")
    return any(kind in old and kind in new and old[kind] != new[kind] for kind in kinds)
