from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from conversations import sweeper, tasks
from conversations.calling import calls
from conversations.doorbell import Ring
from conversations.sweeper import Sweeper
from models import Call, Conversation, InboxRow
from tests.conversations.graph_api import CUT_OFF, GraphApi
from tests.conversations.office import Office, a_photo, a_status, a_text, delivery, now


def _sweep(office: Office) -> list[Ring]:
    heard: list[Ring] = []
    with office.app.app_context():
        assert 0.5 < Sweeper(heard.append).step() < 1.5
    return heard


def _age(office: Office, **delta: float) -> None:
    with office.open() as session:
        session.execute(update(InboxRow).values(received_at=now() - timedelta(**delta)))
        session.commit()


def test_nothing_to_do_is_nothing_done(office: Office) -> None:
    assert not _sweep(office)


def test_what_is_fresh_is_left_to_who_stored_it(office: Office) -> None:
    office.deliver(a_text("hi"))
    assert not _sweep(office)
    _age(office, seconds=3)
    [ring] = _sweep(office)
    assert len(ring.lanes) == 1


def test_statuses_and_timers_are_found(office: Office) -> None:
    office.deliver(statuses=[a_status("wamid.x", "sent")])
    assert [ring.statuses for ring in _sweep(office)] == [True]
    office.drain()
    office.say("hi")
    office.sql("UPDATE timer SET due_at = '2026-01-01 00:00:00'")
    [ring] = _sweep(office)
    assert len(ring.lanes) == 1


def test_a_dead_senders_rows_are_in_doubt(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.append(CUT_OFF)
    office.say("hi")
    office.sql("UPDATE outbox SET state = 'sending', lease_until = '2026-01-01 00:00:00'")
    assert [ring.outbox for ring in _sweep(office)] == [True]


def test_media_are_rung_for_now_and_then(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ring_media", lambda: rung.append(1))
    office.deliver(a_photo("9001"))
    rung.clear()
    with office.app.app_context():
        one = Sweeper(lambda _ring: None)
        one.step()
        one.step()
    assert rung == [1]


def test_rows_outlive_metas_retries_and_go(office: Office) -> None:
    office.say("hi")
    office.deliver(a_text("waits"))
    office.post(delivery([a_text("parked")], number_id="999"))
    _age(office, days=7, hours=23)
    with office.app.app_context():
        assert sweeper.purge(now()) == 0
    _age(office, days=8, minutes=1)
    with office.app.app_context():
        assert sweeper.purge(now()) == 1
    assert [row.state for row in office.rows(InboxRow)] == ["due", "parked"]


@pytest.mark.parametrize("state", ["done", "parked", "due", "leased"])
def test_calls_that_are_over_go_by_their_age(office: Office, state: str) -> None:
    office.say("hi")
    made = now() - calls.KEPT
    with office.open() as session:
        talk = session.scalar(select(Conversation.id))
        rows = [
            {
                "key": f"{talk}:1:{place}", "department_id": office.department_id,
                "conversation_id": talk, "to": "service", "turn": 1, "state": state,
                "request": {"where": "Example Road"}, "created_at": at, "deadline": at,
            }
            for place, at in enumerate((made - timedelta(minutes=1), made + timedelta(minutes=1)))
        ]  # fmt: skip
        session.execute(insert(Call), rows)
        session.commit()
    over = state in {"done", "parked"}
    with office.app.app_context():
        assert sweeper.purge(now()) == int(over)
    assert [row.key for row in office.rows(Call)] == [row["key"] for row in rows][over:]


def test_it_goes_on_purging_until_nothing_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("hi", "hours", "hi"):
        office.say(words)
    _age(office, days=9)
    monkeypatch.setattr(sweeper, "PURGED", 1)
    with office.app.app_context():
        one = Sweeper(lambda _ring: None)
        left = []
        for _ in range(5):
            one.step()
            left.append(office.count(InboxRow))
    assert left == [2, 1, 0, 0, 0]
