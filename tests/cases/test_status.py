"""A case is told to whoever filed it, or can prove it; to everybody else it does not exist."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from cases.status import MOST_MISSES, WHILE
from conversations.engine import drain
from models import Call, Case, Contact, Conversation, Department
from models.columns import utc_now
from tests.conversations.conftest import graph_api
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, now

__all__ = ["graph_api"]
OTHER = "85255550124"
REFERENCE = "PARKS-7K3M-9QXA"


def _flow(proof: str) -> dict[str, Any]:
    told = "{{ result.look.state_words }}, {{ result.look.updated }}. {{ result.look.note }}"
    return {
        "format": 1,
        "name": "main",
        "languages": ["en", "zh-Hant"],
        "triggers": [{"by": "anything"}],
        "start": "look",
        "nodes": {
            "look": {"kind": "status", "proof": proof, "exits": {"found": "told", "not_found": "none"}},
            "told": {"kind": "message", "text": {"en": told, "zh-Hant": told}, "exits": {"next": "over"}},
            "none": {
                "kind": "message", "text": {"en": "Not found.", "zh-Hant": "找不到。"},
                "exits": {"next": "over"},
            },
            "over": {"kind": "end"},
        },
    }  # fmt: skip


@pytest.fixture
def desk_of(
    make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi
) -> Callable[[str], Office]:
    """A department with one case, filed by PHONE on 20 November 2026, whose status can be asked."""

    def make(proof: str) -> Office:
        office = Office(make_app(database_url, GRAPH_API_URL=graph_api.url), _flow(proof))
        office.say("hi")
        with office.open() as session:
            session.add(
                Case(
                    department_id=office.department_id, reference=REFERENCE, type="tree",
                    conversation_id=session.scalar(select(Conversation.id)),
                    contact_id=session.scalar(select(Contact.id)),
                    flow="main", version="", node="filed", language="en", status="in_progress",
                    note={"en": "On Friday.", "zh-Hant": "星期五處理。"},
                    answers=[
                        {"field": "tel", "type": "phone", "words": "5555 0199", "value": "+85255550199"},
                        {"field": "age", "type": "number", "words": "1234", "value": 1234},
                    ],
                    updated_at=utc_now().replace(year=2026, month=11, day=20, hour=20),
                )
            )  # fmt: skip
            session.commit()
        return office

    return make


def test_who_filed_it_is_told_in_their_language(
    desk_of: Callable[[str], Office], graph_api: GraphApi
) -> None:
    office = desk_of("same_person")
    office.say("parks 7k3m 9qxa")
    assert graph_api.words()[-1] == "Being dealt with, 2026-11-21. On Friday."
    office.say("中文")
    office.say("hi")
    office.say(REFERENCE)
    assert graph_api.words()[-1] == "處理中, 2026-11-21. 星期五處理。"
    [first, *_] = office.rows(Call)
    assert (first.to, first.outcome, first.request) == ("status", "found", None)


def test_nobody_else_is_told(desk_of: Callable[[str], Office], graph_api: GraphApi) -> None:
    office = desk_of("same_person")
    office.say("hi", phone=OTHER)
    office.say(REFERENCE, phone=OTHER)
    theirs = graph_api.to(f"+{OTHER}")[-1]
    office.say("hi", phone=OTHER)
    office.say("PARKS-2222-2222", phone=OTHER)
    assert theirs == graph_api.to(f"+{OTHER}")[-1] == "Not found."


def test_another_department_does_not_have_it(
    desk_of: Callable[[str], Office], graph_api: GraphApi
) -> None:
    office = desk_of("same_person")
    with office.open() as session:
        other = Department(code="lands", names={"en": "Lands"})
        session.add(other)
        session.flush()
        session.execute(update(Case).values(department_id=other.id))
        session.commit()
    office.say(REFERENCE)
    assert graph_api.words()[-1] == "Not found."


def test_another_person_proves_it_by_the_telephone_number(
    desk_of: Callable[[str], Office], graph_api: GraphApi
) -> None:
    office = desk_of("phone")
    for digits, said in (
        ("0198", "Not found."),
        ("1234", "Not found."),
        ("0199", "Being dealt with"),
    ):
        office.say("hi", phone=OTHER)
        office.say(REFERENCE, phone=OTHER)
        assert "last four digits" in graph_api.to(f"+{OTHER}")[-1]
        office.say(digits, phone=OTHER)
        assert said in graph_api.to(f"+{OTHER}")[-1]


def test_the_question_for_the_digits_tells_nothing(
    desk_of: Callable[[str], Office], graph_api: GraphApi
) -> None:
    office = desk_of("phone")
    said = []
    for reference in (REFERENCE, "PARKS-2222-2222"):
        office.say("hi", phone=OTHER)
        office.say(reference, phone=OTHER)
        said.append(graph_api.to(f"+{OTHER}")[-1])
        office.say("0000", phone=OTHER)
        said.append(graph_api.to(f"+{OTHER}")[-1])
    assert said[:2] == said[2:]


def test_who_filed_it_is_not_asked_for_digits(
    desk_of: Callable[[str], Office], graph_api: GraphApi
) -> None:
    office = desk_of("phone")
    office.say(REFERENCE)
    assert "Being dealt with" in graph_api.words()[-1]


def test_whoever_guesses_too_often_finds_nothing_for_a_while(
    desk_of: Callable[[str], Office], graph_api: GraphApi
) -> None:
    office = desk_of("same_person")
    office.say("PARKS-2222-2222")
    for _ in range(MOST_MISSES - 1):
        office.say("hi")
        office.say("PARKS-2222-2222")
    office.say("hi")
    office.say(REFERENCE)
    assert graph_api.words()[-1] == "Not found."
    with time_machine.travel(now() + WHILE + timedelta(minutes=1), tick=True):
        office.say("hi")
        office.say(REFERENCE)
        drain(office.app)
    assert "Being dealt with" in graph_api.words()[-1]
