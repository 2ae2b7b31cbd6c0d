"""Every code with which Meta refuses, and a token that runs out: what is due leaves or is seen."""

import math
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from conversations.outbound.outbox import CUT_OFF, LEASE
from models import Channel, Message, OutboxRow
from models.columns import utc_now
from tests.conversations.graph_api import Answer, Raw, refused
from tests.conversations.office import TOKEN, a_text, delivery
from tests.faults.conftest import Scene
from tests.faults.load import phone
from tests.faults.meta import Meta, raw
from tests.faults.tally import Tallies
from tests.flows.small import ECHO
from tests.services.process import eventually
from whatsapp.error_table import CODES

pytestmark = pytest.mark.faults

# Meta's codes by what a sender has to do. Every other that we know is for good.
SOON = (4, 80007, 130429, 131053, 131056)
IN_A_WHILE = (131057, 134101)  # a minute and more
DOUBTFUL = (1, 2, 131000, 131016, 133004)  # it may have gone out
LATER = (613, 131048, 131049, 131064, 132015, 132068, 132069)
STOP = (0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131037, 131045, 133010)
NEVER = tuple(sorted(set(CODES) - {*SOON, *IN_A_WHILE, *DOUBTFUL, *LATER, *STOP}))

PAGE = b"<html>Sorry</html>"
WORDLESS: dict[str, Answer | Raw] = {
    "429": raw(429, b""),
    "500 with a page": raw(500, PAGE),
    "503 without a word": raw(503, b""),
    "no JSON": raw(200, PAGE),
    "JSON without an id": raw(200, b'{"messages": [{}]}'),
    "cut-off body": raw(200, b'{"messages": [{"id": "wam', told=90),
    "hung up": (0, {}),
    "400 with a page": raw(400, PAGE),
}
SURE = {"429": "accepted", "400 with a page": "failed"}  # of the others it may have gone out


class Strict(Meta):
    """Meta that refuses the first message to some people, or from some numbers, as it is told."""

    def __init__(self) -> None:
        super().__init__(0)
        self.refusals: dict[str, Answer | Raw] = {}  # to a person
        self.refused_at: dict[str, float] = {}
        self.tokens: dict[str, str] = {}  # of a number: any other is refused as told
        self.stops: dict[str, Answer | Raw] = {}  # from a number while its token is not that

    def _answer_to(self, payload: dict[str, Any], person: str) -> Answer | Raw:
        number, token = self.call.number, self.call.token
        if number in self.stops and token != self.tokens[number]:
            return self.stops[number]
        with self._lock:
            refusal = self.refusals.pop(person, None)
            self.refused_at.setdefault(person, time.monotonic())
        return refusal or super()._answer_to(payload, person)


def test_each_refusal_has_its_consequence(start: Callable[..., Scene], tallies: Tallies) -> None:
    meta = Strict()
    scene = start(ECHO, "serve", "work", meta=meta)
    codes = (*SOON, *IN_A_WHILE, *DOUBTFUL, *LATER, *NEVER)
    people: dict[str, str] = {}
    for person, (name, refusal) in enumerate(
        [*((str(code), refused(code)) for code in codes), *WORDLESS.items()]
    ):
        people[name] = phone(person)
        meta.refusals[f"+{phone(person)}"] = refusal
    scene.meta.deliver(delivery([a_text("hi", phone=one) for one in people.values()]))
    expected = {
        **dict.fromkeys(map(str, SOON), "accepted"),
        **dict.fromkeys(map(str, (*IN_A_WHILE, *DOUBTFUL)), "sending"),
        **dict.fromkeys(map(str, LATER), "parked"),
        **dict.fromkeys(map(str, NEVER), "failed"),
        **{name: SURE.get(name, "sending") for name in WORDLESS},
    }
    eventually(lambda: not meta.refusals and outcomes(scene, people) == expected)

    rows = {row.message_id: row for row in scene.office.rows(OutboxRow)}
    said = first_said(scene, people)
    doubtful = {
        name
        for name, message in said.items()
        if message.id in rows and rows[message.id].state == "unknown"
    }
    assert doubtful == {*map(str, DOUBTFUL), *WORDLESS} - {*SURE}
    assert {rows[said[name].id].reason for name in doubtful} == {CUT_OFF}
    waiting = [rows[said[str(code)].id] for code in IN_A_WHILE]
    assert [row.state for row in waiting] == ["due", "due"]
    assert all((row.not_before - utc_now()).total_seconds() > 30 for row in waiting)
    parked = [rows[said[str(code)].id] for code in LATER]
    assert {row.state for row in parked} == {"parked"}
    assert all(row.reason for row in parked)
    for code in NEVER:
        assert said[str(code)].error_code == code
        assert said[str(code)].error_text == CODES[code].sentence

    # Nobody waits behind what was given up; whoever waits behind a doubt keeps the order.
    scene.meta.deliver(delivery([a_text("on", phone=one) for one in people.values()]))
    settled = [name for name, status in expected.items() if status != "sending"]
    eventually(lambda: all("You said on." in meta.to(f"+{people[name]}") for name in settled))
    for address in (f"+{people[name]}" for name in doubtful):
        soonest = min(meta.arrived.get(address, [math.inf]))
        assert soonest - meta.refused_at[address] > LEASE.total_seconds() - 1
    tallies.add(8, len(people), Counter({"refusals": len(people)}))


def test_a_number_that_is_stopped_keeps_its_queue_until_it_has_a_new_token(
    start: Callable[..., Scene], strike: Callable[[Scene, str], None], tallies: Tallies
) -> None:
    meta = Strict()
    scene = start(ECHO, "serve", "work", meta=meta)
    numbers = {f"4000000{code:08}": code for code in STOP}
    for number, code in numbers.items():
        scene.office.add_channel(number)
        meta.tokens[number] = "a-newer-token-for-tests"
        meta.stops[number] = refused(code, 401)
    for words in ("hi", "one", "two"):
        for number in numbers:
            scene.meta.deliver(delivery([a_text(words, phone=phone(0))], number_id=number))
    eventually(lambda: set(stopped(scene)) == set(numbers))
    reasons = stopped(scene)
    eventually(lambda: scene.office.count(OutboxRow) == 5 * len(numbers))
    strike(scene, "kill everybody")
    assert meta.sent == []
    scene.fleet.wait()

    with scene.office.open() as session:
        for channel in session.scalars(select(Channel).where(Channel.stopped_reason != "")):
            assert channel.token == TOKEN
            channel.token = meta.tokens[channel.phone_number_id]
            channel.stopped_reason = ""
        session.commit()
    eventually(lambda: not scene.office.count(OutboxRow))
    said = scene.office.rows(Message, Message.direction == "out")
    lost = 5 * len(numbers) - len(meta.accepted)
    doubled = sum(meta.accepted.values()) - len(meta.accepted)
    tallies.add(
        8, len(said), Counter({"kill everybody": 1, "tokens refused": len(numbers)}), lost=lost
    )
    assert lost == doubled == 0
    assert len(said) == 5 * len(numbers)
    assert all(reasons.values())
    assert stopped(scene) == {}


def first_said(scene: Scene, people: dict[str, str]) -> dict[str, Any]:
    """The first message to each person."""
    with scene.office.open() as session:
        found = {}
        for message in session.scalars(
            select(Message).where(Message.direction == "out").order_by(Message.id.desc())
        ):
            found[message.conversation_id] = message
        session.expunge_all()
    phones = dict(zip(sorted(found), people, strict=False))
    return {phones[key]: message for key, message in found.items()}


def outcomes(scene: Scene, people: dict[str, str]) -> dict[str, str]:
    """How far the first message to each person came."""
    climbed = {"sent": "accepted", "delivered": "accepted", "queued": "sending"}
    return {
        name: climbed.get(message.status, message.status)
        for name, message in first_said(scene, people).items()
    }


def stopped(scene: Scene) -> dict[str, str]:
    """Why each number that is stopped was."""
    rows = scene.office.rows(Channel, Channel.stopped_reason != "")
    return {row.phone_number_id: row.stopped_reason for row in rows}
