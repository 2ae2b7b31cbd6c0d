import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from conversations.outbound import statuses
from models import InboxRow, Message, OutboxRow
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_status, now

RUNGS = ("sent", "delivered", "read")


def _sent(office: Office) -> Any:
    return next(row for row in office.rows(Message) if row.direction == "out")


def _applied(office: Office, **_: Any) -> list[str]:
    office.drain()
    return [row.state for row in office.rows(InboxRow) if row.kind == "status"]


@pytest.mark.parametrize("order", list(itertools.permutations(RUNGS)))
def test_the_ladder_only_climbs(order: tuple[str, ...]) -> None:
    status = "accepted"
    for rung in order:
        status = statuses.climbed(status, rung)
    assert status == "read"


@pytest.mark.parametrize("order", list(itertools.permutations(("sent", "failed", "delivered"))))
def test_what_was_delivered_has_not_failed(order: tuple[str, ...]) -> None:
    status = "accepted"
    for rung in order:
        status = statuses.climbed(status, rung)
    assert status == "delivered"


@pytest.mark.parametrize("together", [True, False])
def test_statuses_in_the_wrong_order(office: Office, together: bool) -> None:
    office.say("hi")
    found = [
        a_status("wamid.OUT000001", "read", at=1_790_000_003),
        a_status("wamid.OUT000001", "sent", at=1_790_000_001),
        a_status("wamid.OUT000001", "delivered", at=1_790_000_002),
    ]
    for delivered in [found] if together else [[one] for one in found]:
        office.deliver(statuses=delivered)
        assert set(_applied(office)) == {"done"}
    message = _sent(office)
    assert message.status == "read"
    assert message.sent_at < message.delivered_at < message.read_at


def test_a_failure_says_why_in_our_words(office: Office) -> None:
    office.say("hi")
    errors = [{"code": 131026, "title": "undeliverable", "error_data": {"details": "+85255550123"}}]
    office.status("wamid.OUT000001", "failed", errors=errors)
    office.drain()
    message = _sent(office)
    assert (message.status, message.error_code) == ("failed", 131026)
    assert message.error_text
    assert "8525555" not in message.error_text


def test_the_price_category_is_kept(office: Office) -> None:
    office.say("hi")
    office.status("wamid.OUT000001", "sent", pricing={"category": "service", "type": "regular"})
    office.drain()
    assert _sent(office).price_category == "service"


def test_a_status_may_come_before_we_know_the_message(office: Office) -> None:
    office.status("wamid.OUT000001", "delivered")
    assert _applied(office) == ["due"]
    office.say("hi")
    assert _sent(office).status == "accepted"
    office.sql("UPDATE inbox SET not_before = NULL")
    assert _applied(office) == ["done"]
    assert _sent(office).status == "delivered"


def test_a_status_of_nobodys_message_is_parked_in_the_end(office: Office) -> None:
    office.status("wamid.of-another-system", "sent")
    office.drain()
    long_ago = now() - statuses.PATIENCE
    with office.open() as session:
        session.execute(update(InboxRow).values(received_at=long_ago, not_before=long_ago))
        session.commit()
    office.drain()
    [row] = office.rows(InboxRow)
    assert (row.state, row.payload) == ("parked", None)


def test_our_crash_between_acceptance_and_commit_is_told_by_the_status(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.answers.append((0, {}))
    office.say("hi")
    [payload] = graph_api.sent
    assert (_sent(office).status, _sent(office).wamid) == ("sending", None)
    assert [row.state for row in office.rows(OutboxRow)] == ["unknown"]
    office.status(
        "wamid.from-meta", "sent", biz_opaque_callback_data=payload["biz_opaque_callback_data"]
    )
    office.drain()
    assert (_sent(office).status, _sent(office).wamid) == ("sent", "wamid.from-meta")
    assert not office.count(OutboxRow)
    assert len(graph_api.sent) == 1


def test_callback_data_of_another_installation_mean_nothing(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.answers.append((0, {}))
    office.say("hi")
    ulid = graph_api.sent[0]["biz_opaque_callback_data"].partition(":")[2]
    office.status("wamid.x", "sent", biz_opaque_callback_data=f"01ARZ3NDEKTSV4RRFFQ69G5FAV:{ulid}")
    office.drain()
    assert _sent(office).status == "sending"


def test_the_second_status_of_one_kind_is_the_first(office: Office) -> None:
    office.say("hi")
    office.status("wamid.OUT000001", "sent", at=1_790_000_001)
    office.status("wamid.OUT000001", "sent", at=1_790_000_009)
    assert _applied(office) == ["done"]


def test_a_large_set_is_taken_in_parts(office: Office) -> None:
    office.deliver(statuses=[a_status(f"wamid.X{one}", "sent") for one in range(600)])
    with office.app.app_context():
        taken = [statuses.apply_due("x", now()) for _ in range(3)]
    assert taken == [500, 100, 0]
    with office.app.app_context():
        assert statuses.apply_due("x", now() + timedelta(seconds=3)) == 500


def test_a_status_that_cannot_be_applied_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.say("hi")
    office.say("hours")
    first, second, *_ = office.rows(Message, Message.direction == "out")
    apply = statuses._apply_status

    def apply_or_raise(values: dict[str, Any], status: Any) -> None:
        if status.wamid == first.wamid:
            raise ZeroDivisionError(status.recipient_phone)
        apply(values, status)

    monkeypatch.setattr(statuses, "_apply_status", apply_or_raise)
    office.deliver(statuses=[a_status(one.wamid, "read") for one in (first, second, first, second)])
    office.drain()
    found = office.rows(Message, Message.direction == "out")
    assert [one.status for one in found][:2] == ["accepted", "read"]
    [parked] = office.rows(InboxRow, InboxRow.state == "parked")
    assert parked.reason == "ZeroDivisionError"


def test_a_status_that_cannot_even_be_read_holds_up_no_other(office: Office) -> None:
    office.say("hi")
    office.status("wamid.other", "read")
    office.sql("UPDATE inbox SET payload = :rubbish WHERE kind = 'status'", rubbish=b"rubbish")
    office.status("wamid.OUT000001", "read")
    office.drain()
    assert _sent(office).status == "read"
    with office.open() as session:
        wanted = select(InboxRow.state).where(InboxRow.key == "s:wamid.other:read")
        assert session.scalar(wanted) == "parked"
