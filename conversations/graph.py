"""The application's client for WhatsApp's Graph API, or for the stand-in that takes its place."""

from flask import Flask

from config import Settings
from whatsapp.client import GraphClient


def client_of(app: Flask) -> GraphClient:
    """The one client of ``app``; threads may share it."""
    client: GraphClient | None = app.extensions.get("graph")
    if client is None:
        settings: Settings = app.extensions["settings"]
        client = GraphClient(settings.graph_base, settings.graph_api_version)
        app.extensions["graph"] = client
    return client
