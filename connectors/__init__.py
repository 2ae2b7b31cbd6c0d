"""Connectors: the departments' own systems, what is sent to them, and who allowed it."""

from flask import Flask

from connectors.wire import Wire


def init_app(app: Flask) -> None:
    """Give the application its way out: to public addresses, over TLS, and no other."""
    app.extensions["connector_wire"] = Wire()
