from typing import Any

import pytest

from admin.views import channels
from extensions import db
from models import AuditEvent, Channel, scope
from tests.admin.conftest import TOKEN, Town
from whatsapp.connection import Step

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
