import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import exc

from conversations.inbound.inbox import Stored
from conversations.inbound.intake import Intake

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Shelf:
    """Stores what is brought, the first time only when it is let; refuses what it is told to."""

    def __init__(self) -> None:
        self.sets: list[list[Any]] = []
        self.refused: dict[Any, Exception] = {}
        self.begun, self.let = threading.Event(), threading.Event()

    def store(self, changes: Sequence[Any], received: datetime) -> Stored:
        assert received == NOW
        first = not self.sets
        self.sets.append(list(changes))
        if first:
            self.begun.set()
            assert self.let.wait(10)
        for change in changes:
            if change in self.refused:
                raise self.refused[change]
        return Stored(rows=len(changes))


def bring(shelf: Shelf, *changes: Any) -> list[Any]:
    """Bring the first alone and the others while it is being stored; what came back to each."""
    intake = Intake(shelf.store)
    with ThreadPoolExecutor(len(changes)) as pool:
        asked = [pool.submit(intake.bring, [changes[0]], NOW)]
        assert shelf.begun.wait(10)
        asked += [pool.submit(intake.bring, [one], NOW) for one in changes[1:]]
        while len(intake._waiting) < len(changes) - 1:
            threading.Event().wait(0.001)
        shelf.let.set()
        return [one.exception() or one.result() for one in asked]


def test_what_comes_meanwhile_is_stored_together() -> None:
    shelf = Shelf()
    stored = bring(shelf, "a", "b", "c", "d")
    assert sorted(map(sorted, shelf.sets)) == [["a"], ["b", "c", "d"]]
    assert [one.rows for one in stored[:1]] == [1]
    assert sorted(one.rows for one in stored[1:]) == [0, 0, 3], "each is counted once"


def test_one_that_is_refused_takes_no_other_with_it() -> None:
    shelf = Shelf()
    shelf.refused["c"] = ValueError("c")
    stored = bring(shelf, "a", "b", "c", "d")
    assert [one.rows for one in (stored[1], stored[3])] == [1, 1]
    assert isinstance(stored[2], ValueError)


def test_all_hear_that_the_database_is_away() -> None:
    shelf = Shelf()
    shelf.refused["b"] = exc.OperationalError("", {}, Exception())
    stored = bring(shelf, "a", "b", "c")
    assert stored[0].rows == 1
    assert [type(one) for one in stored[1:]] == [exc.OperationalError] * 2


@pytest.mark.parametrize("times", [1, 3])
def test_one_after_another_waits_for_nobody(times: int) -> None:
    shelf = Shelf()
    shelf.let.set()
    intake = Intake(shelf.store)
    changes: list[Any] = list(range(times))
    assert [intake.bring([one], NOW).rows for one in changes] == [1] * times
    assert shelf.sets == [[one] for one in changes]
