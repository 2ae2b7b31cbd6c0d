"""Timers and reminders that run out while everybody is dead: once, not early, not after a reply."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, select

from models import AuditEvent, InboxRow, OutboxRow, Timer
from tests.conversations.office import Office, a_text, delivery
from tests.faults.conftest import Scene
from tests.faults.load import phone
from tests.faults.tally import Tallies
from tests.flows.small import OVER, asks, says
from tests.flows.talking import document
from tests.services.process import eventually

PEOPLE = 12  # in a round: a third is silent, a third replies at once, a third when the time is up
PATIENCE = 4.0  # seconds until a silence is over; likewise until the reminder
SLACK = 0.1  # seconds by which clocks may differ that go by the same one
STRIKES = ("kill everybody", "crash PostgreSQL", "kill work-ahead")

ASKED, TOLD, REMINDED, TIMED = "What next?", "You said now.", "A reminder.", "Nobody answered."
PATIENT = document(
    {
        "ask": asks(ASKED, "told")
        | {
            "silence_after": f"{PATIENCE:.0f}s",
            "exits": {"next": "told", "silence": "timed"},
        },
        "told": says("You said {{ answers.ask }}.", "later"),
        "later": {"kind": "wait", "for": f"{PATIENCE:.0f}s", "exits": {"next": "reminded"}},
        "reminded": says(REMINDED),
        "timed": says(TIMED),
        "over": OVER,
    },
    name="main",
)
# Whoever writes after the time was up begins anew.
BEGUN = re.escape(ASKED)
ORDERLY = re.compile(f"({BEGUN}{TIMED})*({BEGUN}{TOLD}{REMINDED})?")


@pytest.mark.parametrize(
    "rounds", [pytest.param(1, id="quick"), pytest.param(6, id="long", marks=pytest.mark.faults)]
)
def test_what_runs_out_while_all_are_dead_fires_once_and_not_after_a_reply(
    rounds: int, start: Callable[..., Scene], strike: Callable[[Scene, str], None], tallies: Tallies
) -> None:
    scene = start(PATIENT, "serve", "work-ahead")
    struck: Counter[str] = Counter()
    began: dict[int, float] = {}
    for round_ in range(rounds):
        people = range(round_ * PEOPLE, (round_ + 1) * PEOPLE)
        name = STRIKES[round_ % len(STRIKES)]
        struck[name] += 1
        play(scene, people, began, partial(strike, scene, name))
        eventually(lambda: settled(scene.office))
    said = {person: scene.meta.to(f"+{phone(person)}") for person in began}
    late = [person for person in began if person % 3 == 2]
    print(f"\n{sum(TIMED in said[person] for person in late)} of {len(late)} wrote too late")
    judge(scene, said, began, struck, tallies)


def play(scene: Scene, people: range, began: dict[int, float], strike: Callable[[], None]) -> None:
    """Have everybody begin, strike, and have those reply who do."""

    def write(person: int, words: str) -> None:
        message = a_text(words, phone=phone(person))
        scene.meta.deliver(delivery([message]))

    def reply_late(person: int) -> None:
        due = began[person] + PATIENCE + random.uniform(-0.5, 0.5)
        time.sleep(max(due - time.monotonic(), 0))
        write(person, "now")

    with ThreadPoolExecutor(PEOPLE) as pool:
        for person in people:
            began[person] = time.monotonic()
            write(person, "hi")
        eventually(lambda: all(scene.meta.to(f"+{phone(person)}") for person in people))
        list(pool.map(lambda person: write(person, "now"), people[1::3]))
        eventually(lambda: all(TOLD in scene.meta.to(f"+{phone(one)}") for one in people[1::3]))
        late = [pool.submit(reply_late, person) for person in people[2::3]]
        strike()
        for one in late:
            one.result()


def settled(office: Office) -> bool:
    with office.open() as session:
        due = session.scalar(select(func.count()).where(InboxRow.state == "due"))
        left = session.scalar(select(func.count(OutboxRow.id)))
        return not (due or left or session.scalar(select(func.count(Timer.id))))


def judge(
    scene: Scene,
    said: dict[int, list[str]],
    began: dict[int, float],
    struck: Counter[str],
    tallies: Tallies,
) -> None:
    silent = [person for person in began if person % 3 == 0]
    quick = [person for person in began if person % 3 == 1]
    early = [
        person
        for person in silent
        if scene.meta.arrived[f"+{phone(person)}"][-1] - began[person] < PATIENCE - SLACK
    ]
    disorderly = [person for person in began if not ORDERLY.fullmatch("".join(said[person]))]
    fired = scene.office.count(InboxRow, InboxRow.kind == "timer")
    twice = sum(scene.meta.accepted.values()) - len(scene.meta.accepted)
    lost = sum(said[person] != [ASKED, TIMED] for person in silent)
    lost += sum(said[person] != [ASKED, TOLD, REMINDED] for person in quick)
    why = Counter({"sent again, as no status told of it": twice} if twice else {})
    tallies.add(6, fired, struck, lost=lost, disordered=len(disorderly), doubled=why)
    assert lost == 0
    assert disorderly == []
    assert early == []
    assert twice == 0
    stale = [
        event
        for event in scene.office.rows(AuditEvent, AuditEvent.action == "turn.noted")
        if event.details["reasons"] == ["stale_timer"]
    ]
    # Every timer that fired said something, or was overtaken by a reply and is on the trail as that.
    spoke = sum(words.count(TIMED) + words.count(REMINDED) for words in said.values())
    assert fired == spoke + len(stale)
