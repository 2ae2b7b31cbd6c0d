import logging
import threading

import pytest

from conversations.inbound import inbox
from conversations.inbound.inbox import store
from conversations.talks import lanes
from conversations.transactions import writing
from models import AuditEvent, Conversation, InboxRow, Media, Message, Person
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import (
    NUMBER_ID,
    PHONE,
    Office,
    a_photo,
    a_status,
    a_text,
    delivery,
    now,
)
from whatsapp.inbound.envelope import read


def test_the_same_message_counts_once(office: Office, graph_api: GraphApi) -> None:
    message = a_text("hi", wamid="wamid.twice")
    office.deliver(message, message)
    office.deliver(message)
    office.drain()
    office.deliver(message)
    office.drain()
    assert office.count(InboxRow) == 1
    assert graph_api.words() == ["How can we help?"]


def test_a_thousand_messages_in_one_delivery(office: Office, graph_api: GraphApi) -> None:
    messages = [a_text(f"hi {one}", phone=f"8525550{one % 700:04}") for one in range(1000)]
    office.deliver(*messages, *messages[:10])
    assert office.count(InboxRow) == 1000
    assert office.count(Message) == 1000
    assert office.count(Person) == 700
    assert office.count(Conversation) == 700


def test_more_than_one_statement_may_name(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "SET", 3)
    messages = [a_text(f"hi {one}", phone=f"8525550{one % 4:04}") for one in range(10)]
    with office.open(), writing() as connection:
        body = delivery([*messages, messages[0]], statuses=[a_status("wamid.of-nobody", "sent")])
        stored = store(connection, read(body), now())
    assert (stored.rows, stored.statuses, len(stored.conversations)) == (11, 1, 4)
    assert office.count(Message) == 10


def test_messages_and_statuses_of_several_numbers_in_one_delivery(office: Office) -> None:
    office.deliver(a_text("hi"), statuses=[a_status("wamid.of-nobody", "sent")])
    rows = office.rows(InboxRow)
    assert [(row.kind, row.state) for row in rows] == [("message", "due"), ("status", "due")]


def test_an_unknown_number_is_stored_and_parked(office: Office, graph_api: GraphApi) -> None:
    assert office.post(delivery([a_text("hi")], number_id="999")).status_code == 200
    office.drain()
    [row] = office.rows(InboxRow)
    assert (row.state, row.conversation_id, row.phone_number_id) == ("parked", None, "999")
    assert row.reason == "No channel has this phone number id."
    assert row.payload
    assert not office.count(Person)
    assert not graph_api.sent


def test_what_belongs_to_no_talk_is_kept_for_who_wants_it(office: Office) -> None:
    office.deliver(errors=[{"code": 0, "title": "AuthException"}])
    [row] = office.rows(InboxRow)
    assert (row.kind, row.state, row.reason) == ("change", "done", "error: messages")
    assert b"AuthException" in row.payload


def test_media_have_their_own_rows(office: Office) -> None:
    office.deliver(a_photo("9001"))
    [media] = office.rows(Media)
    assert (media.whatsapp_id, media.kind, media.state) == ("9001", "photo", "due")
    assert media.claimed_type == "image/jpeg"
    [message] = office.rows(Message)
    assert media.id.encode() in message.content
    assert b"9001" not in message.content


def test_messages_are_taken_in_the_order_in_which_they_were_sent(office: Office) -> None:
    office.deliver(a_text("second", at=1_790_000_002), a_text("third", at=1_790_000_002))
    office.deliver(a_text("first", at=1_790_000_001))
    [conversation] = office.rows(Conversation)
    with office.open():
        [lane] = lanes.claim([conversation.id], now())
    payloads = [row.payload or b"" for row in lane.rows]
    assert [b"first" in payloads[0], b"second" in payloads[1], b"third" in payloads[2]] == [
        True
    ] * 3


def test_a_wamid_longer_than_the_column_is_no_reason_to_lose_a_message(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi", wamid="wamid." + "x" * 390)
    assert graph_api.words() == ["How can we help?"]
    assert office.rows(Message)[0].wamid is None


def test_two_processes_may_store_the_same_delivery_at_once(office: Office) -> None:
    messages = [a_text("hi", phone=f"8525550{one:04}", user_id=f"HK.{one}") for one in range(40)]
    bodies = [delivery(messages), delivery(list(reversed(messages)))]
    faults: list[BaseException] = []
    gate = threading.Barrier(2)

    def deliver(body: bytes) -> None:
        try:
            gate.wait(60)
            assert office.post(body).status_code == 200
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    for _ in range(3):
        threads = [threading.Thread(target=deliver, args=(body,)) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults
    assert office.count(Person) == 40
    assert office.count(Conversation) == 40
    assert office.count(InboxRow) == 40


def test_nothing_personal_is_logged(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        contacts = [{"profile": {"name": "Chan Tai Man"}, "wa_id": PHONE}]
        office.deliver(a_text("my secret", at=0), contacts=contacts)
        office.post(delivery([a_text("another secret")], number_id="999"))
        office.post(b'{"my secret": "' + PHONE.encode() + b'"}')
        office.drain()
    logged = caplog.text + str(capsys.readouterr())
    for private in ("secret", PHONE, "Chan"):
        assert private not in logged
    for event in office.rows(AuditEvent):
        assert PHONE not in str(vars(event))


def test_storing_is_all_or_nothing(office: Office) -> None:
    changes = read(delivery([a_text("hi")]))

    def store_and_fail() -> None:
        with writing() as connection:
            store(connection, changes, now())
            raise RuntimeError

    with office.open(), pytest.raises(RuntimeError):
        store_and_fail()
    assert not office.count(InboxRow)
    assert not office.count(Person)
    assert not office.count(Message)


def test_a_row_says_which_number_it_came_to(office: Office) -> None:
    office.deliver(a_text("hi"))
    assert office.rows(InboxRow)[0].phone_number_id == NUMBER_ID
