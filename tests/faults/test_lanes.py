"""Several processes that all want to move one talk: each turn is taken once, in one order."""

import itertools
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from conversations.doorbell import Ring, ring
from models import AuditEvent, Conversation, InboxRow, Message, OutboxRow
from tests.conversations.office import a_text, delivery
from tests.faults.conftest import Scene
from tests.faults.tally import Tallies
from tests.flows.small import ECHO
from tests.services.process import eventually

pytestmark = pytest.mark.faults

WRITERS, WORDS = 6, 20


def test_workers_that_fight_for_a_lane_take_each_turn_once(
    start: Callable[..., Scene], strike: Callable[[Scene, str], None], tallies: Tallies
) -> None:
    scene = start(ECHO, "serve", "work", "work-ahead", "work-behind")
    scene.meta.deliver(delivery([a_text("hi")]))
    eventually(lambda: scene.meta.sent)
    [talk] = scene.office.rows(Conversation)

    def write(writer: int) -> None:
        """One person's messages come over several connections, each at once in every process."""
        for place in range(WORDS):
            scene.meta.deliver(delivery([a_text(f"word {writer}.{place}")]))
            ring(scene.office.app, Ring((talk.id,), outbox=True))

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = pool.map(write, range(WRITERS))
        name = random.choice(("kill work", "kill work-ahead", "kill work-behind"))
        strike(scene, name)
        list(writing)
    turns = 1 + WRITERS * WORDS
    eventually(
        lambda: (
            scene.office.rows(Conversation)[0].turn == turns and not scene.office.count(OutboxRow)
        )
    )
    taken = scene.office.rows(AuditEvent, AuditEvent.action == "turn.taken")
    once = Counter(event.details["turn"] for event in taken)
    out = scene.office.rows(Message, Message.direction == "out")
    said = [words.removeprefix("You said ") for words in scene.meta.words()[1::2]]
    written = {f"word {writer}.{place}." for writer in range(WRITERS) for place in range(WORDS)}
    turn_of = {message.ulid: message.turn for message in out}
    left = [turn_of[payload["biz_opaque_callback_data"][-26:]] for payload in scene.meta.sent]
    disordered = sum(before > after for before, after in itertools.pairwise(left))
    lost = len(written - set(said))
    tallies.add(2, turns, Counter({name: 1}), lost=lost, disordered=disordered)
    assert set(said) == written
    assert len(said) == len(written)
    assert once == Counter(range(1, turns + 1))
    assert disordered == 0
    assert scene.meta.together == 1
    assert {row.state for row in scene.office.rows(InboxRow)} == {"done"}
