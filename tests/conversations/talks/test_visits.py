"""Counting visits: in the turn's transaction, once, and beside others who count."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection

from conversations.talks import visits
from conversations.talks.lanes import Lane, Waiting
from conversations.talks.library import Library
from conversations.talks.turns import Turn
from conversations.transactions import writing
from flows.state import State
from flows.visits import Visit
from flows.world import Contact, Department
from models import VisitCount
from models.columns import utc_now
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office

THREADS, TIMES = 4, 25


def sums(office: Office) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in office.rows(VisitCount):
        found[f"{row.how} {row.node}"] += row.times
    return found


def test_a_talk_is_counted_where_it_was_and_how_it_left(
    office: Office, graph_api: GraphApi
) -> None:
    for words in ("hi", "hours", "tree", "Example Park"):
        office.say(words)
    assert sums(office) == {
        "+came welcome": 2, "hours welcome": 1, "tree welcome": 1,
        "+came hours_text": 1, "next hours_text": 1,
        "+came report": 1, "submitted report": 1,
        "+came filed": 1, "next filed": 1,
        "+came done": 1, "+ended done": 1,
    }  # fmt: skip
    row = office.rows(VisitCount)[0]
    assert (row.department_id, row.flow) == (office.department_id, "main")
    assert len(row.version) == 64


def test_the_day_is_the_department_s(office: Office, graph_api: GraphApi) -> None:
    with time_machine.travel("2026-11-23T17:30:00Z", tick=True):  # past midnight in Hong Kong
        office.say("hi")
    assert {row.day for row in office.rows(VisitCount)} == {date(2026, 11, 24)}


def test_a_turn_that_is_not_written_is_not_counted(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = visits.count

    def count_and_fail(connection: Connection, turns: Sequence[Turn], at: datetime) -> None:
        count(connection, turns, at)
        if turns:
            raise ZeroDivisionError

    monkeypatch.setattr(visits, "count", count_and_fail)
    office.say("hi")
    assert not office.rows(VisitCount)
    monkeypatch.undo()
    with time_machine.travel(utc_now() + timedelta(minutes=1), tick=True):
        office.drain()
    assert sums(office) == {"+came welcome": 1}


def test_those_who_count_at_once_lose_nothing_and_do_not_lock_each_other_out(
    office: Office,
) -> None:
    nodes = [f"n{place}" for place in range(20)]

    def work(app: Flask, order: int) -> None:
        turn = _turn(office, nodes[::order])
        with app.app_context():
            for _ in range(TIMES):
                with writing() as connection:
                    visits.count(connection, [turn], utc_now())

    threads = [
        threading.Thread(target=work, args=(office.app, place % 2 * 2 - 1))
        for place in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums(office) == {f"+came {node}": THREADS * TIMES for node in nodes}


def _turn(office: Office, nodes: list[str]) -> Turn:
    lane = Lane(
        1, "", 0, None, office.department_id, 1, 1, Contact(), Department(), {}, "Asia/Hong_Kong",
        None, Library([]), [],
    )  # fmt: skip
    led = tuple(Visit("main", "0" * 64, node, "+came") for node in nodes)
    return Turn(lane, Waiting(1, "", None, utc_now(), 0), 1, "", State(), (), led)
