"""Cases: submitted forms with a reference number."""

from flask import Flask

from cases import filing


def init_app(app: Flask) -> None:
    """Let turns file cases."""
    del app
    filing.register()
