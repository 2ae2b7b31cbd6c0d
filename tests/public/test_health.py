from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from extensions import db
from models import InboxRow, scope
from models.columns import utc_now


def row(key: str, seconds: int, **more: object) -> InboxRow:
    received = utc_now() - timedelta(seconds=seconds)
    return InboxRow(key=key, kind="message", received_at=received, **more)


def test_a_process_is_up_without_any_database(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    client = make_app(f"sqlite:///{tmp_path / 'none' / 'none.sqlite'}").test_client()
    assert client.get("/healthz").get_json() == {"status": "up"}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "unready", "database": "unreachable"}


def test_a_database_without_tables_is_not_ready(
    make_app: Callable[..., Flask], empty_database_url: str
) -> None:
    assert make_app(empty_database_url).test_client().get("/readyz").status_code == 503


def test_ready_says_how_long_the_oldest_has_waited(any_app: Flask) -> None:
    client = any_app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["oldest_due_seconds"]) == (200, 0.0)
    with any_app.app_context(), scope.system():
        db.session.add_all(
            [
                row("m:1", 30),
                row("m:2", 90),
                row("m:3", 500, state="done"),
                row("m:4", 500, state="parked"),
                row("m:5", 500, not_before=utc_now() + timedelta(minutes=5)),
            ]
        )
        db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert 89 < answer.get_json()["oldest_due_seconds"] < 120
