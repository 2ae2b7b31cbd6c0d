"""What is stuck is shown to those who can do something about it, and is settled from there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from conversations.inbound.arrivals import Arrival, dump
from extensions import db
from flows.events import Words
from models import AuditEvent, Channel, InboxRow, Message, OutboxRow, scope
from models.columns import utc_now
from tests.admin.conftest import Place, Town

SECRET = "a citizen wrote this"
REASON = "The connection was cut off while this was sent; it may have arrived."


def _stored(town: Town, row: Any) -> int:
    with town.app.app_context(), scope.system():
        db.session.add(row)
        db.session.commit()
        return int(row.id)


def _turn(town: Town, place: Place, key: str = "m:1") -> int:
    return _stored(town, InboxRow(
        key=key, kind="message", state="parked", attempts=4, conversation_id=place.conversation,
        payload=dump(Arrival(Words(SECRET))), reason="ZeroDivisionError",
    ))  # fmt: skip


def _message(town: Town, place: Place, state: str = "parked") -> int:
    with town.app.app_context(), scope.system():
        said = db.session.scalars(
            db.select(Message).where(
                Message.conversation_id == place.conversation, Message.direction == "out"
            )
        ).first()
        assert said is not None
        said.status = state if state == "parked" else "sending"
        row = OutboxRow(
            message_id=said.id, conversation_id=place.conversation, channel_id=place.channel,
            state=state, reason=REASON,
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        return int(row.id)


def _one(town: Town, model: Any, id: int) -> Any:
    with town.app.app_context(), scope.system():
        row = db.session.get(model, id)
        db.session.expunge_all()
        return row


def test_nothing_is_stuck(town: Town) -> None:
    page = town.visitor("department-admin").page("/admin/operations/")
    assert "<h2>Nothing is stuck</h2>" in page
    assert "notice-bad" not in page


def test_what_is_stuck_is_shown_with_reason_and_trace_and_without_any_words(town: Town) -> None:
    row, _ = _turn(town, town.parks), _message(town, town.parks)
    page = town.visitor("department-admin").page("/admin/operations/")
    assert "Nothing is stuck" not in page
    assert f"<code>row={row} conversation={town.parks.conversation}</code>" in page
    assert "<code>ZeroDivisionError</code>" in page
    assert REASON in page
    for told in (SECRET, "Chan Tai Man", "What would you like"):
        assert told not in page


def test_each_sees_their_own_departments(town: Town) -> None:
    _turn(town, town.tax)
    _message(town, town.tax)
    _stored(town, InboxRow(key="h:1", kind="unread", state="parked", payload=b"?", reason="Odd."))
    assert "Nothing is stuck" in town.visitor("department-admin").page("/admin/operations/")
    page = town.visitor("system-admin").page("/admin/operations/")
    assert "Tax Office" in page
    assert "Something that cannot be read" in page
    for who in ("agent", "supervisor", "content-editor", "auditor"):
        assert town.visitor(who).get("/admin/operations/").status_code == 403


@pytest.mark.parametrize(
    ("deed", "state", "action"),
    [("replay", "due", "turn.replayed"), ("leave", "done", "turn.given_up")],
)
def test_turns_are_settled(town: Town, deed: str, state: str, action: str) -> None:
    rows = [_turn(town, town.parks), _turn(town, town.parks, "m:2")]
    answer = town.visitor("department-admin").post(f"/admin/operations/{deed}/", row=rows)
    assert answer.status_code == 302
    assert [_one(town, InboxRow, id).state for id in rows] == [state, state]
    assert _actions(town) == [action, action]


@pytest.mark.parametrize(
    ("deed", "status", "action"),
    [("release", "queued", "message.released"), ("discard", "failed", "message.given_up")],
)
def test_messages_are_settled(town: Town, deed: str, status: str, action: str) -> None:
    row = _message(town, town.parks)
    message = _one(town, OutboxRow, row).message_id
    answer = town.visitor("department-admin").post(f"/admin/operations/{deed}/", row=row)
    assert answer.status_code == 302
    assert _one(town, Message, message).status == status
    assert (_one(town, OutboxRow, row) is None) == (deed == "discard")
    assert _actions(town) == [action]


@pytest.mark.parametrize("deed", ["replay", "leave", "release", "discard"])
def test_another_departments_rows_are_left_alone(town: Town, deed: str) -> None:
    turn, message = _turn(town, town.tax), _message(town, town.tax)
    row = turn if deed in {"replay", "leave"} else message
    visitor = town.visitor("department-admin")
    answer = visitor.post(f"/admin/operations/{deed}/", row=row)
    assert "Nothing was changed" in visitor.page(answer.headers["Location"])
    assert _one(town, InboxRow, turn).state == "parked"
    assert _one(town, OutboxRow, message).state == "parked"
    assert _actions(town) == []


@pytest.mark.parametrize("given", [[], ["x"], ["-1"], ["9" * 19], ["1"] * 201])
def test_what_names_no_rows_is_refused(small_town: Town, given: list[str]) -> None:
    visitor = small_town.visitor("department-admin")
    assert visitor.post("/admin/operations/replay/", row=given).status_code == 400


def test_a_form_without_a_token_changes_nothing(small_town: Town) -> None:
    row = _turn(small_town, small_town.parks)
    client = small_town.visitor("department-admin").client
    assert client.post("/admin/operations/replay/", data={"row": row}).status_code == 400
    assert _one(small_town, InboxRow, row).state == "parked"


def test_what_is_nobodys_is_dropped_by_whoever_runs_the_system_alone(town: Town) -> None:
    row = _stored(
        town, InboxRow(key="h:1", kind="unread", state="parked", payload=b"?", reason="Odd.")
    )
    fields = {"kind": "unread", "reason": "Odd.", "last": row}
    refused = town.visitor("department-admin").post("/admin/operations/drop/", **fields)
    assert refused.status_code == 403
    assert _one(town, InboxRow, row).state == "parked"
    visitor = town.visitor("system-admin")
    assert visitor.post("/admin/operations/drop/", **{**fields, "kind": "?"}).status_code == 400
    assert visitor.post("/admin/operations/drop/", **fields).status_code == 302
    dropped = _one(town, InboxRow, row)
    assert (dropped.state, dropped.payload) == ("done", None)


def _channel(town: Town) -> None:
    with town.app.app_context(), scope.system():
        channel = db.session.get_one(Channel, town.parks.channel)
        channel.stopped_reason = "The access token has expired."
        db.session.commit()


def _late_turn(town: Town) -> None:
    long_ago = utc_now() - timedelta(minutes=5)
    _stored(town, InboxRow(key="m:9", kind="message", received_at=long_ago))


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (_channel, "Nothing is sent from +852 5555 0101."),
        (_late_turn, "What citizens wrote has waited for 5 minutes: no process answers it."),
    ],
)
def test_what_is_stale_is_told_on_every_page_of_those_who_can_mend_it(
    town: Town, trouble: Callable[[Town], None], said: str
) -> None:
    trouble(town)
    for path in ("/admin/", "/admin/people/", "/admin/operations/"):
        page = town.visitor("department-admin").page(path)
        assert said in page
        assert "Nothing is stuck" not in page
    assert "alarm" not in town.visitor("agent").page("/admin/")


def test_a_stopped_channel_is_told_of_with_its_reason_and_only_to_its_own(town: Town) -> None:
    _channel(town)
    page = town.visitor("department-admin").page("/admin/operations/")
    assert "The access token has expired." in page
    with town.app.app_context(), scope.system():
        channel = db.session.get_one(Channel, town.tax.channel)
        channel.stopped_reason = "Another reason."
        db.session.commit()
    page = town.visitor("department-admin").page("/admin/operations/")
    assert "Another reason." not in page
    assert "+852 5555 0102" not in page


def test_the_overview_counts_what_is_parked_and_leads_there(town: Town) -> None:
    _turn(town, town.parks)
    _message(town, town.tax)
    for who, count in (("department-admin", 1), ("system-admin", 2)):
        page = town.visitor(who).page("/admin/")
        [tile] = re.findall(r'<li class="tile trouble">(.*?)</li>', page, re.DOTALL)
        assert 'href="/admin/operations/"' in tile
        assert f'<span class="tile-count">{count}</span>' in tile


def _actions(town: Town) -> list[str]:
    with town.app.app_context(), scope.system():
        found = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id))
        return [one for one in found if one.startswith(("turn.", "message.", "inbox."))]
