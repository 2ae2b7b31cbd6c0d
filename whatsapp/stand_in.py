"""The sandbox as part of this application: it plays host to the numbers in our own tables.

It is mounted only while no ``GRAPH_API_URL`` is set, and then the settings let the system listen on
loopback alone. Its courier is started by the web processes, after the fork.
"""

import time
from collections.abc import Sequence
from functools import lru_cache

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT, Settings
from extensions import csrf, db
from flows.department.surroundings import NOTHING, Surroundings
from flows.department.surroundings import read as read_surroundings
from flows.documents import written
from models import Channel
from models.engine import reading
from models.scope import system
from whatsapp.sandbox import Sandbox, SandboxChannel, blueprint, phone_blueprint

DEMO = ROOT / "demo"  # a folder for each department of the demonstration
FRESH_SECONDS = 2.0  # how old the list of numbers may be: the phone asks for it all the time


def init_app(app: Flask) -> None:
    """Mount the Graph API at ``/sandbox/graph`` and the phone at ``/phone``."""
    settings: Settings = app.extensions["settings"]
    app.extensions["sandbox"] = None
    if not settings.sandbox:
        return
    settings.instance_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    sandbox = Sandbox(
        settings.instance_dir / "sandbox.sqlite",
        _Numbers(app).listed,
        lambda: settings.meta_app_secrets[0],
        f"{settings.local_url}/webhooks/whatsapp",
        settings.local_url,
    )
    app.extensions["sandbox"] = sandbox
    graph = blueprint(sandbox)
    csrf.exempt(graph)  # it is guarded by the bearer token, as Meta's is
    app.register_blueprint(graph)
    app.register_blueprint(phone_blueprint(sandbox))


def surroundings(code: str) -> Surroundings:
    """What the sandbox stands in for at WhatsApp and elsewhere, for the department of this code.

    Templates that count as approved, and what can be booked; nothing while messages really go out.
    """
    settings: Settings = current_app.extensions["settings"]
    return _stood_in().get(code, NOTHING) if settings.sandbox else NOTHING


@lru_cache(maxsize=1)
def _stood_in() -> dict[str, Surroundings]:
    return {
        path.parent.parent.name: read_surroundings(written.read(path.read_text(encoding="utf-8")))
        for path in DEMO.glob("*/around/sandbox.yaml")
    }


class _Numbers:
    """Our channels as the sandbox sees them, read again when they are no longer fresh."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._known: Sequence[SandboxChannel] = ()
        self._until = 0.0

    def listed(self) -> Sequence[SandboxChannel]:
        if time.monotonic() < self._until:
            return self._known
        with self._app.app_context(), system(), reading(), Session(db.engine) as session:
            self._known = [_hosted(channel) for channel in session.scalars(select(Channel))]
        self._until = time.monotonic() + FRESH_SECONDS
        return self._known


def _hosted(channel: Channel) -> SandboxChannel:
    return SandboxChannel(
        phone_number_id=channel.phone_number_id,
        waba_id=channel.waba_id,
        portfolio_id=channel.portfolio_id,
        number=channel.number,
        token=channel.token,
        department_code=channel.department.code,
        names=channel.department.names,
        templates=_stood_in().get(channel.department.code, NOTHING).templates,
    )
