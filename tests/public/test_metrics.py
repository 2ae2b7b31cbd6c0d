from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from extensions import db
from models import InboxRow, scope
from models.columns import utc_now


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_queues_are_counted(any_app: Flask) -> None:
    with any_app.app_context(), scope.system():
        long_ago = utc_now() - timedelta(seconds=60)
        for key, state in (("m:1", "due"), ("m:2", "due"), ("m:3", "parked"), ("m:4", "done")):
            db.session.add(InboxRow(key=key, kind="message", state=state, received_at=long_ago))
        db.session.commit()
    found = samples(any_app.test_client().get("/metrics").get_data(as_text=True))
    assert found["sampan_inbox_rows", "due"] == 2
    assert found["sampan_inbox_rows", "parked"] == 1
    assert ("sampan_inbox_rows", "done") not in found
    assert found["sampan_inbox_oldest_due_seconds",] >= 60
    assert found["sampan_media_due",] == 0


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
