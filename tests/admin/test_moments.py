from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from admin import moments

NOW = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)  # half past midnight on the 5th in Hong Kong


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context(), time_machine.travel(NOW, tick=False):
        yield


def test_times_are_the_departments() -> None:
    assert moments.moment(NOW) == "5 Mar 2026 00:30"
    assert moments.clock(NOW, "Europe/London") == "16:30"
    assert moments.day(NOW, "No/Such/Zone") == "5 Mar 2026"
    assert moments.moment(None) == ""


def test_today_begins_at_the_departments_midnight() -> None:
    assert moments.midnight() == datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "left"),
    [
        (timedelta(0), "24 h 0 min"),
        (timedelta(hours=23, minutes=30), "30 minutes"),
        (timedelta(hours=23, minutes=59), "1 minute"),
        (timedelta(hours=24), ""),
        (timedelta(days=9), ""),
    ],
)
def test_how_long_somebody_may_be_answered(ago: timedelta, left: str) -> None:
    assert moments.window_left(NOW - ago) == left


def test_nobody_who_never_wrote_may_be_answered() -> None:
    assert moments.window_left(None) == ""


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_days_that_are_none_of_ours_are_left_out(text: str) -> None:
    assert moments.day_given(text) is None
