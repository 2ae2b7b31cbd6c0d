"""The trail: who did what to what, stored with the change itself."""

from flask import Flask

from audit.trail import event, record

__all__ = ["event", "init_app", "record"]


def init_app(app: Flask) -> None:
    """Nothing to set up yet; the sealer will start here."""
    del app
