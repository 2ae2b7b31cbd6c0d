"""The system's Chromium, driven by Playwright, which never downloads one."""

import os
from pathlib import Path

from tests.services.process import find, lacking

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

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
    if path is None:
        lacking("Chromium", "chromium fonts-noto-cjk")
    return path


def arguments() -> list[str]:
    """The command line; Chromium's own sandbox refuses to run as root."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
