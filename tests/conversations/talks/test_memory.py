"""What a turn remembers is known to the next, also to one that is taken in the same go."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from models import Contact
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text, now

FLOW: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en"],
    "triggers": [{"by": "anything"}],
    "start": "ask",
    "nodes": {
        "ask": {
            "kind": "question",
            "field": {"id": "d", "type": "text", "ask": {"en": "Since {{ contact.district }}?"}},
            "exits": {"next": "which"},
        },
        "which": {
            "kind": "condition",
            "rules": [{"id": "none", "when": {"answer": "ask", "is": "nowhere"}}],
            "exits": {"none": "forget", "otherwise": "keep"},
        },
        "keep": {
            "kind": "set",
            "remember": {"district": "{{ answers.ask }}", "seen": "yes"},
            "tag": ["local", "new"],
            "exits": {"next": "over"},
        },
        "forget": {
            "kind": "set",
            "remember": {"district": ""},
            "tag": ["away", "local"],
            "untag": ["local"],
            "exits": {"next": "over"},
        },
        "over": {"kind": "end"},
    },
}


@pytest.fixture
def office(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    return Office(make_app(database_url, GRAPH_API_URL=graph_api.url), FLOW)


def _say(office: Office, *words: str) -> None:
    """Say all of it before anything is answered: one go of the engine takes all turns."""
    start = int(now().timestamp()) - 60
    office.deliver(*[a_text(one, at=start + place) for place, one in enumerate(words)])
    office.drain()


def test_it_is_known_to_the_next_turn_of_the_same_go(office: Office, graph_api: GraphApi) -> None:
    _say(office, "hi", "Sha Tin", "hi again")
    assert _questions(graph_api) == ["Since ?", "Since Sha Tin?"]
    [contact] = office.rows(Contact)
    assert contact.fields == {"district": "Sha Tin", "seen": "yes"}
    assert contact.tags == ["local", "new"]


def test_an_empty_value_forgets_and_tags_come_off(office: Office, graph_api: GraphApi) -> None:
    _say(office, "hi", "Sha Tin")
    _say(office, "hi", "nowhere", "hi")
    assert _questions(graph_api) == ["Since ?", "Since Sha Tin?", "Since ?"]
    [contact] = office.rows(Contact)
    assert contact.fields == {"seen": "yes"}
    assert contact.tags == ["new", "away"]


def test_people_are_told_apart(office: Office) -> None:
    for phone, district in (("85255550123", "Sha Tin"), ("85255550124", "Tai Po")):
        office.deliver(a_text("hi", phone=phone), a_text(district, phone=phone))
    office.drain()
    assert [contact.fields["district"] for contact in office.rows(Contact)] == ["Sha Tin", "Tai Po"]


def test_the_database_sees_no_value(office: Office) -> None:
    _say(office, "hi", "Sha Tin")
    with office.open() as session:
        stored = session.connection().exec_driver_sql("SELECT fields FROM contact").scalar()
    assert b"Sha Tin" not in bytes(stored)


def _questions(graph_api: GraphApi) -> list[str]:
    return [words for words in graph_api.words() if words.startswith("Since")]
