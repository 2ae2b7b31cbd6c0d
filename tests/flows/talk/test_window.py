from datetime import UTC, datetime, timedelta

import pytest

from flows.events import (
    Card,
    Delayed,
    Due,
    Event,
    HandedBack,
    Occasion,
    Reaction,
    Reply,
    Silence,
    Taken,
    Tap,
    Words,
)
from flows.talk import window

LAST = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "is_open"),
    [
        (timedelta(), True),
        (timedelta(hours=23, minutes=54, seconds=59), True),
        (timedelta(hours=23, minutes=55), False),
        (timedelta(hours=24), False),
        (timedelta(days=30), False),
    ],
)
def test_it_closes_five_minutes_early(after: timedelta, is_open: bool) -> None:
    assert window.is_open(LAST, LAST + after) is is_open


def test_it_is_closed_for_whoever_never_wrote() -> None:
    assert not window.is_open(None, LAST)


@pytest.mark.parametrize(
    ("event", "opens"),
    [
        (Words("hi"), True),
        (Tap("x"), True),
        (Card(("+85255550123",)), True),
        (Reaction("👍"), False),
        (Silence(1), False),
        (Due("1.0"), False),
        (Reply("1:1:0", "ok"), False),
        (HandedBack("closed", 1), False),
        (Taken(1), False),
        (Occasion("case_closed"), False),
        (Delayed(), False),
    ],
)
def test_what_opens_it(event: Event, opens: bool) -> None:
    assert window.opened_by(event) is opens
