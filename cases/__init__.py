"""Cases: submitted forms with a reference number."""

from flask import Flask

from cases import filing, status


def init_app(app: Flask) -> None:
    """Let turns file cases and look them up."""
    del app
    filing.register()
    status.register()
