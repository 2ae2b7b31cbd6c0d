import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from admin import moments
from admin.views import channels
from conversations.doorbell import Ring
from conversations.outbound import limits
from extensions import db
from models import AuditEvent, Channel, Message, OutboxRow, scope
from tests.admin.conftest import TOKEN, Town
from whatsapp.connection import Step
from whatsapp.error_table import CODES

FIELDS: dict[str, Any] = {
    "number": "+85255550188",
    "phone_number_id": "2001",
    "waba_id": "10015",
    "portfolio_id": "700",
    "throughput": 80,
    "pair_burst": 45,
    "pair_seconds": 6,
}


def _channel(town: Town, id: int) -> Channel:
    with town.app.app_context(), scope.system():
        found = db.session.get(Channel, id)
        assert found is not None
        return found


def test_the_token_is_on_no_page(small_town: Town) -> None:
    visitor = small_town.visitor("department-admin")
    id = small_town.parks.channel
    for path in ("", f"details/?id={id}", f"edit/?id={id}", "new/"):
        assert TOKEN not in visitor.page(f"/admin/channels/{path}"), path
    refused = visitor.post(
        f"/admin/channels/edit/?id={id}", **{**FIELDS, "number": "1", "token": "typed"}
    )
    assert refused.status_code == 200
    assert "typed" not in refused.text.replace('type="', "")
    assert TOKEN not in refused.text


def test_an_empty_token_keeps_the_stored_one(small_town: Town) -> None:
    id = small_town.parks.channel
    visitor = small_town.visitor("department-admin")
    answer = visitor.post(f"/admin/channels/edit/?id={id}", **FIELDS, token="")
    assert answer.status_code == 302
    kept = _channel(small_town, id)
    assert (kept.token, kept.number) == (TOKEN, "+85255550188")
    visitor.post(f"/admin/channels/edit/?id={id}", **FIELDS, token="another-token")
    assert _channel(small_town, id).token == "another-token"
    with small_town.app.app_context(), scope.system():
        last = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert last is not None
        assert (last.action, last.details) == ("channel.changed", {"fields": ["token"]})


def test_a_number_is_added_to_ones_own_department_alone(town: Town) -> None:
    visitor = town.visitor("department-admin")
    taken = visitor.post(
        "/admin/channels/new/", **FIELDS, token="t", department_id=town.tax.department
    )
    assert taken.status_code == 200
    page = visitor.post(
        "/admin/channels/new/", **FIELDS, token="t", department_id=town.parks.department
    )
    assert page.status_code == 302
    with town.app.app_context(), scope.system():
        found = db.session.query(Channel).filter_by(phone_number_id="2001").one()
        assert found.department_id == town.parks.department


def test_editing_cannot_move_a_number_to_another_department(small_town: Town) -> None:
    id = small_town.parks.channel
    visitor = small_town.visitor("department-admin")
    visitor.post(
        f"/admin/channels/edit/?id={id}", **FIELDS, token="", department_id=small_town.tax.department,
        department=small_town.tax.department,
    )  # fmt: skip
    assert _channel(small_town, id).department_id == small_town.parks.department


def test_a_phone_number_id_belongs_to_one_channel(small_town: Town) -> None:
    fields = {**FIELDS, "phone_number_id": "1002", "token": ""}
    path = f"/admin/channels/edit/?id={small_town.parks.channel}"
    answer = small_town.visitor("department-admin").post(path, **fields)
    assert "Another channel has this phone number id already." in answer.text


def test_the_checklist_says_what_to_do(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [
        Step("token", "good", "Meta accepts the token."),
        Step("subscription", "bad", "No app is subscribed.", "Subscribe the app."),
    ]
    monkeypatch.setattr(channels, "check", lambda _client, _channel: steps)
    id = small_town.parks.channel
    page = small_town.visitor("department-admin").post(f"/admin/channels/check/?id={id}")
    assert page.status_code == 200
    assert "Meta accepts the token." in page.text
    assert f'action="/admin/channels/subscribe/?id={id}"' in page.text
    assert _channel(small_town, id).checked == {"token": "good", "subscription": "bad"}


def test_a_test_message_goes_to_a_telephone_only(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def send(_client: object, _channel: object, to: str) -> Step:
        asked.append(to)
        return Step("message", "good", "Meta took the message.")

    monkeypatch.setattr(channels, "send_test", send)
    visitor = small_town.visitor("department-admin")
    path = f"/admin/channels/test/?id={small_town.parks.channel}"
    visitor.post(path, to="javascript:1")
    visitor.post(path, to="+852 5555 0123")
    assert asked == ["+85255550123"]


def _stop(town: Town, reason: str) -> int:
    """Stop the parks' number with one message that waits; its id."""
    id = town.parks.channel
    with town.app.app_context(), scope.system():
        channel = db.session.get_one(Channel, id)
        channel.stopped_reason = reason
        said = db.session.query(Message).filter_by(conversation_id=town.parks.conversation).first()
        assert said is not None
        db.session.add(
            OutboxRow(message_id=said.id, conversation_id=said.conversation_id, channel_id=id)
        )
        db.session.commit()
    return id


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[Ring]:
    """What the doorbell is rung for."""
    heard: list[Ring] = []
    monkeypatch.setattr("conversations.doorbell.call", heard.append)
    return heard


@pytest.mark.parametrize("code", [190, 368, 131031])
def test_a_stopped_number_says_why_what_waits_and_what_to_do(small_town: Town, code: int) -> None:
    id = _stop(small_town, CODES[code].sentence)
    page = small_town.visitor("department-admin").page(f"/admin/channels/details/?id={id}")
    assert CODES[code].sentence in html.unescape(page)
    assert "1 message waits" in page
    assert f'href="/admin/channels/edit/?id={id}"' in page
    assert f'action="/admin/channels/resume/?id={id}"' in page
    assert ">Stopped<" in page


def test_a_new_token_gets_the_queue_going_at_once(small_town: Town, rings: list[Ring]) -> None:
    id = _stop(small_town, CODES[190].sentence)
    visitor, path = small_town.visitor("department-admin"), f"/admin/channels/edit/?id={id}"
    visitor.post(path, **FIELDS, token="")
    assert _channel(small_town, id).stopped_reason
    assert not rings, "the old token would be refused again"
    visitor.post(path, **FIELDS, token="another-token")
    assert not _channel(small_town, id).stopped_reason
    assert rings == [Ring(outbox=True)]


def test_what_is_put_right_at_meta_is_tried_again_by_a_button(
    small_town: Town, rings: list[Ring], trail: Callable[[], list[tuple[str, str]]]
) -> None:
    id = _stop(small_town, CODES[131031].sentence)
    for role, code in {"agent": 403, "department-admin": 302}.items():
        answer = small_town.visitor(role).post(f"/admin/channels/resume/?id={id}")
        assert answer.status_code == code
    assert not _channel(small_town, id).stopped_reason
    assert rings == [Ring(outbox=True)]
    assert ("channel.resumed", f"channel:{id}") in trail()
    small_town.visitor("department-admin").post(f"/admin/channels/resume/?id={id}")
    assert len(rings) == 1, "there was nothing to resume"


def test_a_number_that_meta_slows_down_says_until_when(small_town: Town) -> None:
    id = small_town.parks.channel
    with small_town.app.app_context(), scope.system():
        limits.hold(db.session.connection(), id, moments.now() + timedelta(minutes=2))
        db.session.commit()
    page = small_town.visitor("department-admin").page(f"/admin/channels/details/?id={id}")
    assert "Meta asks this number to send more slowly." in page
    assert "Slowed down by Meta" in page


def test_what_did_not_arrive_is_counted_by_its_reason(small_town: Town) -> None:
    id = small_town.parks.channel
    with small_town.app.app_context(), scope.system():
        for number, code in enumerate([131026, 131026, 131056]):
            db.session.add(Message(
                department_id=small_town.parks.department, ulid=f"failed{number:020}",
                conversation_id=small_town.parks.conversation, direction="out", kind="text",
                content=b"{}", status="failed", failed_at=moments.now(), error_code=code,
                error_text=CODES[code].sentence,
            ))  # fmt: skip
        db.session.commit()
    page = small_town.visitor("department-admin").page(f"/admin/channels/details/?id={id}")
    counted = re.findall(r"([0-9]+)</strong> × ([^<]+)", page)
    assert [(count, html.unescape(why)) for count, why in counted] == [
        ("2", CODES[131026].sentence),
        ("1", CODES[131056].sentence),
    ]
