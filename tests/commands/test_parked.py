"""What was parked is listed without anybody's words, and taken again in its lane."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from conversations.inbound.arrivals import Arrival, dump
from flows.events import Words
from models import AuditEvent, Conversation, InboxRow
from tests.commands.terminal import Terminal
from tests.conversations.conftest import graph_api
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office

__all__ = ["graph_api"]


@pytest.fixture
def office(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """A department whose one talk stands at its menu, with "hours" parked in the lane."""
    made = Office(make_app(database_url, GRAPH_API_URL=graph_api.url))
    made.say("hi")
    with made.open() as session:
        session.add(
            InboxRow(
                key="m:parked", kind="message", state="parked", attempts=4,
                conversation_id=session.scalar(select(Conversation.id)),
                payload=dump(Arrival(Words("hours"))), reason="ZeroDivisionError",
            )
        )  # fmt: skip
        session.commit()
    return made


@pytest.fixture
def parked(office: Office) -> InboxRow:
    [row] = office.rows(InboxRow, InboxRow.state == "parked")
    assert isinstance(row, InboxRow)
    return row


def test_it_is_listed_and_answered_when_it_is_taken_again(
    office: Office, parked: InboxRow, graph_api: GraphApi
) -> None:
    terminal = Terminal(office.app)
    said = terminal.run("parked", "list").output
    assert f"conversation {parked.conversation_id} of parks  ZeroDivisionError" in said
    assert "hours" not in said
    assert terminal.run("parked", "replay", str(parked.id)).output == "Taken again: 1.\n"
    office.drain()
    assert "Open from 6 to 23." in graph_api.words()
    assert terminal.run("parked", "list").output == "Nothing is parked.\n"
    told = office.rows(AuditEvent, AuditEvent.action == "turn.replayed")
    assert [(one.actor, one.subject) for one in told] == [
        ("terminal", f"conversation:{parked.conversation_id}")
    ]


def test_all_or_nothing(office: Office, parked: InboxRow) -> None:
    said = Terminal(office.app).run("parked", "replay", str(parked.id), "999", fails=1).output
    assert "Nothing parked has the number 999" in said
    assert office.count(InboxRow, InboxRow.state == "parked") == 1


def test_what_is_done_or_belongs_to_nobody_is_not_taken_again(
    office: Office, parked: InboxRow
) -> None:
    office.sql("UPDATE inbox SET payload = NULL WHERE state = 'parked'")
    assert "Nothing is parked." in Terminal(office.app).run("parked", "list").output
    done = office.rows(InboxRow, InboxRow.state == "done")[0]
    for row in (parked, done):
        Terminal(office.app).run("parked", "replay", str(row.id), fails=1)
