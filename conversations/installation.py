"""The id of this installation, which marks our messages in WhatsApp's receipts."""

from flask import current_app
from sqlalchemy import insert, select, text
from ulid import ULID

from conversations.tables import installation
from conversations.transactions import looking, writing


def installation_id() -> str:
    """This installation's id, made at the first call ever. Not to be called inside a transaction."""
    known: str | None = current_app.extensions.get("installation")
    if known is None:
        known = _stored() or _made()
        current_app.extensions["installation"] = known
    return known


def callback_data(ours: str, ulid: str) -> str:
    """What goes along with our message ``ulid`` and comes back in each of its statuses."""
    return f"{ours}:{ulid}"


def ulid_in(ours: str, data: str | None) -> str | None:
    """The message that callback data speaks of, or None when it is not one of ours."""
    installed, _, ulid = (data or "").partition(":")
    return ulid if ulid and installed == ours else None


def _stored() -> str | None:
    with looking() as connection:
        found: str | None = connection.scalar(select(installation.c.id))
        return found


def _made() -> str:
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE installation IN EXCLUSIVE MODE"))
        found: str | None = connection.scalar(select(installation.c.id))
        if found is None:
            found = str(ULID())
            connection.execute(insert(installation).values(id=found))
        return found
