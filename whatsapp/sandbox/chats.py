"""What was said, in both directions, and what a phone shows of it."""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.storage import next_version
from whatsapp.sandbox.tables import chat, clock, message

TYPING = 25.0  # seconds that the dots are shown unless something is said
SHOWN = 200  # messages that a phone loads at once


@dataclass(frozen=True)
class Said:
    """One message. ``content`` is the object under its type; ``mine``: said by the person."""

    number: str
    person: str
    mine: bool
    type: str
    content: dict[str, Any]
    quoted: str | None = None
    status: str = "sent"
    callback: str | None = None
    pricing: str | None = None


def new_wamid() -> str:
    """An id of the same look and length as WhatsApp's."""
    return "wamid.HBgL" + base64.b64encode(secrets.token_bytes(34)).decode()


def add(connection: Connection, said: Said, now: float) -> str:
    """Write a message down; returns its id."""
    wamid = new_wamid()
    row = {**vars(said), "content": json.dumps(said.content)}
    connection.execute(
        insert(message).values(**row, wamid=wamid, at=now, version=next_version(connection))
    )
    if not said.mine:
        set_typing(connection, said.number, said.person, 0.0)
    return wamid


def find(connection: Connection, wamid: str, number: str) -> dict[str, Any] | None:
    """A message of this number with its ``content`` read, or nothing."""
    query = select(message).where(message.c.wamid == wamid, message.c.number == number)
    row = connection.execute(query).mappings().one_or_none()
    return {**row, "content": json.loads(row["content"])} if row else None


def mark_delivered(connection: Connection, wamid: str) -> None:
    """Give the person's message its second tick, unless it already has blue ones."""
    connection.execute(
        update(message)
        .where(message.c.wamid == wamid, message.c.status == "sent")
        .values(status="delivered", version=next_version(connection))
    )


def mark_read_by_business(connection: Connection, row: dict[str, Any]) -> None:
    """Turn the ticks of this message of the person, and of those before it, blue."""
    connection.execute(
        update(message)
        .where(
            message.c.person == row["person"],
            message.c.number == row["number"],
            message.c.mine,
            message.c.seq <= row["seq"],
            message.c.status != "read",
        )
        .values(status="read", version=next_version(connection))
    )


def mark_read_by_person(connection: Connection, number: str, person: str) -> list[dict[str, Any]]:
    """Mark what the business said as read; returns the rows that were not, oldest first."""
    unread = (
        message.c.person == person,
        message.c.number == number,
        ~message.c.mine,
        message.c.status == "delivered",
    )
    query = select(message).where(*unread).order_by(message.c.seq)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    if rows:
        changed = update(message).where(*unread)
        connection.execute(changed.values(status="read", version=next_version(connection)))
    return rows


def set_typing(connection: Connection, number: str, person: str, until: float) -> None:
    """Show the dots in this chat until then."""
    added = insert(chat).values(number=number, person=person, typing_until=until)
    connection.execute(
        added.on_conflict_do_update(
            index_elements=["person", "number"], set_={"typing_until": until}
        )
    )


def changes(connection: Connection, person: str, since: int, now: float) -> dict[str, Any]:
    """What changed on a person's phone after version ``since``.

    ``{version, messages: [...], typing: [phone_number_id], unread: {phone_number_id: count}}``.
    """
    version = connection.execute(select(clock.c.version)).scalar_one()
    visible = (message.c.person == person, message.c.status != "failed")
    query = select(message).where(*visible, message.c.version > since)
    rows = connection.execute(query.order_by(message.c.seq.desc()).limit(SHOWN)).mappings().all()
    typing = select(chat.c.number).where(chat.c.person == person, chat.c.typing_until > now)
    unread = (
        select(message.c.number, func.count())
        .where(*visible, ~message.c.mine, message.c.status == "delivered")
        .group_by(message.c.number)
    )
    return {
        "version": version,
        "messages": [_shown(dict(row)) for row in reversed(rows)],
        "typing": list(connection.execute(typing).scalars()),
        "unread": {row[0]: row[1] for row in connection.execute(unread)},
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    shown = ("seq", "number", "mine", "type", "quoted", "status", "at")
    picked = {key: row[key] for key in shown}
    return {"id": row["wamid"], **picked, "content": json.loads(row["content"])}
