import time
from collections.abc import Callable

import pytest
import redis
from flask import Flask

from conversations import doorbell
from conversations.doorbell import CHANNEL, Listener, Ring, ring


@pytest.fixture
def app(make_app: Callable[..., Flask], sqlite_database: str, redis_url: str) -> Flask:
    return make_app(sqlite_database, REDIS_URL=redis_url)


def _until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_other_processes_hear_it(app: Flask, redis_url: str) -> None:
    heard: list[Ring] = []
    listener = Listener(app, heard.append)
    listener.start()
    client = redis.Redis.from_url(redis_url)
    _until(lambda: client.pubsub_numsub(CHANNEL)[0][1])
    client.publish(CHANNEL, b"not a ring")
    ring(app, Ring((1, 2), statuses=True))
    _until(lambda: heard)
    assert heard == [Ring((1, 2), statuses=True)]
    listener.stop()
    listener.join(60)
    assert not listener.is_alive()
    client.close()


def test_without_redis_nothing_rings(make_app: Callable[..., Flask], sqlite_database: str) -> None:
    ring(make_app(sqlite_database), Ring((1,)))


def test_redis_that_is_away_costs_no_message(
    make_app: Callable[..., Flask], sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(sqlite_database, REDIS_URL="redis://127.0.0.1:1/0")
    ring(app, Ring((1,)))
    monkeypatch.setattr(doorbell, "PATIENCE", 0.05)
    listener = Listener(app, lambda _ring: None)
    listener.start()
    time.sleep(0.2)
    listener.stop()
    listener.join(60)
    assert not listener.is_alive()
