from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, event

from conversations.engine import drain
from conversations.graph import client_of
from conversations.installation import callback_data, installation_id
from conversations.outbound import outbox, outcomes, sending, statuses
from conversations.outbound.sender import send_due
from conversations.talks import rounds
from conversations.transactions import writing
from models import AuditEvent, Channel, Conversation, Message, OutboxRow
from tests.conversations.graph_api import CUT_OFF, GraphApi, refused
from tests.conversations.office import USER_ID, Office, a_text, now
from tests.conversations.outbound import test_assets as files


def _said(office: Office) -> list[Any]:
    return [row for row in office.rows(Message) if row.direction == "out"]


def _statuses(office: Office) -> list[str]:
    return [row.status for row in _said(office)]


def _later(office: Office, **delta: float) -> None:
    with time_machine.travel(now() + timedelta(**delta), tick=True):
        drain(office.app)


def _claim(office: Office, room: int = 16) -> list[outbox.Parcel]:
    with office.app.app_context(), writing() as connection:
        return outbox.claim(connection, room, now())[0]


def test_two_messages_of_a_turn_leave_one_after_the_other(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi")
    office.say("hours")
    assert graph_api.words() == ["How can we help?", "Open from 6 to 23.", "How can we help?"]
    assert graph_api.most_under_way == 1


def test_only_the_first_of_a_conversation_is_claimed(office: Office) -> None:
    office.deliver(a_text("hi"), a_text("hours"), a_text("hi", phone="85255550124"))
    _turns(office)
    assert office.count(OutboxRow) == 4
    first = _claim(office)
    assert len({parcel.conversation_id for parcel in first}) == len(first) == 2
    assert not _claim(office)


def _shown_a_picture(office: Office, graph_api: GraphApi) -> str:
    """Somebody is sent words, a picture and a menu, as far as they leave; the picture's wamid."""
    files.keep(office)
    files.say_file(office)
    office.say("hi")
    office.say("hours")
    assert graph_api.sent[-1]["type"] == "image"
    return str(_said(office)[-2].wamid)


@pytest.mark.parametrize("status", ["delivered", "read", "failed"])
def test_what_follows_a_picture_leaves_when_it_has_arrived(
    office: Office, graph_api: GraphApi, status: str
) -> None:
    wamid = _shown_a_picture(office, graph_api)
    [waiting] = office.rows(OutboxRow)
    assert (waiting.state, waiting.reason) == ("due", outbox.FOLLOWS)
    office.status(wamid, "sent")
    office.drain()
    assert graph_api.sent[-1]["type"] == "image", "it may still be overtaken"
    office.status(wamid, status)
    office.drain()
    assert graph_api.words()[-1] == "How can we help?"
    assert not office.count(OutboxRow)


def test_what_follows_a_picture_waits_briefly(office: Office, graph_api: GraphApi) -> None:
    _shown_a_picture(office, graph_api)
    [waiting] = office.rows(OutboxRow)
    assert waiting.not_before - now() <= outbox.PATIENCE
    _later(office, seconds=outbox.PATIENCE.total_seconds())
    assert graph_api.words()[-1] == "How can we help?"


def test_a_picture_holds_up_nobody_else(office: Office, graph_api: GraphApi) -> None:
    _shown_a_picture(office, graph_api)
    office.say("hi", phone="85255550124")
    assert graph_api.to("+85255550124") == ["How can we help?"]
    assert office.count(OutboxRow) == 1


def test_nothing_waits_for_a_picture_that_arrived_before_its_answer(
    office: Office, graph_api: GraphApi
) -> None:
    files.keep(office)
    files.say_file(office)
    office.say("hi")

    def told_already(payload: dict[str, Any]) -> None:
        if payload.get("type") == "image":
            ulid = payload["biz_opaque_callback_data"]
            office.status("wamid.FAST", "delivered", biz_opaque_callback_data=ulid)
            with office.app.app_context():
                statuses.apply_due(installation_id(), now())

    graph_api.before_answer = told_already
    office.say("hours")
    assert graph_api.words()[-1] == "How can we help?"


def test_whoever_has_no_telephone_is_written_to_by_user_id(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi", phone=None, user_id=USER_ID)
    [payload] = graph_api.sent
    assert payload["recipient"] == USER_ID
    assert "to" not in payload


def test_callback_data_name_the_installation_and_the_message(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi")
    with office.app.app_context():
        expected = f"{installation_id()}:{_said(office)[0].ulid}"
    assert graph_api.sent[0]["biz_opaque_callback_data"] == expected


def test_what_meta_refuses_for_now_is_sent_again(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.extend([refused(130429), refused(130429)])
    office.say("hi")
    [row] = office.rows(OutboxRow)
    assert (row.state, row.attempts) == ("due", 1)
    assert row.not_before > now()
    _later(office, seconds=30)
    _later(office, seconds=60)
    assert _statuses(office) == ["accepted"]
    assert not office.count(OutboxRow)


def test_what_meta_always_refuses_is_given_up(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.extend([refused(131053)] * 20)
    office.say("hi")
    for minutes in range(1, 12):
        _later(office, minutes=minutes)
    [message] = _said(office)
    assert (message.status, message.error_code) == ("failed", 131053)
    assert len(graph_api.answers) == 20 - outcomes.TRIES


def test_what_meta_never_takes_fails_and_the_next_goes(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.append(refused(131026))
    office.say("hi")
    office.say("hours")
    assert _statuses(office) == ["failed", "accepted", "accepted"]
    assert _said(office)[0].error_code == 131026
    assert not office.count(OutboxRow)


def test_a_refused_token_stops_the_channel_and_keeps_the_queue(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.answers.append(refused(190, 401))
    office.say("hi")
    [channel] = office.rows(Channel)
    assert channel.stopped_reason
    [row] = office.rows(OutboxRow)
    assert (row.state, row.attempts) == ("due", 0)
    assert "channel.stopped" in [event.action for event in office.rows(AuditEvent)]
    office.say("hours")
    assert not graph_api.sent
    office.sql("UPDATE channel SET stopped_reason = ''")
    office.drain()
    assert graph_api.words() == ["How can we help?", "Open from 6 to 23.", "How can we help?"]


def test_a_reply_that_was_cut_off_is_sent_once_more(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.append(CUT_OFF)
    office.say("hi")
    [row] = office.rows(OutboxRow)
    assert row.state == "unknown"
    assert timedelta(seconds=50) < row.not_before - now() <= timedelta(seconds=60)
    office.say("hours")
    assert len(graph_api.sent) == 1, "what comes after it waits"
    _later(office, seconds=61)
    assert graph_api.words()[:2] == ["How can we help?", "How can we help?"]
    assert set(_statuses(office)) == {"accepted"}
    [told] = office.rows(AuditEvent, AuditEvent.action == "message.resent")
    assert told.subject == f"message:{_said(office)[0].ulid}"


def test_what_is_only_refused_for_now_counts_as_sent_again_once(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.answers.extend([CUT_OFF, refused(130429), refused(130429)])
    office.say("hi")
    for minutes in range(2, 6):
        _later(office, minutes=minutes)
    assert _statuses(office) == ["accepted"]
    assert office.count(AuditEvent, AuditEvent.action == "message.resent") == 1


def test_a_reply_that_is_cut_off_twice_is_parked(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.extend([CUT_OFF, CUT_OFF])
    office.say("hi")
    _later(office, seconds=61)
    _later(office, seconds=600)
    assert len(graph_api.sent) == 2
    assert _statuses(office) == ["parked"]
    [row] = office.rows(OutboxRow)
    assert (row.state, row.reason) == ("parked", outbox.CUT_OFF)
    office.say("hours")
    assert len(graph_api.sent) == 4, "what comes after it does not wait"


def test_a_sender_that_died_leaves_its_message_in_doubt(
    office: Office, graph_api: GraphApi
) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    [parcel] = _claim(office)
    with office.app.app_context():
        sending.send(client_of(office.app), parcel, installation_id(), now())
    office.drain()
    assert [row.state for row in office.rows(OutboxRow)] == ["sending"]
    assert len(graph_api.sent) == 1
    _later(office, seconds=61)
    assert len(graph_api.sent) == 2, "sent once more when no status has told of it"
    assert _statuses(office) == ["accepted"]


def test_what_two_senders_died_over_is_parked(office: Office, graph_api: GraphApi) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    _claim(office)
    with time_machine.travel(now() + timedelta(seconds=61), tick=True):
        _expire(office)
        assert len(_claim(office)) == 1
    with time_machine.travel(now() + timedelta(seconds=125), tick=True):
        _expire(office)
    [row] = office.rows(OutboxRow)
    assert (row.state, row.reason) == ("parked", outbox.CUT_OFF)
    assert [(one.status, one.error_text) for one in _said(office)] == [("parked", outbox.CUT_OFF)]


def test_a_lease_taken_anew_meanwhile_is_not_ended(
    make_app: Callable[..., Flask], postgres_database: str, graph_api: GraphApi
) -> None:
    office = Office(make_app(postgres_database, GRAPH_API_URL=graph_api.url))
    office.deliver(a_text("hi"))
    _turns(office)
    _claim(office)

    def claimed_again(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        """Another sweeper ended the lease first, and a sender has taken the message since."""
        if statement.startswith("UPDATE outbox"):
            with psycopg.connect(postgres_database) as other:
                other.execute("UPDATE outbox SET lease_token = 'new'")

    with office.app.app_context(), writing() as connection:
        event.listen(connection, "before_cursor_execute", claimed_again)
        outbox.expire(connection, now() + 2 * outbox.LEASE)
    [row] = office.rows(OutboxRow)
    assert (row.state, row.lease_token) == ("sending", "new")


def test_a_status_saves_a_dead_senders_message_from_going_twice(
    office: Office, graph_api: GraphApi
) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    [parcel] = _claim(office)
    with office.app.app_context():
        sending.send(client_of(office.app), parcel, installation_id(), now())
    data = graph_api.sent[0]["biz_opaque_callback_data"]
    office.status("wamid.OUT000001", "delivered", biz_opaque_callback_data=data)
    office.drain()
    assert _statuses(office) == ["delivered"]
    assert not office.count(OutboxRow), "the next message need not wait for the lease to run out"
    _later(office, seconds=61)
    assert len(graph_api.sent) == 1


def test_what_is_sent_again_is_left_to_its_sender(office: Office) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    [parcel] = _claim(office)
    office.sql("UPDATE outbox SET attempts = 2")
    with office.app.app_context():
        data = callback_data(installation_id(), parcel.ulid)
    office.status("wamid.OUT000001", "delivered", biz_opaque_callback_data=data)
    office.drain()
    assert [row.state for row in office.rows(OutboxRow)] == ["sending"]


def test_whoever_lost_the_lease_changes_nothing(office: Office, graph_api: GraphApi) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    [parcel] = _claim(office)
    graph_api.answers.append(refused(131026))
    with office.app.app_context():
        outcome = sending.send(client_of(office.app), parcel, installation_id(), now())
    _later(office, seconds=61)
    assert _statuses(office) == ["accepted"]
    with office.app.app_context(), writing() as connection:
        outcomes.write(connection, [outcome], now())
    assert _statuses(office) == ["accepted"]


def test_outside_the_window_nothing_is_sent(office: Office, graph_api: GraphApi) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    _later(office, hours=23, minutes=56)
    assert not graph_api.sent
    [message] = _said(office)
    assert (message.status, message.error_code) == ("failed", 131047)
    assert message.error_text.startswith("More than 24 hours")
    assert not office.count(OutboxRow)


def test_the_window_is_reckoned_by_whatsapps_clock(office: Office, graph_api: GraphApi) -> None:
    office.say("hi", at=int((now() - timedelta(hours=30)).timestamp()))
    assert not graph_api.sent
    assert _statuses(office) == ["failed"]
    assert office.rows(Conversation)[0].last_inbound_at < now() - timedelta(hours=29)


def test_a_message_that_fits_no_form_is_not_tried_for_ever(
    office: Office, graph_api: GraphApi
) -> None:
    office.deliver(a_text("hi"))
    _turns(office)
    with office.open() as session:
        message = session.get(Message, _said(office)[0].id)
        message.content = b'{"type": "from-the-future"}'
        session.commit()
    office.drain()
    assert _statuses(office) == ["failed"]
    assert not graph_api.sent


def test_a_stand_in_that_answers_with_the_same_id_again_and_again(
    office: Office, graph_api: GraphApi
) -> None:
    same = (200, {"messages": [{"id": "wamid.same"}]})
    graph_api.answers.extend([same, same, same])
    office.say("hi")
    office.say("hours")
    assert [row.wamid for row in _said(office)] == ["wamid.same", None, None]
    assert _statuses(office) == ["accepted"] * 3


@pytest.mark.parametrize("room", [1, 2, 16])
def test_no_more_is_claimed_than_there_is_room_for(office: Office, room: int) -> None:
    office.deliver(*[a_text("hi", phone=f"8525550{one:04}") for one in range(5)])
    _turns(office)
    assert len(_claim(office, room)) == min(room, 5)


def test_nothing_due_is_nothing_sent(office: Office) -> None:
    with office.app.app_context():
        assert send_due(client_of(office.app), "x", now()) == 0


def _expire(office: Office) -> None:
    with office.app.app_context(), writing() as connection:
        outbox.expire(connection, now())


def _turns(office: Office) -> None:
    """Take the turns that are due, and send nothing."""
    with office.app.app_context():
        ours = installation_id()
        ids = [row.id for row in office.rows(Conversation)]
        rounds.move(ids, ours, now())
