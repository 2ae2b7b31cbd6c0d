import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from audit import record
from extensions import db
from models import Channel, InboxRow, OutboxRow, Timer, scope
from models.columns import utc_now
from tests.admin.conftest import Town, town
from tests.admin.rows import fill
from tests.services.application import SECRETS
from whatsapp.signature import sign

__all__ = ["town"]


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def signed(body: bytes) -> dict[str, str]:
    return {"X-Hub-Signature-256": sign(body, SECRETS["META_APP_SECRETS"])}


def test_the_queues_are_counted(any_app: Flask) -> None:
    with any_app.app_context(), scope.system():
        long_ago = utc_now() - timedelta(seconds=60)
        for key, state in (("m:1", "due"), ("m:2", "due"), ("m:3", "parked"), ("m:4", "done")):
            db.session.add(InboxRow(key=key, kind="message", state=state, received_at=long_ago))
        record("user.signed_in", actor="user:7", subject="user:7").at = long_ago
        db.session.commit()
    found = samples(any_app.test_client().get("/metrics").get_data(as_text=True))
    assert found["sampan_inbox_rows", "due"] == 2
    assert found["sampan_inbox_rows", "parked"] == 1
    assert ("sampan_inbox_rows", "done") not in found
    assert found["sampan_inbox_oldest_due_seconds",] >= 60
    assert found["sampan_media_due",] == 0
    assert 60 <= found["sampan_trail_unsealed_seconds",] < 600
    for calm in (
        "sampan_outbox_oldest_due_seconds",
        "sampan_timers_overdue_seconds",
        "sampan_channels_stopped",
    ):
        assert found[calm,] == 0


def test_what_is_stuck_is_counted(town: Town) -> None:
    app = town.app
    with app.app_context(), scope.system():
        fill(town, 2)
        long_ago = utc_now() - timedelta(seconds=60)
        db.session.execute(update(OutboxRow).values(not_before=long_ago))
        db.session.execute(
            update(Channel).where(Channel.number == "+85255550000").values(stopped_reason="")
        )
        db.session.add(Timer(conversation_id=town.parks.conversation, due_at=long_ago, turn=1))
        db.session.commit()
    found = samples(app.test_client().get("/metrics").get_data(as_text=True))
    assert found["sampan_outbox_oldest_due_seconds",] >= 60
    assert found["sampan_timers_overdue_seconds",] >= 60
    assert found["sampan_channels_stopped",] == 1
    for state in ("unknown", "parked"):
        assert found["sampan_outbox_rows", "reply", state] == 2
    assert found["sampan_inbox_parked_rows", "message"] == 2


def test_what_cannot_be_read_is_counted(client: FlaskClient) -> None:
    before = samples(client.get("/metrics").get_data(as_text=True))
    for body, status in ((b"no JSON", 200), (b" " * (4 * 2**20 + 1), 413)):
        assert (
            client.post("/webhooks/whatsapp", data=body, headers=signed(body)).status_code == status
        )
    assert client.post("/webhooks/whatsapp", data=b"{}").status_code == 401
    found = samples(client.get("/metrics").get_data(as_text=True))
    assert found["sampan_inbox_parked_rows", "unread"] == 1
    for outcome in ("unread", "too_large", "unsigned"):
        counted = ("sampan_webhook_deliveries_total", outcome, str(os.getpid()))
        assert found[counted] == before.get(counted, 0) + 1
    assert not any(name.startswith(("python_", "process_")) for name, *_ in found)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),  # by way of a proxy on this machine
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
    ],
)
def test_without_a_token_only_this_machine_may_look(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("Bearer the-token", 200),
        ("Bearer another", 401),
        ("Bearer ", 401),
        ("the-token", 401),
        ("Bearer the-tökén", 401),
        ("", 401),
    ],
)
def test_with_a_token_only_its_bearer_may_look(
    make_app: Callable[..., Flask], sqlite_database: str, given: str, status: int
) -> None:
    client = make_app(sqlite_database, METRICS_TOKEN="the-token").test_client()
    headers = {"Authorization": given.encode("utf-8").decode("latin-1")}
    assert client.get("/metrics", headers=headers).status_code == status
