"""Testers: whoever writes from a number that staff named meets the drafts, and leaves no trace.

What is theirs alone is done for real: they are answered, file cases and wait for people, all of it
marked. What would reach others is not: samples stand in for systems outside, and nothing counts.

Naming and removing them commits nothing: that is for the caller. The trail holds no number.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, exists
from sqlalchemy.exc import IntegrityError

from audit.trail import record
from connectors import shelf
from conversations.transactions import looking
from extensions import db
from flows.department.stand_in import SLOW, answer
from flows.department.surroundings import Surroundings
from flows.effects import Call, Consulted, Effect, Subscribe, Tag
from flows.fields.phone import read_phone
from flows.world import Library
from models import Identity, Tester
from models.fingerprint import fingerprint

SAMPLE = "sample"  # who is asked instead of the system that a call is to
OWN_CASES = "status"  # is asked for real: it tells nobody of what is another's
LONGEST_NAME = 80


class UnfitError(Exception):
    """A tester cannot be named so; ``reason`` says what is amiss."""

    def __init__(self, reason: Literal["name", "number", "known"]) -> None:
        """Refuse for ``reason``."""
        super().__init__(reason)
        self.reason = reason


def add(department_id: int, number: str, name: str, actor: str) -> Tester:
    """Let whoever writes to the department from ``number``, as people write it, meet its drafts.

    Raises:
        UnfitError: there is no name, or one too long; it is no number; or it is a tester's already.

    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UnfitError("name")
    written = read_phone(number)
    if written is None:
        raise UnfitError("number")
    digits = written.removeprefix("+")
    row = Tester(
        department_id=department_id,
        fingerprint=fingerprint("phone", digits),
        number=digits,
        name=name,
        added_by=actor,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise UnfitError("known") from None
    _record("tester.added", row, actor)
    return row


def remove(row: Tester, actor: str) -> None:
    """Let this number meet what is published from its next message on."""
    _record("tester.removed", row, actor)
    db.session.delete(row)


def _record(action: str, row: Tester, actor: str) -> None:
    record(action, actor=actor, subject=f"tester:{row.id}", department_id=row.department_id)


def is_tester(person_id: object, department_id: object) -> ColumnElement[bool]:
    """Whether a person writes from a number that the department named; both are columns."""
    return exists().where(
        Identity.person_id == person_id,
        Identity.kind == "phone",
        Tester.fingerprint == Identity.fingerprint,
        Tester.department_id == department_id,
    )


def allowed(
    effects: Sequence[Effect], department_id: int, library: Library, around: Surroundings
) -> tuple[Effect, ...]:
    """What of a tester's turn is carried out: systems outside are stood in for, nothing counts.

    Who leaves a topic has left it, tester or not. Not to be called inside a transaction.
    """
    if any(isinstance(effect, Call) for effect in effects):
        with looking():
            connectors = shelf.approved(department_id)
        around = around.model_copy(update={"connectors": connectors})
    return tuple(_allowed(effects, library, around))


def _allowed(effects: Sequence[Effect], library: Library, around: Surroundings) -> Iterator[Effect]:
    for effect in effects:
        match effect:
            case Tag() | Consulted() | Subscribe(join=True):
                continue
            case Call(to=to) if to != OWN_CASES:
                yield from _stood_in_for(effect, library, around)
            case _:
                yield effect


def _stood_in_for(call: Call, library: Library, around: Surroundings) -> Iterator[Call]:
    """The call as its sample answers it; nothing where the sample is that no answer comes in time."""
    found = answer(call, library, around)
    if found is not None and found.outcome == SLOW:
        return
    told = {"outcome": found.outcome, "data": dict(found.data)} if found is not None else {}
    yield msgspec.structs.replace(call, to=SAMPLE, request=told)
