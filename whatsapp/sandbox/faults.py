"""Errors on demand.

A number that ends in a code of Meta's table, written with six digits, always fails with it:
``+852 56 131026`` at once, ``+852 55 131026`` later, by a ``failed`` status. ``Sandbox.inject`` does
the same for a persona.
"""

import re

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.people import Person
from whatsapp.sandbox.refusals import CODES
from whatsapp.sandbox.tables import fault

_NUMBER = re.compile(r"852(55|56)([0-9]{6})")


def fault_for(connection: Connection, who: Person) -> tuple[int, bool] | None:
    """The code that a message to ``who`` fails with and whether it does so late, or nothing."""
    query = select(fault.c.code, fault.c.late).where(fault.c.person == who.id)
    row = connection.execute(query).one_or_none()
    if row is not None:
        return int(row.code), bool(row.late)
    found = _NUMBER.fullmatch(who.phone)
    if found is None or int(found[2]) not in CODES:
        return None
    return int(found[2]), found[1] == "55"


def set_fault(connection: Connection, person: str, code: int, *, late: bool) -> None:
    """From now on, messages to ``person`` fail with ``code``."""
    if code not in CODES:
        raise ValueError(f"{code} is no code of Meta's table.")
    added = insert(fault).values(person=person, code=code, late=late)
    connection.execute(
        added.on_conflict_do_update(index_elements=["person"], set_={"code": code, "late": late})
    )


def clear_fault(connection: Connection, person: str) -> None:
    """Messages to ``person`` arrive again."""
    connection.execute(delete(fault).where(fault.c.person == person))
