"""Contacts and conversations: what comes into being when a person first writes to a number."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, tuple_, update

from conversations.tables import contact, conversation, insert_new


class Meeting(NamedTuple):
    """A person writing to one of our numbers."""

    person_id: int
    channel_id: int
    department_id: int
    name: str = ""


Key = tuple[int, int]  # person, channel


def meet(connection: Connection, meetings: Collection[Meeting]) -> dict[Key, int]:
    """The conversation of each meeting, by person and channel; made where there is none.

    A contact without a name takes the one that the person goes by on WhatsApp.
    """
    known = _known(connection, meetings)
    strangers = {
        (meeting.person_id, meeting.channel_id): meeting
        for meeting in meetings
        if (meeting.person_id, meeting.channel_id) not in known
    }
    if strangers:
        _make(connection, [strangers[key] for key in sorted(strangers)])
        known = _known(connection, meetings)
    _name(connection, meetings, known)
    return {key: found.conversation_id for key, found in known.items()}


class _Known(NamedTuple):
    conversation_id: int
    contact_id: int
    name: str


def _known(connection: Connection, meetings: Collection[Meeting]) -> dict[Key, _Known]:
    rows = connection.execute(
        select(
            conversation.c.person_id,
            conversation.c.channel_id,
            conversation.c.id,
            contact.c.id.label("contact_id"),
            contact.c.name,
        )
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(
            conversation.c.person_id.in_({meeting.person_id for meeting in meetings}),
            conversation.c.channel_id.in_({meeting.channel_id for meeting in meetings}),
        )
    )
    return {
        (row.person_id, row.channel_id): _Known(row.id, row.contact_id, row.name) for row in rows
    }


def _make(connection: Connection, meetings: Collection[Meeting]) -> None:
    pairs = sorted({(meeting.person_id, meeting.department_id) for meeting in meetings})
    insert_new(
        connection,
        contact,
        [{"person_id": person, "department_id": department} for person, department in pairs],
    )
    rows = connection.execute(
        select(contact.c.person_id, contact.c.department_id, contact.c.id).where(
            tuple_(contact.c.person_id, contact.c.department_id).in_(pairs)
        )
    )
    contacts = {(row.person_id, row.department_id): row.id for row in rows}
    insert_new(
        connection,
        conversation,
        [
            {
                "person_id": meeting.person_id,
                "channel_id": meeting.channel_id,
                "department_id": meeting.department_id,
                "contact_id": contacts[meeting.person_id, meeting.department_id],
            }
            for meeting in meetings
        ],
    )


def _name(connection: Connection, meetings: Collection[Meeting], known: dict[Key, _Known]) -> None:
    names = {
        found.contact_id: meeting.name
        for meeting in meetings
        if meeting.name and not (found := known[meeting.person_id, meeting.channel_id]).name
    }
    if names:
        connection.execute(
            update(contact)
            .where(contact.c.id == bindparam("contact_id"))
            .values(name=bindparam("called")),
            [{"contact_id": place, "called": names[place]} for place in sorted(names)],
        )
