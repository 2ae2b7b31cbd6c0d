"""Meta's webhook: the handshake, and deliveries that are stored before they are answered."""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, current_app, request
from sqlalchemy import exc
from werkzeug.exceptions import RequestEntityTooLarge

from config import Settings
from conversations import counts, engine
from conversations.inbound.inbox import Stored, store, store_unread, together
from conversations.transactions import passing, writing
from whatsapp.inbound.changes import Change
from whatsapp.inbound.envelope import read
from whatsapp.signature import verify

LARGEST = 4 * 1024 * 1024  # bytes; Meta says at most 3 MB
TRIES = 3
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)  # the database

blueprint = Blueprint("webhook", __name__)
log = structlog.get_logger(__name__)


@blueprint.get("/webhooks/whatsapp")
def handshake() -> Response:
    """Echo Meta's challenge when it knows our verify token, as plain text; else 403."""
    settings: Settings = current_app.extensions["settings"]
    token = request.args.get("hub.verify_token", "").encode()
    known = hmac.compare_digest(token, settings.meta_verify_token.encode())
    if request.args.get("hub.mode") != "subscribe" or not known:
        return _answer(403, "The verify token is another one.")
    return _answer(200, request.args.get("hub.challenge", ""))


@blueprint.post("/webhooks/whatsapp")
def deliver() -> Response:
    """Store one delivery and answer 200, also when it cannot be understood.

    401 without a signature, 403 with a wrong one, 413 above 4 MiB, and 503 when it could not be
    stored, so that Meta brings it again.
    """
    try:
        body = _body()
    except RequestEntityTooLarge:
        return _refuse(413, "too_large", f"The body is larger than {LARGEST // 2**20} MiB.")
    signature = request.headers.get("X-Hub-Signature-256")
    if not signature:
        return _refuse(401, "unsigned", "The header X-Hub-Signature-256 is missing.")
    settings: Settings = current_app.extensions["settings"]
    if not verify(body, signature, settings.meta_app_secrets):
        return _refuse(403, "wrong_signature", "The signature is not of this body.")
    try:
        stored = _store(body, datetime.now(UTC))
    except exc.SQLAlchemyError as fault:
        log.error("delivery_not_stored", fault=type(fault).__name__)  # noqa: TRY400 - no words
        return _refuse(503, "not_stored", "It could not be stored. Please bring it again.")
    engine.notice(stored)
    return _answer(200, "")


def _body() -> bytes:
    """The raw body.

    Raises:
        RequestEntityTooLarge: before anything is read where its length is stated, else as soon as
            more has come than is allowed.

    """
    # One byte more than is allowed: a body without a stated length is cut at this limit in silence.
    request.max_content_length = LARGEST + 1
    body = request.get_data(cache=False)
    if len(body) > LARGEST:
        raise RequestEntityTooLarge
    return body


def _store(body: bytes, received: datetime) -> Stored:
    try:
        changes = read(body, received)
    except Exception as fault:  # noqa: BLE001 - a 500 would bring the same body for seven days
        _keep(body, received, fault)
        return Stored()
    try:
        stored = _store_changes(changes, received)
        counts.DELIVERIES.labels("stored").inc()
    except AWAY:
        raise
    except Exception as fault:  # noqa: BLE001 - as above
        stored = _store_apart(changes, received)
        _keep(body, received, fault)
    counts.STORED.inc(stored.rows)
    if stored.unknown:
        counts.UNKNOWN_NUMBERS.inc(stored.unknown)
        log.warning("unknown_phone_number_id", rows=stored.unknown)
    return stored


def _store_apart(changes: Sequence[Change], received: datetime) -> Stored:
    """Each by itself: what is wrong with one of a thousand is nobody else's trouble."""
    stored = []
    for change in changes if len(changes) > 1 else ():
        try:
            stored.append(_store_changes([change], received))
        except AWAY:
            raise
        except Exception as fault:  # noqa: BLE001 - it stays in the body, which is kept
            log.warning("change_not_stored", reason=type(fault).__name__)
    return together(stored)


def _keep(body: bytes, received: datetime, fault: Exception) -> None:
    """Keep a body that somebody has to look at."""
    with writing() as connection:
        store_unread(connection, body, received)
    counts.DELIVERIES.labels("unread").inc()
    log.warning("delivery_not_understood", reason=type(fault).__name__, bytes=len(body))


def _store_changes(changes: Sequence[Change], received: datetime) -> Stored:
    for _ in range(TRIES - 1):
        try:
            with writing() as connection:
                return store(connection, changes, received)
        except exc.DBAPIError as fault:
            if not passing(fault):
                raise
    with writing() as connection:
        return store(connection, changes, received)


def _refuse(status: int, outcome: str, sentence: str) -> Response:
    counts.DELIVERIES.labels(outcome).inc()
    return _answer(status, sentence)


def _answer(status: int, words: str) -> Response:
    # The challenge is whatever the caller sent: never anything that a browser would run.
    response = Response(words, status, content_type="text/plain; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
