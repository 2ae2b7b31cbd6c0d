"""Meta's advice, code by code: what becomes of the message, of the number, and of what is behind."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from ruamel.yaml import YAML
from sqlalchemy import delete, select, update

from conversations.engine import drain
from conversations.graph import client_of
from conversations.installation import installation_id
from conversations.outbound import limits, outbox, outcomes, sending
from conversations.talks import rounds
from conversations.transactions import writing
from models import Channel, Conversation, Message, OutboxRow, Pace
from tests.conversations.graph_api import GraphApi, refused
from tests.conversations.office import Office, a_text, now
from whatsapp.error_table import CODES, rule_for

ADVICE: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("advice.yaml"))

# What has nothing to do with the kind of database.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _flat(codes: list[Any]) -> Iterator[int]:
    for code in codes:
        yield from _flat(code) if isinstance(code, list) else [code]


TABLE = {code: fate for fate, codes in ADVICE.items() for code in _flat(codes)}


def test_the_table_names_every_code() -> None:
    assert {code for code in TABLE if not 200 <= code <= 299} == set(CODES)
    assert len(TABLE) == sum(len(list(_flat(codes))) for codes in ADVICE.values())


@SQLITE
def test_every_code_has_the_fate_that_the_table_tells(office: Office, graph_api: GraphApi) -> None:
    office.deliver(*[a_text("hi", phone=f"8525555{place:04}") for place in range(len(TABLE))])
    with office.app.app_context():
        ids = [row.id for row in office.rows(Conversation)]
        rounds.move(ids, installation_id(), now())
    found = {code: _fate(office, graph_api, code) for code in TABLE}
    assert found == TABLE


def _fate(office: Office, graph_api: GraphApi, code: int) -> str:
    """What becomes of the next message when it is refused with ``code``, in the table's words."""
    graph_api.answers.append(refused(code))
    with office.app.app_context():
        with writing() as connection:
            [parcel], _ = outbox.claim(connection, 1, now())
        outcome = sending.send(client_of(office.app), parcel, installation_id(), now())
        with writing() as connection:
            outcomes.write(connection, [outcome], now())
    fate = _told(office, parcel.message_id, code)
    with office.open() as session:  # the next code meets a number that sends
        session.execute(delete(OutboxRow).where(OutboxRow.message_id == parcel.message_id))
        session.execute(delete(Pace))
        session.execute(update(Channel).values(stopped_reason=""))
        session.commit()
    return fate


def _told(office: Office, message_id: int, code: int) -> str:
    """The fate, as the rows tell it; each must tell it in the sentence of the code."""
    rule = rule_for(code)
    assert rule is not None
    [message] = office.rows(Message, Message.id == message_id)
    [channel] = office.rows(Channel)
    rows = office.rows(OutboxRow, OutboxRow.message_id == message_id)
    if message.status in {"failed", "parked"}:
        assert (message.error_code, message.error_text) == (code, rule.sentence)
        assert [row.reason for row in rows] == [rule.sentence] * (message.status == "parked")
        return str(message.status)
    [row] = rows
    if row.state == "unknown":
        return "doubt"
    assert (row.state, row.reason) == ("due", rule.sentence)
    if channel.stopped_reason:
        assert (row.attempts, channel.stopped_reason) == (0, rule.sentence)
        return "stopped"
    assert row.not_before > now()
    return "slower" if _held(office) else "again"


def _held(office: Office) -> bool:
    with office.open() as session:
        wanted = select(Pace).where(Pace.key.startswith(limits.HELD), Pace.full_at > now())
        return session.scalar(wanted) is not None


def _later(office: Office, **delta: float) -> None:
    with time_machine.travel(now() + timedelta(**delta), tick=True):
        drain(office.app)


def test_when_meta_asks_for_fewer_calls_the_whole_number_waits(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.answers.append(refused(131057))
    office.say("hi")
    office.say("hi", phone="85255550124")
    assert not graph_api.sent, "not even to somebody else"
    _later(office, minutes=2)
    assert len(graph_api.sent) == 2


@SQLITE
def test_the_pause_of_one_number_is_not_anothers(office: Office, graph_api: GraphApi) -> None:
    with office.open() as session:
        session.add(Channel(
            department_id=office.department_id, phone_number_id="2", number="+85255550102",
            waba_id="2", portfolio_id="300000000000001", token="another",
        ))  # fmt: skip
        session.commit()
    graph_api.answers.append(refused(131057))
    office.say("hi")
    office.deliver(a_text("hi", phone="85255550124"), number_id="2")
    office.drain()
    assert [payload["to"] for payload in graph_api.sent] == ["+85255550124"]


@SQLITE
@pytest.mark.parametrize("code", [130429, 131056])
def test_a_limit_is_not_the_messages_fault_however_long_it_lasts(
    office: Office, graph_api: GraphApi, code: int
) -> None:
    graph_api.answers.extend([refused(code)] * (outcomes.TRIES + 4))
    office.say("hi")
    office.sql("UPDATE outbox SET good_until = NULL")  # of use whenever it comes
    for minutes in range(6, 100, 6):
        _later(office, minutes=minutes)
    assert graph_api.words() == ["How can we help?"]


@SQLITE
def test_the_person_whose_limit_is_met_waits_longer_each_time(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.answers.append(refused(131056))
    office.say("hi")
    office.say("hi", phone="85255550124")
    graph_api.answers.extend([refused(131056)] * 2)
    pauses = []
    for _ in range(3):
        [row] = office.rows(OutboxRow)
        pauses.append((row.not_before - now()).total_seconds())
        office.sql("UPDATE outbox SET not_before = created_at")
        office.drain()
    assert len(graph_api.to("+85255550124")) == len(graph_api.to("+85255550123")) == 1
    for pause, asked in zip(pauses, (1, 4, 16), strict=True):
        assert asked - 1 <= pause <= asked * 1.25
