from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message

from config import Settings
from conversations import tasks
from conversations.queue import JsonSerializer, bind, queue
from models import Media
from tests.conversations.graph_api import GraphApi
from tests.conversations.inbound.test_media import PHOTO
from tests.conversations.office import Office, a_photo


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


def _run_all() -> int:
    done = 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        done += 1
    return done


@pytest.fixture(params=["sqlite", "redis"])
def queued(
    request: pytest.FixtureRequest, office: Office, make_app: Callable[..., Flask]
) -> Office:
    settings: Settings = office.app.extensions["settings"]
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        office.app.extensions["settings"] = settings.__class__(
            **{**vars(settings), "redis_url": url}
        )
    queue.app = None
    return office


def test_a_delivery_with_media_rings_and_a_worker_fetches(
    queued: Office, graph_api: GraphApi
) -> None:
    graph_api.files["9001"] = PHOTO
    queued.deliver(a_photo("9001"))
    assert queued.rows(Media)[0].state == "due"
    assert _run_all() == 1
    assert queued.rows(Media)[0].state == "kept"


def test_the_embedded_queue_has_a_file_of_its_own(office: Office) -> None:
    queue.app = None
    bind(office.app)
    settings: Settings = office.app.extensions["settings"]
    assert (settings.instance_dir / "queue.sqlite").exists()


def test_the_names_of_tasks_are_fixed() -> None:
    assert set(queue._registry._registry) == {
        "conversations.tasks.answer_calls",
        "conversations.tasks.fetch_media",
    }


def test_tasks_are_json_and_nothing_else() -> None:
    message = queue._registry.create_message(tasks.fetch_media.s())
    stored = JsonSerializer().serialize(message)
    assert stored.startswith(b"[")
    again = JsonSerializer().deserialize(stored)
    assert isinstance(again, Message)
    assert (again.id, again.name, again.args) == (message.id, message.name, ())


def test_ringing_a_broken_queue_is_no_fault_of_the_webhook(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.app = None
    bind(office.app)

    def locked(*_: object) -> None:
        raise OSError("database is locked")

    monkeypatch.setattr(queue.storage, "enqueue", locked)
    office.deliver(a_photo("9001"))
    assert office.count(Media) == 1
