"""Hours as people type them."""

from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin import spans


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", []),
        ("  ", []),
        ("closed", []),
        ("休息", []),
        ("9:00-17:00", ["09:00-17:00"]),
        ("09:00–13:00, 14:00–17:30", ["09:00-13:00", "14:00-17:30"]),
        ("14:00-17:00；09:00-13:00", ["09:00-13:00", "14:00-17:00"]),
        ("０９：００－１３：００、１４：００至１７：００", ["09:00-13:00", "14:00-17:00"]),
        ("22:00 to 02:00", ["22:00-02:00"]),
        ("00:00-24:00", ["00:00-24:00"]),
        ("06:00-06:00", ["06:00-06:00"]),
    ],
)
def test_what_is_read(app: Flask, typed: str, stored: list[str]) -> None:
    with app.test_request_context():
        assert spans.read(typed) == stored
        assert spans.read(spans.show(stored)) == stored


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9-5", "Write it like"),
        ("9 to 5", "Write it like"),
        ("09:00", "Write it like"),
        ("09:00-25:00", "Write it like"),
        ("09:00-24:01", "Write it like"),
        ("25:00-26:00", "Write it like"),
        ("09:60-10:00", "Write it like"),
        ("09:00-10:00 or later", "Write it like"),
        ("maybe 09:00-10:00", "Write it like"),
        ("09:00-13:00, 12:00-14:00", "overlap"),
        ("22:00-02:00, 23:00-24:00", "overlap"),
        (", ".join(f"{hour:02}:00-{hour:02}:30" for hour in range(7)), "six"),
    ],
)
def test_what_is_refused(app: Flask, typed: str, why: str) -> None:
    with app.test_request_context(), pytest.raises(spans.HoursError, match=why):
        spans.read(typed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_nothing_typed_breaks_it(app: Flask, typed: str) -> None:
    with app.test_request_context(), suppress(spans.HoursError):
        assert spans.read(spans.show(spans.read(typed))) == spans.read(typed)
