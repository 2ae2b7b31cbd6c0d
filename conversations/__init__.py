"""The durable runtime around the flows: webhook, inbox, lanes, outbox, timers, media."""

from flask import Flask

from conversations.calling import bookings, calls, services
from conversations.department import questions
from conversations.inbound import webhook
from conversations.talks import handover, memory, subscriptions, timers
from extensions import csrf, limiter


def init_app(app: Flask) -> None:
    """Register what turns may ask for, and the webhook.

    Meta signs its deliveries, so the webhook has no token of ours and no limit.
    """
    bookings.register()
    calls.register()
    handover.register()
    memory.register()
    questions.register()
    services.register()
    subscriptions.register()
    timers.register()
    csrf.exempt(webhook.blueprint)
    limiter.exempt(webhook.blueprint)
    app.register_blueprint(webhook.blueprint)
