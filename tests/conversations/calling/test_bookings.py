"""Bookings by conversation: the sandbox stands in, and without it the flow goes by its exit."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from flask import Flask

from conversations.calling import bookings, calls
from flows import messages
from models import Call, Message
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office

FLOW: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en"],
    "triggers": [{"by": "anything"}],
    "start": "book",
    "nodes": {
        "book": {
            "kind": "booking",
            "service": "visit",
            "exits": {"booked": "done", "none_left": "done", "failed": "sorry"},
        },
        "sorry": {"kind": "message", "text": {"en": "Ring us."}, "exits": {"next": "done"}},
        "done": {"kind": "end"},
    },
}


def said(office: Office) -> list[messages.Message]:
    rows = office.rows(Message, Message.direction == "out")
    return [msgspec.json.decode(row.content, type=messages.Message) for row in rows]


def test_without_a_booking_system_the_flow_goes_by_failed(
    make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi
) -> None:
    office = Office(make_app(database_url, GRAPH_API_URL=graph_api.url), FLOW)
    office.say("hi")
    assert [messages.words(one) for one in said(office)] == ["Ring us."]
    assert [(call.to, call.name, call.outcome) for call in office.rows(Call)] == [
        ("booking", "visit", "failed")
    ]


@pytest.fixture
def sandbox(make_app: Callable[..., Flask], sqlite_database: str) -> Office:
    return Office(make_app(sqlite_database), FLOW)


def test_the_sandbox_books_from_first_word_to_reference(sandbox: Office) -> None:
    for words in ("hi", "1", "1", "yes"):
        sandbox.say(words)
    days, times, check, booked = said(sandbox)
    assert isinstance(days, messages.Choices)
    assert isinstance(times, messages.Choices)
    assert isinstance(check, messages.Buttons)
    assert "Your booking is made. Reference: K" in messages.words(booked)
    assert {call.outcome for call in sandbox.rows(Call)} == {"ok", "held", "booked"}
    assert {call.request for call in sandbox.rows(Call)} == {None}, "what was asked is not kept"


def test_what_was_booked_in_the_sandbox_is_not_free_any_more(sandbox: Office) -> None:
    for words in ("hi", "1", "1", "yes", "hi", "1"):
        sandbox.say(words)
    _, first, _, _, _, second = said(sandbox)
    assert isinstance(first, messages.Choices)
    assert isinstance(second, messages.Choices)
    assert first.sections[0].rows[0].title != second.sections[0].rows[0].title
    assert first.sections[0].rows[1].title == second.sections[0].rows[0].title


def test_the_same_question_has_the_same_answer(sandbox: Office) -> None:
    diary, altered = bookings.Diary(), msgspec.structs.replace
    with sandbox.app.app_context():
        days = {"do": "days", "service": "visit", "from": "2026-11-23T12:00"}
        asked = calls.Question("17:1:0", "booking", "visit", 1, 17, days, 1, 60)
        first = diary.answer("", asked)
        slot = f"{first.data['days'][0]['day']}T09:00"
        book = altered(asked, key="17:2:0", request={**days, "do": "book", "hold": slot})
        assert diary.answer("", book).outcome == "booked"
        assert diary.answer("", book).outcome == "booked"
        assert diary.answer("", altered(book, key="17:3:0")).outcome == "taken"
