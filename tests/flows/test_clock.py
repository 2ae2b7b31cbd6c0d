"""Days and times as sentences name them."""

from datetime import date, datetime

import pytest

from flows import clock

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        ("2026-11-23T09:00", "en", "Monday 9:00"),
        ("2026-11-29T14:05", "en", "Sunday 14:05"),
        ("2026-11-30T09:00", "en", "Monday 30 November, 9:00"),
        ("2027-01-04T09:00", "en", "Monday 4 January 2027, 9:00"),
        ("2026-11-23T09:00", "zh-Hant", "星期一上午9時"),
        ("2026-11-23T12:30", "zh-Hant", "星期一中午12時30分"),
        ("2026-11-23T13:00", "zh-Hant", "星期一下午1時"),
        ("2026-11-23T00:15", "zh-Hant", "星期一凌晨0時15分"),
        ("2026-11-24T18:05", "zh-Hans", "星期二晚上6点5分"),
        ("2026-12-04T09:30", "zh-Hans", "12月4日（星期五）上午9点30分"),
        ("2027-01-04T09:00", "zh-Hant", "2027年1月4日（星期一）上午9時"),
        ("2026-11-23T09:00", "ur", "Monday 9:00"),
    ],
)
def test_a_moment(at: str, language: str, words: str) -> None:
    assert clock.moment(datetime.fromisoformat(at), MONDAY, language) == words


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        ("2026-11-23T17:00", "en", "17:00"),
        ("2026-11-23T17:00", "zh-Hant", "下午5時"),
        ("2026-11-24T00:00", "en", "midnight"),
        ("2026-11-24T00:00", "zh-Hans", "午夜12点"),
        ("2026-11-24T02:00", "en", "Tuesday 2:00"),
        ("2026-11-25T00:00", "zh-Hant", "星期二午夜12時"),
    ],
)
def test_when_something_ends(at: str, language: str, words: str) -> None:
    assert clock.ending(datetime.fromisoformat(at), MONDAY, language) == words
