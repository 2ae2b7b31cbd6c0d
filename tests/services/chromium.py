"""The system's Chromium, driven by Playwright, which never downloads one."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.services.process import find, lacking

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Where somebody may have had Playwright put one, newest last.
PLAYWRIGHTS = "chromium-*/chrome-linux*/chrome"

# Milliseconds that a page may take to show what is expected; the cores may be busy with other tests.
PATIENCE = 60_000

# No word to anybody but the pages under test.
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """The browser's path; skips (with CI=true: fails) where none is installed."""
    path = next(filter(None, (find(name, Path("/usr/bin")) for name in NAMES)), None)
    path = path or next(_playwrights(), None)
    if path is None:
        lacking("Chromium", "chromium fonts-noto-cjk fonts-noto-color-emoji")
    return path


def _playwrights() -> Iterator[str]:
    """What `playwright install chromium` has left on this machine, the newest first."""
    place = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    for found in sorted(Path(place).glob(PLAYWRIGHTS), reverse=True):
        if os.access(found, os.X_OK):
            yield str(found)


def arguments() -> list[str]:
    """The command line; Chromium's own sandbox refuses to run as root."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
