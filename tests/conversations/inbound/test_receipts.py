from datetime import timedelta

import pytest

from conversations.graph import client_of
from conversations.inbound import receipts
from conversations.inbound.receipts import Read, Receipts
from models import Channel
from tests.conversations.graph_api import GraphApi, refused
from tests.conversations.office import Office, now


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


def _receipts(office: Office) -> Receipts:
    return Receipts(office.app, client_of(office.app))


def _read(office: Office, conversation: int, wamid: str, **ago: float) -> Read:
    return Read(office.rows(Channel)[0].id, conversation, wamid, now() - timedelta(**ago))


def _step(office: Office, one: Receipts) -> None:
    with office.app.app_context():
        while one._step() != receipts.IDLE:
            pass


def test_the_last_of_each_person_is_marked(office: Office, graph_api: GraphApi) -> None:
    one = _receipts(office)
    for conversation, wamid in ((1, "a"), (1, "b"), (2, "c")):
        one.add(_read(office, conversation, wamid))
    _step(office, one)
    assert graph_api.read == ["b", "c"]


def test_too_many_and_too_old_are_left_out(office: Office, graph_api: GraphApi) -> None:
    one = _receipts(office)
    one.add(_read(office, 1, "old", seconds=11))
    for conversation in range(2, 40):
        one.add(_read(office, conversation, f"w{conversation}"))
    _step(office, one)
    assert len(graph_api.read) == receipts.MOST - 1
    assert "old" not in graph_api.read


def test_a_refusal_is_nobodys_trouble(office: Office, graph_api: GraphApi) -> None:
    graph_api.stop_reading = refused(131009)
    one = _receipts(office)
    one.add(_read(office, 1, "a"))
    _step(office, one)
    assert not graph_api.read


def test_a_stopped_channel_says_nothing(office: Office, graph_api: GraphApi) -> None:
    office.sql("UPDATE channel SET stopped_reason = 'The token was not accepted.'")
    one = _receipts(office)
    one.add(_read(office, 1, "a"))
    _step(office, one)
    assert not graph_api.read
