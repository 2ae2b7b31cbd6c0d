"""`up`: everything at once for a first look and for development. It is what `make run` calls."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

import click
import flask_migrate
import requests
from flask import current_app
from flask.cli import with_appcontext

from commands.serve import taken
from config import ROOT, Settings
from extensions import db

PARTS = ("serve", "work")
GRACE = 30.0  # seconds for the parts to finish what they are doing
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@with_appcontext
def up() -> None:
    """Migrate, add the demonstration, and run serve and work until Ctrl-C."""
    settings: Settings = current_app.extensions["settings"]
    if taken(settings.host, settings.port):
        raise click.ClickException(
            f"Something already listens on {settings.host}:{settings.port}: stop it, or choose "
            f"another port, as in PORT={settings.port + 1} make run"
        )
    flask_migrate.upgrade()
    context = click.get_current_context()
    context.invoke(current_app.cli.commands["demo"])
    db.session.remove()
    db.engine.dispose()
    sys.exit(_run(settings))


def _run(settings: Settings) -> int:
    """Run the parts until a signal comes (0) or one of them ends by itself (1)."""
    ending = _Ending()
    parts = [_start(name) for name in PARTS]
    announced = False
    while not ending.signals and all(part.poll() is None for part in parts):
        if not announced and _answers(settings):
            announced = True
            click.echo(_addresses(settings))
        time.sleep(0.1)
    code = 0 if ending.signals else 1
    for name, part in zip(PARTS, parts, strict=True):
        if code and part.poll() is not None:
            click.echo(f"{name} ended by itself with code {part.returncode}; stopping.", err=True)
    _stop(parts, ending)
    return code


class _Ending:
    """Counts the signals that ask us to end; from here on Ctrl-C raises nothing."""

    def __init__(self) -> None:
        self.signals = 0
        for number in SIGNALS:
            signal.signal(number, self._count)

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1


def _start(name: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the parts once and in order.
    return subprocess.Popen(  # noqa: S603 - our own commands, no outside input
        [sys.executable, "-m", "flask", "--app", "app", name, "--parent", str(os.getpid())],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _stop(parts: Sequence[subprocess.Popen[bytes]], ending: _Ending) -> None:
    """Ask every part to finish; a second Ctrl-C, or thirty seconds, makes it final."""
    patience = ending.signals + 1
    deadline = time.monotonic() + GRACE
    for part in parts:
        if part.poll() is None:
            part.terminate()
    while any(part.poll() is None for part in parts):
        if ending.signals >= patience or time.monotonic() > deadline:
            for part in parts:
                _kill(part)
        time.sleep(0.05)


def _kill(part: subprocess.Popen[bytes]) -> None:
    if part.poll() is None:
        os.killpg(part.pid, signal.SIGKILL)


def _answers(settings: Settings) -> bool:
    try:
        return requests.get(f"{settings.local_url}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def _addresses(settings: Settings) -> str:
    places = {"Phone": "/phone", "Staff site": "/admin/", "Public page": "/"}
    if not settings.sandbox:
        del places["Phone"]
    lines = [f"  {name:<12} {settings.public_url}{path}" for name, path in places.items()]
    return "\n".join(["", "Sampan is running. Ctrl-C ends it.", *lines, ""])
