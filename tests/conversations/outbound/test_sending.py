"""Sending: outside the window nothing but a template goes out."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from models import Message
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office
from whatsapp import stand_in

FLOW: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en"],
    "triggers": [{"by": "anything"}],
    "start": "pause",
    "nodes": {
        "pause": {"kind": "wait", "for": "2d", "exits": {"next": "remind"}},
        "remind": {
            "kind": "template",
            "template": "visit_reminder",
            "parameters": {"1": "Monday", "2": "the clinic"},
            "buttons": [{"id": "come"}, {"id": "later"}, {"id": "drop"}],
            "exits": {"come": "said", "later": "said", "drop": "said", "unsent": "said"},
        },
        "said": {"kind": "message", "text": {"en": "Noted."}, "exits": {"next": "done"}},
        "done": {"kind": "end"},
    },
}


@pytest.fixture
def waiting(make_app: Callable[..., Flask], sqlite_database: str, graph_api: GraphApi,
            monkeypatch: pytest.MonkeyPatch) -> Office:  # fmt: skip
    """A talk whose wait is over two days after the citizen last wrote."""
    kept = stand_in._stood_in()["clinic"]
    monkeypatch.setattr(stand_in, "surroundings", lambda _: kept)
    office = Office(make_app(sqlite_database, GRAPH_API_URL=graph_api.url), FLOW)
    office.say("hi")
    office.sql("UPDATE conversation SET last_inbound_at = '2026-01-01 00:00:00'")
    office.sql("UPDATE timer SET due_at = '2026-01-03 00:00:00'")
    return office


def test_a_template_goes_out_and_other_words_do_not(waiting: Office, graph_api: GraphApi) -> None:
    waiting.drain()
    (sent,) = [one for one in graph_api.sent if one.get("type") == "template"]
    assert sent["template"]["name"] == "visit_reminder"
    assert sent["template"]["language"] == {"code": "en"}
    body, *buttons = sent["template"]["components"]
    assert [one["text"] for one in body["parameters"]] == ["Monday", "the clinic"]
    assert [one["index"] for one in buttons] == ["0", "1", "2"]
    (row,) = waiting.rows(Message, Message.direction == "out")
    assert (row.kind, row.status, row.node) == ("template", "accepted", "remind")


def test_without_the_template_what_follows_is_held_back(
    waiting: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    waiting.sql("UPDATE department SET around = around + 1")
    waiting.drain()
    assert [one for one in graph_api.sent if one.get("type")] == []
    (row,) = waiting.rows(Message, Message.direction == "out")
    assert (row.kind, row.status, row.error_code) == ("text", "parked", 131047)
