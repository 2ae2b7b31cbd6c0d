"""A case that is closed moves its citizen's talk: once, in order, and nobody loses their place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from cases import closing
from conversations.outbound.outcomes import WINDOW_CLOSED
from models import Case, Conversation, Department, InboxRow, Message
from tests.conversations.conftest import graph_api
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import FLOW, Office, now

__all__ = ["graph_api"]

SURVEY: dict[str, Any] = {
    "format": 1,
    "name": "survey",
    "languages": ["en"],
    "triggers": [{"by": "case_closed"}],
    "start": "told",
    "nodes": {
        "told": {
            "kind": "message",
            "text": {"en": "{{ case.reference }} is done."},
            "exits": {"next": "over"},
        },
        "over": {"kind": "end"},
    },
}


@pytest.fixture
def office(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """A department where a case has been filed, and that has a flow for closed ones."""
    made = Office(make_app(database_url, GRAPH_API_URL=graph_api.url), FLOW)
    with made.open() as session:
        made._publish(session, SURVEY)
        session.commit()
    for words in ("hi", "fallen tree", "Example Road"):
        made.say(words)
    assert made.count(Case) == 1
    return made


def _close(office: Office, *, commit: bool = True) -> None:
    with office.open() as session:
        case = session.scalar(select(Case))
        case.status = "closed"
        closing.close(case)
        if commit:
            session.commit()


def _reference(office: Office) -> str:
    [case] = office.rows(Case)
    return str(case.reference)


def test_the_flow_begins_with_the_case(office: Office, graph_api: GraphApi) -> None:
    _close(office)
    [row] = office.rows(InboxRow, InboxRow.kind == "occasion")
    assert row.state == "due", "it waits in the lane like everything that moves a talk"
    office.drain()
    assert graph_api.words()[-1] == f"{_reference(office)} is done."


def test_closing_twice_or_again_tells_once(office: Office, graph_api: GraphApi) -> None:
    _close(office)
    _close(office)
    office.drain()
    office.sql("DELETE FROM inbox WHERE state = 'done'")  # as the sweeper does after a week
    office.sql("UPDATE \"case\" SET status = 'open'")
    _close(office)
    office.drain()
    assert graph_api.words().count(f"{_reference(office)} is done.") == 1


def test_it_is_part_of_the_change(office: Office) -> None:
    _close(office, commit=False)
    assert office.count(InboxRow, InboxRow.kind == "occasion") == 0
    [case] = office.rows(Case)
    assert (case.status, case.closed_at) == ("open", None)


def test_who_is_in_a_form_stays_in_it(office: Office, graph_api: GraphApi) -> None:
    office.say("hi")
    office.say("fallen tree")
    before = graph_api.words()[-1]
    _close(office)
    office.drain()
    assert graph_api.words()[-2] == f"{_reference(office)} is done."
    assert graph_api.words()[-1].endswith(before)
    office.say("Sample Street")
    assert office.count(Case) == 2


def test_when_the_window_is_closed_nothing_but_a_template_would_leave(
    office: Office, graph_api: GraphApi
) -> None:
    with office.open() as session:
        session.execute(update(Conversation).values(last_inbound_at=now() - timedelta(days=2)))
        session.commit()
    before = graph_api.words()
    _close(office)
    office.drain()
    assert graph_api.words() == before, "the gate does not let such a flow pass; WhatsApp neither"
    [stopped] = office.rows(Message, Message.status == "parked")
    assert (stopped.flow, stopped.error_code) == ("survey", WINDOW_CLOSED)
    office.say("hi")
    assert graph_api.words()[len(before)] == f"{_reference(office)} is done."


def test_another_department_that_has_the_talk_now_is_not_told(office: Office) -> None:
    with office.open() as session:
        other = Department(code="lands", names={"en": "Lands"})
        session.add(other)
        session.flush()
        session.execute(update(Conversation).values(department_id=other.id))
        session.commit()
    _close(office)
    assert office.count(InboxRow, InboxRow.kind == "occasion") == 0
