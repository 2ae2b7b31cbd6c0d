"""Sampan's processes, to be killed without a word and started again."""

import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import requests

from config import ROOT
from tests.services.process import Process, free_port

KINDS = ("serve", "work")


class Fleet:
    """One web process and one worker of an installation whose database is there."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._environ = {**environ, "PORT": str(port)}
        self._folder = folder
        self._running: dict[str, Process] = {}

    def start(self, kind: str) -> None:
        """Start ``serve`` or ``work``; it needs a few seconds until it does anything."""
        command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), kind]
        place = Path(tempfile.mkdtemp(dir=self._folder))
        self._running[kind] = Process(command, place, ending=signal.SIGKILL, environ=self._environ)

    def kill(self, kind: str) -> None:
        """End it by ``kill -9``, with every process of its group."""
        self._running.pop(kind).stop()

    def wait(self) -> None:
        """Wait until the web process answers."""
        self._running["serve"].wait_until(self._answers)

    def stop(self) -> None:
        """Kill what is running."""
        for kind in list(self._running):
            self.kill(kind)

    def output(self) -> str:
        """What the running processes have printed."""
        return "".join(process.output() for process in self._running.values())

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        except requests.RequestException:
            return False
