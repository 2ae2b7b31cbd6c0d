"""Files that citizens sent: fetched within WhatsApp's seven days, checked, kept encrypted."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import structlog
from flask import current_app
from sqlalchemy import Connection, and_, select, update

from config import Settings
from conversations import counts
from conversations.graph import client_of
from conversations.tables import AnyRow, channel, media
from conversations.transactions import writing
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
    """Whether a file waits to be fetched."""
    wanted = select(media.c.id).where(media.c.state == "due", media.c.not_before <= now).limit(1)
    return connection.scalar(wanted) is not None


def fetch_due(now: datetime) -> int:
    """Fetch a few files that are due, one after another; how many were tried."""
    claimed = _claim(now)
    client = client_of(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    for row in claimed:
        result = _fetched(client, row, utc_now())
        counts.MEDIA.labels(result["state"]).inc()
        with writing() as connection:
            # Who took longer than the lease changes nothing: another has fetched it since.
            still = and_(media.c.state == "due", media.c.attempts == row.attempts)
            connection.execute(update(media).where(media.c.id == row.id, still).values(**result))
    return len(claimed)


def _claim(now: datetime) -> list[AnyRow]:
    """Take what is due off the others' hands for a while; whoever dies gives it back by that."""
    with writing() as connection:
        due = (
            select(media.c.id)
            .where(media.c.state == "due", media.c.not_before <= now)
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
                    media.c.whatsapp_id,
                    media.c.kind,
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
        return _fetch(client, row)
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
        return _again_or_lost(row, now, "gone")
    except SendFailureError as error:
        if error.failure.action is Action.NEVER:
            return _again_or_lost(row, now, f"code {error.failure.code or error.failure.status}")
        return _again_or_lost(row, now, "unreachable")
    except OSError as fault:
        log.error("media_not_written", media=row.id, fault=type(fault).__name__)  # noqa: TRY400
        return _again(row, now, "storage")


def _fetch(client: GraphClient, row: AnyRow) -> dict[str, Any]:
    kind = cast("Kind", row.kind)
    address = client.resolve_media(row.whatsapp_id, row.phone_number_id, row.token)
    if address.size is not None and address.size > INBOUND_BYTES[kind]:
        raise MediaRefusedError("too_large")
    found = client.download_media(address.url, row.token, INBOUND_BYTES[kind])
    checked = check(found.data, kind, row.claimed_type, row.sha256 or address.sha256)
    write_whole(_path(row.id), crypto.seal(PURPOSE, found.data))
    return {
        "state": "kept",
        "reason": "",
        "mime_type": checked.mime_type,
        "sha256": checked.sha256,
        "size": checked.size,
    }


def _again_or_lost(row: AnyRow, now: datetime, reason: str) -> dict[str, Any]:
    if row.attempts >= TRIES or now - row.created_at > KEPT_BY_WHATSAPP:
        return {"state": "lost", "reason": reason}
    return _again(row, now, reason)


def _again(row: AnyRow, now: datetime, reason: str) -> dict[str, Any]:
    pause = timedelta(seconds=min(5 * 3 ** (row.attempts - 1), 6 * 3600))
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
