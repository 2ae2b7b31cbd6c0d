"""What Meta counts: the 24-hour window, one person's share, a number's throughput."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.habits import Habits
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.tables import bucket, chat

WINDOW = 24 * 3600.0


def demand_window(connection: Connection, number: str, person: str, now: float) -> None:
    """Refuse with 131047 unless the person wrote to this number in the last 24 hours.

    Meta refuses at once or by a later status; the sandbox always does the former, so that nothing
    looks sent that is not. ``Sandbox.inject`` asks for the latter.
    """
    if not is_open(connection, number, person, now):
        raise Refusal(131047, "More than 24 hours have passed since the person last wrote.")


def is_open(connection: Connection, number: str, person: str, now: float) -> bool:
    """Whether the person wrote to this number in the last 24 hours."""
    query = select(chat.c.inbound_at).where(chat.c.number == number, chat.c.person == person)
    last = connection.execute(query).scalar_one_or_none()
    return last is not None and now - last < WINDOW


def open_window(connection: Connection, number: str, person: str, now: float) -> None:
    """Remember that the person wrote."""
    added = insert(chat).values(number=number, person=person, inbound_at=now, typing_until=0)
    connection.execute(
        added.on_conflict_do_update(index_elements=["person", "number"], set_={"inbound_at": now})
    )


def spend(connection: Connection, habits: Habits, number: str, person: str, now: float) -> None:
    """Count one message against the number (130429) and against the pair (131056)."""
    if not hear(connection, habits, number, now):
        raise Refusal(130429, f"More than {habits.throughput} messages in a second.")
    if habits.pair_burst and not _take(
        connection, f"p:{number}:{person}", habits.pair_burst, habits.pair_seconds, now
    ):
        raise Refusal(131056, "Too many messages to this person in a short time.")


def hear(connection: Connection, habits: Habits, number: str, now: float) -> bool:
    """Count one message of either direction against the number; whether there was room for it."""
    size = habits.throughput
    return not size or _take(connection, f"n:{number}", size, 1 / size, now)


def _take(connection: Connection, name: str, size: int, seconds: float, now: float) -> bool:
    """Take one from the bucket ``name``, which holds ``size`` and regains one each ``seconds``."""
    query = select(bucket.c.left, bucket.c.at).where(bucket.c.name == name)
    row = connection.execute(query).one_or_none()
    left = size if row is None else min(size, row.left + max(0.0, now - row.at) / seconds)
    if left < 1 - 1e-9:
        return False
    added = insert(bucket).values(name=name, left=left - 1, at=now)
    connection.execute(
        added.on_conflict_do_update(index_elements=["name"], set_={"left": left - 1, "at": now})
    )
    return True
