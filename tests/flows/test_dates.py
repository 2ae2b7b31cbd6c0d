"""Days and times as citizens read them."""

from datetime import date, time

import pytest

from flows.dates import clock, long_day, short_day
from flows.messages import ROW_TITLE, fits

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("en", "Tue 1 Dec", "Tuesday 1 December 2026"),
        ("zh-Hant", "12月1日（二）", "2026年12月1日（星期二）"),
        ("zh-Hans", "12月1日（二）", "2026年12月1日（星期二）"),
        ("", "Tue 1 Dec", "Tuesday 1 December 2026"),
    ],
)
def test_days(language: str, short: str, long: str) -> None:
    assert (short_day(DAY, language), long_day(DAY, language)) == (short, long)
    assert fits(short, ROW_TITLE)


@pytest.mark.parametrize(
    ("at", "english", "traditional", "simplified"),
    [
        (time(0, 5), "12:05 am", "上午12時5分", "上午12时5分"),
        (time(9), "9:00 am", "上午9時正", "上午9时正"),
        (time(12, 30), "12:30 pm", "中午12時30分", "中午12时30分"),
        (time(14, 5), "2:05 pm", "下午2時5分", "下午2时5分"),
    ],
)
def test_times(at: time, english: str, traditional: str, simplified: str) -> None:
    assert clock(at, "en") == english
    assert clock(at, "zh-Hant") == traditional
    assert clock(at, "zh-Hans") == simplified
