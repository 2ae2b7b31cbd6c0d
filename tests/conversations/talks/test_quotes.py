"""A quoted reply finds the talk beside that it answers, through the messages that were sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from conversations.engine import drain
from conversations.talks.quotes import quoted_by
from flows import state
from flows.events import Tap, Words
from flows.state import Aside, Frame, State
from models import Conversation, Message
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import FLOW, Office, a_text, now

RATING: dict[str, Any] = FLOW | {
    "start": "hub",
    "nodes": {
        "hub": {"kind": "menu", "text": {"en": "Menu", "zh-Hant": "選單"},
                "options": [{"id": "later", "label": {"en": "Later", "zh-Hant": "稍後"}},
                            {"id": "ask", "label": {"en": "Ask", "zh-Hant": "問"}}],
                "exits": {"later": "pause", "ask": "ask"}},
        "pause": {"kind": "wait", "for": "2h", "exits": {"next": "rate"}},
        "rate": {"kind": "menu", "text": {"en": "How was it?", "zh-Hant": "如何？"},
                 "options": [{"id": "good", "label": {"en": "Good", "zh-Hant": "好"}}],
                 "exits": {"good": "thanks"}},
        "ask": {"kind": "question", "field": {"id": "q", "type": "text", "ask": {"en": "Who?", "zh-Hant": "誰？"}},
                "exits": {"next": "done"}},
        "thanks": {"kind": "message", "text": {"en": "Noted.", "zh-Hant": "已記下。"}, "exits": {"next": "done"}},
        "done": {"kind": "end"},
    },
}  # fmt: skip


@pytest.fixture
def rating(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """An office that asks two hours later how it was."""
    return Office(make_app(database_url, GRAPH_API_URL=graph_api.url), RATING)


def test_a_quoted_reply_brings_the_talk_beside_forward(rating: Office, graph_api: GraphApi) -> None:
    for words in ("good morning", "later", "good day", "ask"):
        rating.say(words)
    with time_machine.travel(now() + timedelta(hours=3), tick=True):
        drain(rating.app)
        said = [one for one in rating.rows(Message) if (one.direction, one.node) == ("out", "rate")]
        assert said[-1].wamid
        reply = a_text("good", at=int(now().timestamp()))
        reply["context"] = {"from": "85255550100", "id": said[-1].wamid}
        rating.deliver(reply)
        drain(rating.app)
    assert any("Noted." in words for words in graph_api.words())
    [conversation] = rating.rows(Conversation)
    assert state.load(conversation.state).frames[-1].node == "ask"


@pytest.mark.parametrize(
    ("event", "beside"),
    [
        (Words("good"), True),
        (Words("good", quoted="wamid.UNKNOWN"), True),
        (Tap("x", quoted="wamid.UNKNOWN"), True),
        (Words("good", quoted="wamid.UNKNOWN"), False),
    ],
)
def test_what_quotes_nothing_of_ours_names_nothing(
    rating: Office, event: Any, beside: bool
) -> None:
    aside = [Aside("", [Frame("main", "x", "rate")])] if beside else []
    with rating.app.app_context():
        assert quoted_by(event, State(aside=aside), 1) == ("", "")
