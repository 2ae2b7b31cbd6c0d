"""Days and times as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.understanding.moments import Moment, read_moment

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow", Moment(date(2026, 11, 26))),
        ("聽日", Moment(date(2026, 11, 26))),
        ("聽日下晝", Moment(date(2026, 11, 26), part="afternoon")),
        ("聽日下晝三點", Moment(date(2026, 11, 26), time(15))),
        ("tomorrow 3pm", Moment(date(2026, 11, 26), time(15))),
        ("tomorrow at 3pm", Moment(date(2026, 11, 26), time(15))),
        ("tomorrow morning", Moment(date(2026, 11, 26), part="morning")),
        ("1/12 10:30", Moment(date(2026, 12, 1), time(10, 30))),
        ("12月1日上午", Moment(date(2026, 12, 1), part="morning")),
        ("3pm", Moment(at=time(15))),
        ("下晝", Moment(part="afternoon")),
        ("下午3時", Moment(at=time(15))),
        ("Wed", Moment(date(2026, 12, 2))),
        ("thursday", Moment(date(2026, 11, 26))),
        ("next thursday", Moment(date(2026, 12, 3))),
        ("星期四", Moment(date(2026, 11, 26))),
        ("下星期四", Moment(date(2026, 12, 3))),
        ("禮拜日", Moment(date(2026, 11, 29))),
        ("下禮拜一下晝", Moment(date(2026, 11, 30), part="afternoon")),
    ],
)
def test_reads(text: str, moment: Moment) -> None:
    assert read_moment(text, TODAY) == moment


@pytest.mark.parametrize(
    "text", ["", "hello", "兩個人", "31/2/2026", "as soon as possible", "x" * 50]
)
def test_names_no_moment(text: str) -> None:
    assert read_moment(text, TODAY) is None


@given(st.text(max_size=60))
def test_anything_may_be_typed(text: str) -> None:
    read_moment(text, TODAY)
