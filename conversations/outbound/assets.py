"""Files that departments send: kept encrypted, and uploaded to a number once while their id lasts."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from flask import current_app
from sqlalchemy import Connection, select

from config import Settings
from conversations.inbound.media import write_whole
from conversations.outbound.outbox import Parcel
from conversations.tables import AnyRow, asset, asset_upload, replace
from conversations.transactions import looking, writing
from extensions import db
from flows.messages import FILENAME, MEDIA_BYTES, MEDIA_TYPES, Media, Message
from models import Asset, crypto
from models.columns import utc_now
from whatsapp.client import GraphClient
from whatsapp.filenames import safe_filename
from whatsapp.media import content_type, is_opus
from whatsapp.pictures import UnviewableError, sendable

PURPOSE = "asset.file"
SENT = ("image", "video", "audio", "document")  # a file is sent as the first that takes its type
LASTS = timedelta(days=29)  # WhatsApp keeps an uploaded file for thirty days


class AssetRefusedError(ValueError):
    """A file cannot be sent on WhatsApp: ``reason`` is ``empty``, ``too_large`` or ``type``."""

    def __init__(self, reason: str) -> None:
        """``reason`` is one of the words above."""
        super().__init__(f"The file was refused: {reason}.")
        self.reason = reason


def keep(department_id: int, data: bytes, filename: str) -> tuple[Asset, bool]:
    """The department's file with this content, and whether it is new. The caller commits.

    Raises:
        AssetRefusedError: WhatsApp would not take it; nothing is kept.

    """
    mime_type = content_type(data)
    kind = next((kind for kind in SENT if mime_type in MEDIA_TYPES[kind]), "")
    if not data:
        raise AssetRefusedError("empty")
    if not kind or (mime_type == "audio/ogg" and not is_opus(data)):
        raise AssetRefusedError("type")
    if kind == "image":
        data, mime_type = _picture(data, mime_type)
    if len(data) > MEDIA_BYTES[kind]:
        raise AssetRefusedError("too_large")
    digest = hashlib.sha256(data).hexdigest()
    known = db.session.scalar(
        select(Asset).where(Asset.department_id == department_id, Asset.sha256 == digest)
    )
    if known is not None:
        return known, False
    write_whole(_path(department_id, digest), crypto.seal(PURPOSE, data))
    new = Asset(
        department_id=department_id,
        sha256=digest,
        name=(safe_filename(filename) or digest[:12])[:FILENAME],
        kind=kind,
        mime_type=mime_type,
        size=len(data),
    )
    db.session.add(new)
    db.session.flush()
    return new, True


def _picture(data: bytes, mime_type: str) -> tuple[bytes, str]:
    try:
        return sendable(data, mime_type)
    except UnviewableError as fault:
        raise AssetRefusedError("type") from fault


def read(department_id: int, sha256: str) -> bytes:
    """The bytes of a file.

    Raises:
        FileNotFoundError: it is not in ``MEDIA_DIR``.

    """
    return crypto.open(PURPOSE, _path(department_id, sha256).read_bytes())


def with_ids(
    client: GraphClient, parcel: Parcel, message: Message
) -> tuple[Message, dict[str, str]]:
    """``message`` as it can be sent, and the ids at WhatsApp of the files it names.

    A file that the parcel's number has no id for is uploaded. It is sent as what it is, whatever
    the flow says. No transaction may be open. Raises SendFailureError when the upload fails; a file
    that is not here has no id.
    """
    if not isinstance(message, Media):
        return message, {}
    now = utc_now()
    with looking() as connection:
        row = _found(connection, parcel, message.asset, now)
    if row is None:
        return message, {}
    sent = msgspec.structs.replace(message, media=row.kind)
    if row.media_id:
        return sent, {message.asset: row.media_id}
    try:
        data = read(parcel.department_id, message.asset)
    except FileNotFoundError:
        return sent, {}
    media_id = client.upload_media(
        parcel.phone_number_id, parcel.graph_token, data, row.mime_type, row.name
    )
    kept = {
        "department_id": parcel.department_id,
        "asset_id": row.id,
        "channel_id": parcel.channel_id,
        "media_id": media_id,
        "expires_at": now + LASTS,
    }
    with writing() as connection:
        replace(connection, asset_upload, [kept], ("asset_id", "channel_id"))
    return sent, {message.asset: media_id}


def _found(connection: Connection, parcel: Parcel, sha256: str, now: datetime) -> AnyRow | None:
    """The file, with its id at WhatsApp for the parcel's number where that is still good."""
    good = (
        (asset_upload.c.asset_id == asset.c.id)
        & (asset_upload.c.channel_id == parcel.channel_id)
        & (asset_upload.c.expires_at > now)
    )
    wanted = (
        select(asset.c.id, asset.c.kind, asset.c.mime_type, asset.c.name, asset_upload.c.media_id)
        .outerjoin(asset_upload, good)
        .where(asset.c.department_id == parcel.department_id, asset.c.sha256 == sha256)
    )
    return connection.execute(wanted).first()


def _path(department_id: int, sha256: str) -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.media_dir / f"asset-{department_id}-{sha256}"
