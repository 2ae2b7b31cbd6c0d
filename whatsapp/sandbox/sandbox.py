"""The sandbox itself: its file, its numbers, its courier, and what people in it do."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox import chats, deliveries, faults, rates
from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.courier import Courier
from whatsapp.sandbox.habits import Habits
from whatsapp.sandbox.loopback import demand_loopback
from whatsapp.sandbox.people import Person, person, user_id
from whatsapp.sandbox.storage import Storage
from whatsapp.sandbox.tables import identity
from whatsapp.sandbox.webhooks import message_value, rung, status_value


class Sandbox:
    """Everything that the Graph API and the phone share.

    ``channels`` and ``app_secret`` are asked anew each time, so that numbers and secrets may change
    while it runs. ``webhook_url`` and ``public_url`` must lead to this machine (``ValueError``).
    ``clock`` gives seconds since 1970.
    """

    def __init__(  # noqa: PLR0913 - a constructor names what it needs
        self,
        path: str | Path,
        channels: Callable[[], Sequence[SandboxChannel]],
        app_secret: Callable[[], str],
        webhook_url: str,
        public_url: str,
        *,
        habits: Habits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        demand_loopback(webhook_url, "the webhook's address")
        demand_loopback(public_url, "PUBLIC_URL")
        self.storage = Storage(path)
        self.channels = channels
        self.app_secret = app_secret
        self.public_url = public_url.rstrip("/")
        self.habits = habits or Habits()
        self.clock = clock
        self.courier = Courier(self.storage, self.habits, webhook_url, app_secret, clock)

    def start(self) -> None:
        """Begin to deliver webhooks. Call it after a fork, in every process that serves."""
        self.courier.start()

    def stop(self) -> None:
        """Stop delivering and let go of the file."""
        self.courier.stop()
        self.storage.close()

    def wake(self) -> None:
        """Deliver what is due without waiting for the next look."""
        self.courier.wake()

    def channel(self, phone_number_id: str) -> SandboxChannel | None:
        """The business number with this id."""
        found = (c for c in self.channels() if c.phone_number_id == phone_number_id)
        return next(found, None)

    def say(
        self,
        who: Person,
        channel: SandboxChannel,
        type: str,
        content: dict[str, Any],
        *,
        shown: dict[str, Any] | None = None,
        quoted: str | None = None,
    ) -> str:
        """A person says something; returns its wamid.

        ``content`` is the object under ``type`` in the webhook (for ``contacts`` it is ``{cards:
        [...]}``), ``shown`` what the phone keeps where that differs.
        """
        now = self.clock()
        number = channel.phone_number_id
        with self.storage.writing() as connection:
            said = chats.Said(
                number, who.id, mine=True, type=type, content=shown or content, quoted=quoted
            )
            wamid = chats.add(connection, said, now)
            rates.hear(connection, self.habits, number, now)  # people are never refused
            if type != "reaction":  # Meta does not say that a reaction opens the window
                rates.open_window(connection, number, who.id, now)
            message: dict[str, Any] = {"id": wamid, "timestamp": str(int(now)), "type": type}
            message[type] = content["cards"] if type == "contacts" else content
            if quoted:
                message["context"] = {"from": channel.digits, "id": quoted}
            known = _introduce(connection, who, channel)
            value = message_value(channel, who, known, message)
            deliveries.queue(connection, channel.waba_id, value, now, wamid)
        self.wake()
        return wamid

    def look(self, who: Person, channel: SandboxChannel) -> int:
        """A person has the chat open: what was said there is read. Returns how many were new."""
        now = self.clock()
        with self.storage.writing() as connection:
            rows = chats.mark_read_by_person(connection, channel.phone_number_id, who.id)
            for row in rows:
                # Never before the webhook that says "delivered".
                at = max(now, row["at"] + self.habits.delivered_after + 0.01)
                status = rung(row["wamid"], "read", at, row["pricing"])
                self.announce(connection, channel, who, row, status, at)
        self.wake()
        return len(rows)

    def announce(
        self,
        connection: Connection,
        channel: SandboxChannel,
        who: Person,
        row: dict[str, Any],
        status: dict[str, Any],
        at: float,
    ) -> None:
        """Queue a status webhook about ``row``, a message of the business."""
        if row["callback"] is not None:
            status = {**status, "biz_opaque_callback_data": row["callback"]}
        value = status_value(channel, who, _introduce(connection, who, channel), status)
        deliveries.queue(connection, channel.waba_id, value, at, None)

    def inject(self, person_id: str, code: int, *, late: bool) -> None:
        """Let messages to a person fail with a code of Meta's: at once, or by a later status."""
        with self.storage.writing() as connection:
            faults.set_fault(connection, person_id, code, late=late)

    def forgive(self, person_id: str) -> None:
        """Undo ``inject``."""
        with self.storage.writing() as connection:
            faults.clear_fault(connection, person_id)

    def person(self, id: str) -> Person:
        """A persona, or the nameless owner of the number ``id`` (digits)."""
        return person(id)


def _introduce(connection: Connection, who: Person, channel: SandboxChannel) -> str:
    """The person's id within the channel's portfolio, from now on known there."""
    known = user_id(who, channel.portfolio_id)
    row = {"user_id": known, "portfolio": channel.portfolio_id, "person": who.id}
    connection.execute(insert(identity).values(**row).on_conflict_do_nothing())
    return known
