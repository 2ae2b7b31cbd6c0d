"""Files that citizens sent: fetched within WhatsApp's seven days, checked, kept encrypted."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import structlog
from flask import current_app
from sqlalchemy import Connection, and_, select, update
from sqlalchemy.sql.elements import ColumnElement

from config import Settings
from conversations import counts, doorbell
from conversations.doorbell import Ring
from conversations.graph import client_of
from conversations.inbound import media_notices, scanner
from conversations.tables import AnyRow, channel, media
from conversations.transactions import writing
from extensions import db
from models import Media, crypto
from models.columns import utc_now
from whatsapp.client import GraphClient, MediaGoneError, MediaTooLargeError
from whatsapp.error_table import Action
from whatsapp.errors import SendFailureError
from whatsapp.inbound.attachments import Kind
from whatsapp.media import INBOUND_BYTES, MediaRefusedError, check
from whatsapp.media_hosts import ForbiddenHostError

PURPOSE = "media.file"
SET = 4  # claimed at a time; each may be large
LEASE = timedelta(minutes=5)
TRIES = 10
HELD = "held"  # fetched, and not yet seen by the scanner
KEPT_BY_WHATSAPP = timedelta(days=7)

log = structlog.get_logger(__name__)


class MediaNotHereError(LookupError):
    """The file is not kept: not fetched yet, refused, or lost."""


def read(kept: Media) -> bytes:
    """The bytes of a kept file.

    Raises:
        MediaNotHereError: its state is not ``kept``, or the file is gone from ``MEDIA_DIR``.

    """
    if kept.state != "kept":
        raise MediaNotHereError("This file is not here.")
    try:
        stored = _path(kept.id).read_bytes()
    except FileNotFoundError:
        raise MediaNotHereError("This file is missing from MEDIA_DIR.") from None
    return crypto.open(PURPOSE, stored)


def any_due(connection: Connection, now: datetime) -> bool:
    """Whether a file waits to be fetched, or to be looked at by the scanner."""
    wanted = select(media.c.id).where(*_due(now)).limit(1)
    return connection.scalar(wanted) is not None


def hurry(channel_id: int, now: datetime) -> None:
    """Have the number's files tried again at once: what kept them away is put right.

    The caller commits.
    """
    db.session.execute(
        update(Media)
        .where(Media.channel_id == channel_id, Media.state == "due")
        .values(not_before=now)
    )


def fetch_due(now: datetime) -> int:
    """See to a few files that are due, one after another; how many were tried."""
    claimed = _claim(now)
    client = client_of(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    for row in claimed:
        result = _scanned_again(row, now) if row.state == HELD else _fetched(client, row, utc_now())
        counts.MEDIA.labels(result["state"]).inc()
        _write(row, result, now)
    return len(claimed)


def _write(row: AnyRow, result: dict[str, Any], now: datetime) -> None:
    with writing() as connection:
        # Who took longer than the lease changes nothing: another has fetched it since.
        still = and_(media.c.state == row.state, media.c.attempts == row.attempts)
        changed = connection.execute(
            update(media).where(media.c.id == row.id, still).values(**result)
        ).rowcount
        is_over = bool(changed) and result["state"] in {"refused", "lost"}
        if is_over:
            media_notices.tell(connection, row, result["state"], result["reason"], now)
    if is_over:
        _path(row.id).unlink(missing_ok=True)  # one that was held for the scanner
        doorbell.call(Ring(outbox=True))


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return media.c.state.in_(("due", HELD)), media.c.not_before <= now


def _claim(now: datetime) -> list[AnyRow]:
    """Take what is due off the others' hands for a while; whoever dies gives it back by that."""
    with writing() as connection:
        due = (
            select(media.c.id)
            .where(*_due(now))
            .order_by(media.c.not_before)
            .limit(SET)
            .with_for_update(skip_locked=True)
        )
        ids = list(connection.scalars(due))
        if not ids:
            return []
        connection.execute(
            update(media)
            .where(media.c.id.in_(ids))
            .values(not_before=now + LEASE, attempts=media.c.attempts + 1)
        )
        return list(
            connection.execute(
                select(
                    media.c.id,
                    media.c.department_id,
                    media.c.conversation_id,
                    media.c.whatsapp_id,
                    media.c.kind,
                    media.c.state,
                    media.c.claimed_type,
                    media.c.sha256,
                    media.c.attempts,
                    media.c.created_at,
                    channel.c.phone_number_id,
                    channel.c.token,
                )
                .join(channel, channel.c.id == media.c.channel_id)
                .where(media.c.id.in_(ids))
            )
        )


def _fetched(client: GraphClient, row: AnyRow, now: datetime) -> dict[str, Any]:
    """The columns that say what became of a file."""
    try:
        return _fetch(client, row, now)
    except MediaRefusedError as fault:
        # A damaged download may come whole the next time.
        if fault.reason in {"damaged", "empty"} and row.attempts < TRIES:
            return _again(row, now, fault.reason)
        return {"state": "refused", "reason": fault.reason}
    except MediaTooLargeError:
        return {"state": "refused", "reason": "too_large"}
    except ForbiddenHostError:
        return {"state": "refused", "reason": "host"}
    except MediaGoneError:
        return _again_or_lost(row, now, "gone", TRIES)
    except SendFailureError as error:
        if error.failure.action is Action.NEVER:
            reason = f"code_{error.failure.code or error.failure.status}"
            return _again_or_lost(row, now, reason, TRIES)
        # A token that has expired, Meta out of order: as long as WhatsApp has the file.
        return _again_or_lost(row, now, "unreachable")
    except OSError as fault:
        log.error("media_not_written", media=row.id, fault=type(fault).__name__)  # noqa: TRY400
        return _again(row, now, "storage")


def _fetch(client: GraphClient, row: AnyRow, now: datetime) -> dict[str, Any]:
    kind = cast("Kind", row.kind)
    address = client.resolve_media(row.whatsapp_id, row.phone_number_id, row.token)
    if address.size is not None and address.size > INBOUND_BYTES[kind]:
        raise MediaRefusedError("too_large")
    found = client.download_media(address.url, row.token, INBOUND_BYTES[kind])
    checked = check(found.data, kind, row.claimed_type, row.sha256 or address.sha256)
    verdict = _verdict(row, found.data, now)
    if verdict["state"] != "refused":
        write_whole(_path(row.id), crypto.seal(PURPOSE, found.data))
    return {
        "mime_type": checked.mime_type,
        "sha256": checked.sha256,
        "size": checked.size,
        **verdict,
    }


def _scanned_again(row: AnyRow, now: datetime) -> dict[str, Any]:
    """What becomes of a file that is here and that the scanner has not seen yet."""
    try:
        data = crypto.open(PURPOSE, _path(row.id).read_bytes())
    except FileNotFoundError:
        return {"state": "lost", "reason": "missing"}
    return _verdict(row, data, now)


def _verdict(row: AnyRow, data: bytes, now: datetime) -> dict[str, Any]:
    """What the scanner says: kept, refused, or held until it says something."""
    settings: Settings = current_app.extensions["settings"]
    try:
        if settings.media_scanner and scanner.is_harmful(settings.media_scanner, data):
            return {"state": "refused", "reason": "harmful"}
    except scanner.ScannerAwayError as fault:
        log.error("scanner_away", media=row.id, fault=str(fault))  # noqa: TRY400 (no words)
        pause = timedelta(seconds=min(60 * 2 ** (row.attempts - 1), 1800))
        return {"state": HELD, "reason": "scanner", "not_before": now + pause}
    return {"state": "kept", "reason": ""}


def _again_or_lost(
    row: AnyRow, now: datetime, reason: str, tries: int | None = None
) -> dict[str, Any]:
    tired = tries is not None and row.attempts >= tries
    if tired or now - row.created_at > KEPT_BY_WHATSAPP:
        return {"state": "lost", "reason": reason}
    return _again(row, now, reason)


def _again(row: AnyRow, now: datetime, reason: str) -> dict[str, Any]:
    pause = timedelta(seconds=min(5 * 3 ** min(row.attempts - 1, 9), 6 * 3600))
    return {"state": "due", "reason": reason, "not_before": now + pause}


def _path(media_id: str) -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.media_dir / media_id


def write_whole(path: Path, data: bytes) -> None:
    """Write the whole file or nothing, readable by us alone: what has the final name is complete and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(unfinished, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
