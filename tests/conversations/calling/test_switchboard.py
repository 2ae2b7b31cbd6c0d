"""The switchboard: many calls at the same time, by threads of a worker."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from conversations import sweeper, tasks
from conversations.calling import calls, switchboard
from conversations.calling.calls import Answer, Question
from conversations.engine import Engine
from conversations.queue import bind, queue
from models import Call
from tests.conversations.calling.test_calls import FLOW
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text
from tests.conversations.test_engine import wait_until


@pytest.fixture
def asking(
    make_app: Callable[..., Flask], database_url: str, redis_url: str, graph_api: GraphApi
) -> Office:
    """A department on one of the databases; beside PostgreSQL stands Redis."""
    more = {"REDIS_URL": redis_url} if database_url.startswith("postgresql") else {}
    return Office(make_app(database_url, GRAPH_API_URL=graph_api.url, **more), FLOW)


@pytest.fixture
def engine(asking: Office) -> Iterator[Engine]:
    running = Engine(asking.app)
    running.start()
    yield running
    running.stop()


class Hall:
    """Answers that come only when so many ask at the same time."""

    def __init__(self, together: int) -> None:
        self.barrier = threading.Barrier(together)
        self.asked: list[str] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question.key)
        self.barrier.wait(10)
        return Answer("ok", {"name": question.request["send"]["district"]})


def _ask_for_all(office: Office, graph_api: GraphApi, count: int) -> None:
    phones = [f"8525550{one:04}" for one in range(count)]
    for place, words in enumerate(("hi", "Sha Tin"), 1):
        office.deliver(*[a_text(words, phone=phone) for phone in phones])
        if place == 1:
            wait_until(lambda: len(graph_api.sent) == count)
    wait_until(lambda: office.count(Call) == count)


def test_several_are_asked_at_the_same_time_and_each_is_told(
    asking: Office, graph_api: GraphApi, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(calls.EACH)
    monkeypatch.setitem(calls._answerers, "service", hall)
    _ask_for_all(asking, graph_api, calls.EACH)
    switchboard.answer_all(asking.app)
    wait_until(lambda: graph_api.words().count("Sha Tin") == calls.EACH)
    assert len(set(hall.asked)) == calls.EACH


def test_two_at_the_switchboard_ask_nothing_twice(
    asking: Office, graph_api: GraphApi, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(question: Question) -> Answer:
        asked.append(question.key)
        time.sleep(0.2)
        return Answer("not_found")

    monkeypatch.setitem(calls._answerers, "service", answer)
    _ask_for_all(asking, graph_api, 10)
    others = [threading.Thread(target=switchboard.answer_all, args=(asking.app,)) for _ in range(3)]
    for other in others:
        other.start()
    for other in others:
        other.join(30)
    wait_until(lambda: graph_api.words().count("None.") == 10)
    assert len(asked) == len(set(asked)) == 10
    assert not [one.name for one in threading.enumerate() if "switchboard" in one.name]


def test_a_turn_rings_and_a_worker_hears_it(
    asking: Office, graph_api: GraphApi, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(calls._answerers, "service", lambda _: Answer("not_found"))
    _ask_for_all(asking, graph_api, 1)
    wait_until(queue.pending)
    names = {task.name for task in queue.pending()}
    assert names == {"answer_calls"}
    tasks.answer_calls.call_local()
    wait_until(lambda: "None." in graph_api.words())


def test_a_ring_that_was_lost_is_made_good_by_the_sweeper(
    asking: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(tasks, "ring_calls", lambda: rung.append("calls"))
    asking.say("hi")
    asking.deliver(a_text("Sha Tin"))
    bind(asking.app)
    running = Engine(asking.app)
    with asking.app.app_context():
        wait_until(lambda: _moved(running, asking))
        rung.clear()
        broom = sweeper.Sweeper(lambda _: None)
        broom.step()
        assert rung == ["calls"]
        broom.step()
        assert rung == ["calls"], "not in every step"


def _moved(engine: Engine, office: Office) -> bool:
    engine._enqueue([1])
    engine._move()
    return office.count(Call) == 1
