import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.whatsapp.payloads.cases import load, named
from whatsapp.error_table import Action
from whatsapp.errors import (
    SendFailure,
    SendFailureError,
    cut_off,
    judge,
    judge_reported,
    pause_before,
    refused_connection,
)
from whatsapp.inbound.changes import ReportedError


@pytest.mark.parametrize("case", load("errors"), ids=named)
def test_judge(case: dict[str, Any]) -> None:
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    failure = judge(case["status"], body.encode(), case.get("header"))
    found = msgspec.to_builtins(failure)
    assert {key: found[key] for key in case["means"]} == case["means"]
    assert failure.sentence.endswith(".")
    assert failure.status == case["status"]


@given(st.integers(100, 599), st.binary(max_size=200), st.none() | st.text(max_size=20))
def test_judge_never_raises(status: int, body: bytes, header: str | None) -> None:
    assert isinstance(judge(status, body, header), SendFailure)


def test_the_error_tells_a_log_nothing_about_the_citizen() -> None:
    body = {"error": {"code": 131026, "error_data": {"details": "85255550123 is not there"}}}
    error = SendFailureError(judge(400, json.dumps(body).encode()))
    assert "85255550123" in error.failure.details
    assert "85255550123" not in str(error)
    assert "131026" in str(error)


def test_a_connection_that_never_was_is_not_ambiguous() -> None:
    assert not refused_connection("No.").ambiguous
    assert cut_off("No.").ambiguous


def test_the_first_known_code_of_a_status_decides() -> None:
    errors = [ReportedError(None, "?"), ReportedError(999_999), ReportedError(131053, "x", "y")]
    failure = judge_reported(errors)
    assert (failure.code, failure.action, failure.details) == (131053, Action.RETRY, "y")


@pytest.mark.parametrize("errors", [(), (ReportedError(999_999, "New trouble"),)])
def test_a_failed_status_without_a_known_code_is_final(errors: tuple[ReportedError, ...]) -> None:
    assert judge_reported(errors).action is Action.NEVER


def test_a_failed_status_is_never_ambiguous() -> None:
    assert not judge_reported([ReportedError(131000)]).ambiguous


@pytest.mark.parametrize(
    ("code", "pauses"),
    [(131056, [1, 4, 16, 64, 256, 300, 300]), (130429, [1, 2, 4, 8, 16, 32, 64])],
)
def test_pauses_grow(code: int, pauses: list[float]) -> None:
    failure = judge(400, json.dumps({"error": {"code": code}}).encode())
    assert [pause_before(attempt, failure) for attempt in range(1, 8)] == pauses


def test_a_pause_is_never_shorter_than_meta_asks() -> None:
    assert pause_before(1, judge(429, b"", "600")) == 600
    assert pause_before(0, judge(429, b"")) == 10
    assert pause_before(10**9, judge(500, b"")) == 300
