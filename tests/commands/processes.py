"""A command as a real process, with the processes that it starts."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from config import ROOT
from tests.services.process import PATIENCE


class Running:
    """``flask --app app`` with these arguments, until it is ended."""

    def __init__(self, *arguments: str, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", *arguments],
            cwd=ROOT,
            env=dict(environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def children(self) -> set[int]:
        """The ids of the processes that it has started."""
        pid = self.process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children")
        return {int(one) for one in listed.read_text().split()} if listed.exists() else set()

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; the exit code and what was printed."""
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, printed

    def kill(self) -> None:
        """End it and its children at once, if they still run."""
        for pid in [*self.children(), self.process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)
