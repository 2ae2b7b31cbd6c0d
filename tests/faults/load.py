"""Citizens who write one after another, and the oracle: what a calm run leaves of each of them."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from sqlalchemy import func, select

from models import AuditEvent, Conversation, InboxRow, Message, OutboxRow
from tests.conversations.office import Office, a_text, delivery
from tests.faults.meta import Meta
from tests.faults.tally import Tallies

QUIET = 300.0  # seconds until everything must be settled: leases of the dead run out after a minute


def phone(person: int) -> str:
    return f"852555501{person:02}"


class Load(NamedTuple):
    """So many people, each of whom writes so many words."""

    people: int
    words: int

    def script(self, person: int) -> list[dict[str, Any]]:
        """What one person writes: each message with its own id, so that a second delivery is none."""
        return [
            a_text(f"word {place}", wamid=f"wamid.P{person}.{place}", phone=phone(person))
            for place in range(self.words)
        ]

    @property
    def messages(self) -> int:
        """What all of them write."""
        return self.people * self.words

    def write(self, meta: Meta, written: threading.Semaphore) -> None:
        """Have everybody write at once; each message that was taken is counted in ``written``."""

        def write(person: int) -> None:
            for message in self.script(person):
                meta.deliver(delivery([message]))
                written.release()

        with ThreadPoolExecutor(self.people) as pool:
            list(pool.map(write, range(self.people)))


class Calm(NamedTuple):
    """What a run without faults says to one person, and the state in which it leaves them."""

    words: list[str]
    state: bytes


def settle(office: Office, meta: Meta, load: Load) -> None:
    """Wait until nothing is due any more."""
    deadline = time.monotonic() + QUIET
    while left := _unsettled(office, meta, load):
        assert time.monotonic() < deadline, f"after {QUIET:.0f} seconds {left}"
        time.sleep(0.5)


def _unsettled(office: Office, meta: Meta, load: Load) -> str:
    """What is still to be done; empty when all is settled."""
    with office.open() as session:
        due = session.scalar(select(func.count()).where(InboxRow.state == "due"))
        unsent = session.scalar(select(func.count(OutboxRow.id)))
        turns = session.scalar(select(func.sum(Conversation.turn))) or 0
        told = session.scalar(select(func.count()).where(Message.status == "delivered"))
    missing = load.messages - turns
    untold = len(meta.accepted) - told if meta.tells else 0
    if not (due or unsent or missing > 0 or untold > 0):
        return ""
    return f"{missing} turns, {unsent} messages, {untold} statuses are missing; {due} rows are due"


def judge(
    office: Office, meta: Meta, load: Load, expected: Calm, faults: Counter[str], tallies: Tallies
) -> None:
    """Compare what there is with the calm run, tally it, and fail where a promise was broken."""
    talks = office.rows(Conversation)
    out = office.rows(Message, Message.direction == "out")
    turns = Counter(
        (event.subject, event.details["turn"])
        for event in office.rows(AuditEvent, AuditEvent.action == "turn.taken")
    )
    said = load.people * len(expected.words)
    wrong = sum(
        _once(meta.to(f"+{phone(person)}")) != expected.words for person in range(load.people)
    )
    astray = sum(talk.state != expected.state for talk in talks) + load.people - len(talks)
    doubled = sum(meta.accepted.values()) - len(meta.accepted)
    undelivered = sum(one.status != "delivered" for one in out) if meta.tells else 0
    taken = sum(turns.values())
    why = Counter({"sent again, as no status told of it": doubled} if doubled else {})

    tallies.add(1, meta.deliveries, faults, lost=load.messages - len(turns))
    tallies.add(2, len(meta.sent), faults, disordered=wrong)
    tallies.add(3, taken, faults, lost=astray)
    tallies.add(4, said, faults, lost=said - len(meta.accepted), doubled=why)
    if meta.tells:
        tallies.add(5, 2 * len(meta.accepted), faults, lost=undelivered)

    assert taken == len(turns) == load.messages
    assert office.count(InboxRow, InboxRow.state == "parked") == 0
    assert wrong == 0
    assert meta.together == 1
    assert astray == 0
    assert len(out) == len(meta.accepted) == said
    assert max(meta.accepted.values()) <= 2
    assert undelivered == 0
    assert not (meta.tells and doubled), "a status told that it had arrived"


def _once(said: list[str]) -> list[str]:
    """Without what was said twice in a row."""
    return [one for place, one in enumerate(said) if not place or one != said[place - 1]]
