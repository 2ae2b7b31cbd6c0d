"""After an outage nobody gets old answers: one sentence of apology, and where the talk is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from conversations.outbound import delays
from conversations.outbound.outcomes import TRIES, WINDOW_CLOSED
from conversations.talks.effects import GOOD_FOR
from models import Channel, Conversation, InboxRow, Message, OutboxRow
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, now
from tests.services.process import free_port

LATE = timedelta(seconds=1)
SORRY = "Sorry for the delay: for a while we could not answer you."


def _hold_back(office: Office, *words: str) -> None:
    """Replies to these words that cannot leave yet."""
    with office.open() as session:
        session.execute(update(Channel).values(stopped_reason="The token was not accepted."))
        session.commit()
    for one in words:
        office.say(one)
    with office.open() as session:
        session.execute(update(Channel).values(stopped_reason=""))
        session.commit()


def _age(office: Office, by: timedelta = GOOD_FOR + LATE) -> None:
    with office.open() as session:
        for row in session.scalars(select(OutboxRow)):
            row.good_until -= by
        session.commit()


def test_late_replies_become_one_sentence_with_where_the_talk_is(
    office: Office, graph_api: GraphApi
) -> None:
    _hold_back(office, "hi", "hours", "fallen tree")
    held = office.count(OutboxRow)
    assert held == 4, "the menu, the hours, the menu again, and the form's question"
    _age(office)
    office.drain()
    [said] = graph_api.words()
    assert said.startswith(SORRY)
    assert "Where?" in said
    assert office.count(OutboxRow) == 0
    given_up = office.rows(Message, Message.status == "failed")
    assert [one.error_text for one in given_up] == [delays.TOO_LATE] * held
    office.say("Example Road")
    assert "Your reference is" in "\n".join(graph_api.words()), "the talk goes on"


def test_what_is_in_time_leaves_as_it_is(office: Office, graph_api: GraphApi) -> None:
    _hold_back(office, "hi", "hours")
    _age(office, GOOD_FOR - timedelta(minutes=1))
    office.drain()
    assert len(graph_api.words()) == 3
    assert SORRY not in "\n".join(graph_api.words())


def test_a_stopped_number_keeps_its_queue_until_it_goes_on(
    office: Office, graph_api: GraphApi
) -> None:
    _hold_back(office, "hi")
    _age(office)
    with office.open() as session:
        session.execute(update(Channel).values(stopped_reason="The token was not accepted."))
        session.commit()
    office.drain()
    assert office.count(OutboxRow) == 1
    with office.open() as session:
        session.execute(update(Channel).values(stopped_reason=""))
        session.commit()
    office.drain()
    assert [one.startswith(SORRY) for one in graph_api.words()] == [True]


@pytest.mark.parametrize("again", [False, True])
def test_two_sweepers_apologise_once(office: Office, graph_api: GraphApi, again: bool) -> None:
    _hold_back(office, "hi")
    _age(office)
    with office.app.app_context():
        assert len(delays.give_up(now())) == 1
        assert delays.give_up(now()) == []
    if again:
        office.drain()
    office.drain()
    assert office.count(InboxRow, InboxRow.kind == "delay") == 1
    assert len(graph_api.words()) == 1


def test_when_the_window_is_closed_staff_see_what_was_stopped_and_nothing_is_said(
    office: Office, graph_api: GraphApi
) -> None:
    _hold_back(office, "hi")
    _age(office)
    with office.open() as session:
        session.execute(update(Conversation).values(last_inbound_at=now() - timedelta(days=2)))
        session.commit()
    office.drain()
    assert graph_api.words() == []
    [menu] = office.rows(Message, Message.direction == "out")
    assert (menu.status, menu.error_code) == ("failed", WINDOW_CLOSED)
    assert office.count(InboxRow, InboxRow.kind == "delay") == 0


def test_an_outage_at_metas_door_costs_no_message_its_tries(
    make_app: Callable[..., Flask], database_url: str
) -> None:
    office = Office(make_app(database_url, GRAPH_API_URL=f"http://127.0.0.1:{free_port()}"))
    office.say("hi")
    for _ in range(3):
        with office.open() as session:
            session.execute(update(OutboxRow).values(attempts=TRIES + 5, not_before=now()))
            session.commit()
        office.drain()
    [row] = office.rows(OutboxRow)
    assert (row.state, row.not_before > now()) == ("due", True)
    [menu] = office.rows(Message, Message.direction == "out")
    assert menu.status == "sending"
