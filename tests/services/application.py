"""The application on a database of its own, inside the test or as real processes."""

import contextvars
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import flask_migrate
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import ROOT, Settings
from extensions import db
from tests.services import made_once
from tests.services.process import Process, free_port

# Fictional, and long enough to be accepted.
SECRETS = {
    "META_APP_SECRETS": "an-app-secret-for-tests",
    "META_VERIFY_TOKEN": "a-verify-token-for-tests",
    "SECRET_KEYS": "sessions-in-tests-are-signed-with-this",
    "DATA_KEYS": "data-in-tests-are-encrypted-with-this",
}


def environ(database_url: str, instance_dir: Path, **more: str) -> dict[str, str]:
    """The environment variables of one installation."""
    place = {"DATABASE_URL": database_url, "INSTANCE_DIR": str(instance_dir)}
    return {**place, **SECRETS, **more}


def migrate(database_url: str, instance_dir: Path) -> None:
    """Bring an empty database up to the newest migration, and let go of it."""
    app = application(Settings.read(environ(database_url, instance_dir)))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


made_once.remember_routes()


class Client(FlaskClient):
    """A test client whose requests share nothing with the test's own application context.

    Flask lends a context that is already pushed to the request, and with it whoever was signed in.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make one request in a fresh context."""
        return contextvars.Context().run(super().open, *args, **kwargs)


def application(settings: Settings) -> Flask:
    """The application, ready for tests."""
    # Here and not above: tests of a single layer do not load all of them.
    from app import create_app  # noqa: PLC0415

    made_once.bring_catalogues(settings.instance_dir)
    app = create_app(settings)
    app.testing = True
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = made_once.bytecode()
    return app


class System:
    """Sampan as an operator runs it: commands, one ``serve`` and one ``work``, on a free port."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = Path(tempfile.mkdtemp(prefix="sampan-"))
        self.instance = self._folder / "instance"
        ours = {"PORT": str(self.port), "INSTANCE_DIR": str(self.instance)}
        self.environ = {**_without_settings(), **ours, **(settings or {})}
        self._processes: list[Process] = []

    def run(self, *arguments: str, stdin: str = "", fails: bool = False) -> str:
        """Run ``flask --app app`` with these arguments and return all it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *arguments],
            cwd=ROOT,
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        printed = done.stdout + done.stderr
        if bool(done.returncode) != fails:
            raise AssertionError(f"{arguments} ended with {done.returncode}: {printed[-4000:]}")
        return printed

    def start(self) -> None:
        """Start the processes and wait until the web process answers."""
        for name in ("serve", "work"):
            command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), name]
            folder = Path(tempfile.mkdtemp(prefix="sampan-", dir=self._folder))
            self._processes.append(Process(command, folder, environ=self.environ))
        self._processes[0].wait_until(self._answers, seconds=180)

    def output(self) -> str:
        """What the processes have printed so far."""
        return "".join(process.output() for process in self._processes)

    def stop(self) -> list[int]:
        """End the processes; their exit codes, ``serve`` before ``work``."""
        codes = [process.stop() for process in self._processes]
        self._processes.clear()
        return codes

    def remove(self) -> None:
        """End the processes and remove all they have written."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=10).ok
        except requests.RequestException:
            return False


def _without_settings() -> dict[str, str]:
    """Our environment without any setting of Sampan's, so that a shell's own cannot leak in."""
    names = {
        "DATABASE_URL", "REDIS_URL", "GRAPH_API_URL", "GRAPH_API_VERSION", "HOST", "PORT",
        "PUBLIC_URL", "TRUSTED_PROXIES", "MEDIA_DIR", "CHECKPOINT_DIR", "MAIL_URL",
        "METRICS_TOKEN", "INSTANCE_DIR", "MEDIA_SCANNER", *SECRETS,
    }  # fmt: skip
    return {name: value for name, value in os.environ.items() if name not in names}
