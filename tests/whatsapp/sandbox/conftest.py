"""A small application of its own around the sandbox: a webhook that records and answers."""

import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect
from werkzeug.serving import make_server

from tests.services.process import free_port
from whatsapp.sandbox import (
    Habits,
    Sandbox,
    SandboxChannel,
    blueprint,
    deliveries,
    phone_blueprint,
)

ROOT = Path(__file__).parents[3]
SECRET = "fictional-app-secret"
PARKS = SandboxChannel(
    phone_number_id="1001",
    waba_id="2001",
    portfolio_id="3001",
    number="+85255550001",
    token="parks-token",
    department_code="PARKS",
    names={"en": "Parks Office", "zh-Hant": "公園辦事處", "zh-Hans": "公园办事处"},
)
TAX = replace(
    PARKS,
    phone_number_id="1002",
    number="+85255550002",
    token="tax-token",
    department_code="TAX",
    names={"en": "Tax Office", "zh-Hant": "稅務處", "zh-Hans": "税务处"},
)
AWAY = replace(
    PARKS,
    phone_number_id="1003",
    waba_id="2003",
    portfolio_id="3003",
    number="+85255550003",
    token="away-token",
    department_code="AWAY",
)
# Nothing waits in tests, and nothing fails for being fast.
QUICK = Habits(
    throughput=0, pair_burst=0, sent_after=0, delivered_after=0, retry_first=0.05, poll=0.02
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """A sandbox in a Flask application that nobody listens to yet."""

    sandbox: Sandbox
    client: FlaskClient
    clock: Clock

    def send(self, content: dict[str, Any], *, to: str = "+85255550101", **more: Any) -> Any:
        """Send as the parks office; ``content`` is ``{type: object}``."""
        (kind,) = content
        body = {"messaging_product": "whatsapp", "to": to, "type": kind, **content, **more}
        return self.post("1001/messages", body)

    def post(self, path: str, body: Any, token: str = "parks-token") -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.post(f"/sandbox/graph/v25.0/{path}", json=body, headers=headers)

    def get(self, path: str, token: str = "parks-token") -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.get(f"/sandbox/graph/v25.0/{path}", headers=headers)

    def hello(self, persona: str = "mei", channel: SandboxChannel = PARKS) -> str:
        """A person writes, which opens the window."""
        return self.sandbox.say(
            self.sandbox.person(persona), channel, "text", {"body": "hello / 你好"}
        )

    def queued(self) -> list[dict[str, Any]]:
        """The values of all webhooks that wait, in the order of their being due."""
        with self.sandbox.storage.writing() as connection:
            rows = deliveries.claim(connection, 1000, self.clock.now + 1e9, 0)
        return [row.value for row in rows]


def build(sandbox: Sandbox) -> Flask:
    app = Flask(
        "sandbox_alone",
        static_folder=str(ROOT / "static"),
        static_url_path="/static",
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(SECRET_KEY="x" * 32)
    graph = blueprint(sandbox)
    guard = CSRFProtect(app)
    guard.exempt(graph)
    app.register_blueprint(graph)
    app.register_blueprint(phone_blueprint(sandbox))

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@pytest.fixture
def habits() -> Habits:
    """Overridden by tests of the limits."""
    return QUICK


@pytest.fixture
def world(tmp_path: Path, habits: Habits) -> Iterator[World]:
    clock = Clock()
    sandbox = Sandbox(
        tmp_path / "sandbox.sqlite",
        lambda: [PARKS, TAX, AWAY],
        lambda: SECRET,
        "http://127.0.0.1:9/webhook",
        "http://127.0.0.1:8000",
        habits=habits,
        clock=clock,
    )
    app = build(sandbox)
    app.config["WTF_CSRF_ENABLED"] = False
    yield World(sandbox, app.test_client(), clock)
    sandbox.stop()


@dataclass
class Live:
    """A sandbox that is really listened to, and an application that hears its webhooks."""

    url: str
    sandbox: Sandbox
    heard: list[tuple[bytes, str]] = field(default_factory=list)
    refuse: int = 0  # how many webhooks more are answered with 503
    reply: Callable[["Live", dict[str, Any], dict[str, Any]], None] | None = None

    def changes(self) -> list[dict[str, Any]]:
        return [
            change["value"]
            for body, _ in self.heard
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
        ]

    def messages(self) -> list[dict[str, Any]]:
        return [found for value in self.changes() for found in value.get("messages", [])]

    def statuses(self) -> list[dict[str, Any]]:
        return [found for value in self.changes() for found in value.get("statuses", [])]

    def send(self, body: dict[str, Any], number: str = "1001") -> requests.Response:
        token = {"1001": "parks-token", "1002": "tax-token"}[number]
        return requests.post(
            f"{self.url}/sandbox/graph/v25.0/{number}/messages",
            json={"messaging_product": "whatsapp", **body},
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )

    def until(self, done: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, "what was waited for did not come"
            time.sleep(0.02)


@pytest.fixture
def live(tmp_path: Path, habits: Habits) -> Iterator[Live]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    sandbox = Sandbox(
        tmp_path / "live.sqlite",
        lambda: [PARKS, TAX],
        lambda: SECRET,
        f"{url}/webhook",
        url,
        habits=habits,
    )
    app = build(sandbox)
    alive = Live(url, sandbox)

    def webhook() -> tuple[str, int]:
        body, given = request.get_data(), request.headers.get("X-Hub-Signature-256", "")
        right = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
        if not hmac.compare_digest(given, right):
            return "", 401
        if alive.refuse:
            alive.refuse -= 1
            return "", 503
        alive.heard.append((body, given))
        for entry in json.loads(body)["entry"]:
            for change in entry["changes"]:
                for message in change["value"].get("messages", []):
                    if alive.reply is not None:
                        alive.reply(alive, change["value"], message)
        return "", 200

    app.add_url_rule("/webhook", view_func=webhook, methods=["POST"])
    app.extensions["csrf"].exempt(webhook)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    sandbox.start()
    yield alive
    sandbox.stop()
    server.shutdown()
    thread.join()
    server.server_close()
