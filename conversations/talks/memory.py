"""What turns remember about contacts: values under names that staff chose, and tags."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from conversations.tables import contact
from conversations.talks.effects import Asked, handles
from flows.effects import Remember, Tag


def register() -> None:
    """Have the runtime bring us what turns remember."""
    handles(Remember)(remember)
    handles(Tag)(tag)


def remember(connection: Connection, wanted: Sequence[Asked[Remember]], _now: datetime) -> None:
    """Merge the fields into what is known of each contact; an empty value forgets one.

    The column is encrypted, so it is read and written whole, the rows held in between: the same
    contact may be talking on another number of the department.
    """
    rows = connection.execute(
        select(contact.c.id, contact.c.fields)
        .where(contact.c.id.in_({asked.turn.lane.contact_id for asked in wanted}))
        .order_by(contact.c.id)
        .with_for_update()
    )
    known: dict[int, dict[str, str]] = {row.id: row.fields for row in rows}
    for asked in wanted:
        whose = asked.turn.lane.contact_id
        known[whose] = asked.effect.onto(known[whose])
    connection.execute(
        update(contact)
        .where(contact.c.id == bindparam("contact_id"))
        .values(fields=bindparam("known")),
        [{"contact_id": key, "known": fields} for key, fields in known.items()],
    )


def tag(connection: Connection, wanted: Sequence[Asked[Tag]], _now: datetime) -> None:
    """Put tags on the contacts and take others off, in the order in which it was asked for."""
    rows = connection.execute(
        select(contact.c.id, contact.c.tags)
        .where(contact.c.id.in_({asked.turn.lane.contact_id for asked in wanted}))
        .order_by(contact.c.id)
        .with_for_update()
    )
    worn: dict[int, list[str]] = {row.id: row.tags for row in rows}
    for asked in wanted:
        whose, effect = asked.turn.lane.contact_id, asked.effect
        more = [*worn[whose], *effect.add]
        worn[whose] = [one for one in dict.fromkeys(more) if one not in effect.remove]
    connection.execute(
        update(contact)
        .where(contact.c.id == bindparam("contact_id"))
        .values(tags=bindparam("worn")),
        [{"contact_id": key, "worn": tags} for key, tags in worn.items()],
    )
