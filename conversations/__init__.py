"""The durable runtime around the flows: webhook, inbox, lanes, outbox, timers, media."""

from flask import Flask

from conversations import webhook
from extensions import csrf, limiter


def init_app(app: Flask) -> None:
    """Register the webhook. Meta signs its deliveries, so it has no token of ours and no limit."""
    csrf.exempt(webhook.blueprint)
    limiter.exempt(webhook.blueprint)
    app.register_blueprint(webhook.blueprint)
