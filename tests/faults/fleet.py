"""Sampan's processes, to be killed without a word and started again."""

import resource
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests
from flask import Flask

from config import ROOT
from tests.services.application import _without_settings, environ
from tests.services.process import Process, free_port

SKEW = Path(__file__).with_name("skew")
CLOCKS = {"ahead": 600, "behind": -600}  # seconds by which a process's clock is off


class Fleet:
    """The processes of an installation whose database is there, each by a name of its own.

    A name begins with its command, ``serve`` or ``work``; one that ends in ``-ahead`` or
    ``-behind`` runs on a machine whose clock is ten minutes off.
    """

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._environ = {**settings, "PORT": str(port)}
        self._folder = folder
        self._running: dict[str, Process] = {}
        self._ended: list[str] = []

    @property
    def names(self) -> list[str]:
        """Who is running."""
        return list(self._running)

    def start(self, name: str) -> None:
        """Start a process; it needs a few seconds until it does anything."""
        kind, _, place = name.partition("-")
        environ = dict(self._environ)
        if place in CLOCKS:
            environ |= {"PYTHONPATH": str(SKEW), "CLOCK_AHEAD": str(CLOCKS[place])}
        command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), kind]
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        self._running[name] = Process(command, folder, ending=signal.SIGKILL, environ=environ)

    def kill(self, name: str) -> None:
        """End it by ``kill -9``, with every process of its group."""
        process = self._running.pop(name)
        self._ended.append(process.output())
        process.stop()

    def limit(self, name: str, what: int, most: int) -> bool:
        """Set a running process's limit of ``resource``; whether it runs yet."""
        pids = self._running[name].children()
        for pid in pids:
            _, hard = resource.prlimit(pid, what)
            resource.prlimit(pid, what, (most, hard))
        return bool(pids)

    def replace(self, *names: str) -> None:
        """Kill them all, then start them again."""
        for name in names:
            self.kill(name)
        for name in names:
            self.start(name)

    def wait(self) -> None:
        """Wait until the web process answers."""
        self._running["serve"].wait_until(self._answers)

    def stop(self) -> None:
        """Kill what is running."""
        for name in list(self._running):
            self.kill(name)

    def output(self) -> str:
        """What the processes have printed, those that were killed included."""
        running = [process.output() for process in self._running.values()]
        return "".join([*self._ended, *running])

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        except requests.RequestException:
            return False


@contextmanager
def running(app: Flask, folder: Path, *names: str) -> Iterator[Fleet]:
    """Processes with the settings of ``app``, until the block ends."""
    settings = app.extensions["settings"]
    more = {"GRAPH_API_URL": settings.graph_api_url, "MEDIA_DIR": str(settings.media_dir)}
    if settings.redis_url:
        more["REDIS_URL"] = settings.redis_url
    ours = environ(settings.database_url, settings.instance_dir, **more)
    fleet = Fleet({**_without_settings(), **ours}, folder)
    try:
        for name in names:
            fleet.start(name)
        fleet.wait()
        yield fleet
    finally:
        fleet.stop()
