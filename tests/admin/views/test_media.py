import io

import pytest
from PIL import Image

from config import Settings
from conversations.inbound.media import PURPOSE
from extensions import db
from models import Media, crypto, scope
from tests.admin.conftest import Town
from tests.whatsapp.test_pictures import flood


def _keep(town: Town, data: bytes, mime_type: str, filename: str = "a.bin") -> str:
    settings: Settings = town.app.extensions["settings"]
    with town.app.app_context(), scope.system():
        media = db.session.get(Media, town.parks.media)
        assert media is not None
        media.mime_type, media.filename, media.state = mime_type, filename, "kept"
        db.session.commit()
        settings.media_dir.mkdir(parents=True, exist_ok=True)
        (settings.media_dir / town.parks.media).write_bytes(crypto.seal(PURPOSE, data))
    return f"/admin/media/{town.parks.media}"


def test_a_photo_is_written_anew(small_town: Town) -> None:
    picture = io.BytesIO()
    hidden = Image.Exif()
    hidden[0x010E] = "taken at home"
    Image.new("RGB", (8, 8), "green").save(picture, "JPEG", exif=hidden)
    path = _keep(small_town, picture.getvalue(), "image/jpeg")
    answer = small_town.visitor("agent").get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert b"taken at home" not in answer.get_data()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("claimed", ["text/html", "text/plain", "image/svg+xml", "application/pdf"])
def test_what_could_be_a_page_is_only_handed_over(small_town: Town, claimed: str) -> None:
    path = _keep(small_town, b"<script>alert(1)</script>", claimed, "a\u202elmth.exe\r\nX: y")
    answer = small_town.visitor("agent").get(path)
    assert answer.mimetype == "application/octet-stream"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\u202e" not in disposition
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_who_may_see_a_file(small_town: Town) -> None:
    path = _keep(small_town, b"OggS", "audio/ogg")
    for role, code in {"agent": 200, "content-editor": 403, "system-admin": 403}.items():
        assert small_town.visitor(role).get(path).status_code == code, role
    assert small_town.app.test_client().get(path).status_code == 302


@pytest.mark.parametrize("state", ["due", "held", "refused", "lost"])
def test_a_file_that_was_not_kept_is_not_there(small_town: Town, state: str) -> None:
    path = _keep(small_town, b"x", "image/png")
    with small_town.app.app_context(), scope.system():
        media = db.session.get(Media, small_town.parks.media)
        assert media is not None
        media.state = state
        db.session.commit()
    visitor = small_town.visitor("agent")
    assert visitor.get(path).status_code == 404
    assert visitor.get("/admin/media/../../etc/passwd").status_code == 404


def test_a_kept_file_that_is_gone_from_the_disk_is_missing(small_town: Town) -> None:
    path = f"/admin/media/{small_town.parks.media}"
    assert small_town.visitor("agent").get(path).status_code == 404


def _photo() -> bytes:
    picture = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(picture, "JPEG")
    return picture.getvalue()


@pytest.mark.parametrize("behind", [b"<script>alert(1)</script>", b"PK\x03\x04archive", b"<?php"])
def test_what_hides_behind_a_picture_is_not_handed_on(small_town: Town, behind: bytes) -> None:
    path = _keep(small_town, _photo() + behind, "image/jpeg")
    answer = small_town.visitor("agent").get(path)
    assert answer.mimetype == "image/jpeg"
    assert behind not in answer.get_data()


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (_photo()[:600], "image/jpeg"),  # cut short
        (flood(100_000), "image/png"),  # a few bytes that would be 30 GB of pixels
        (b"GIF89a" + b"\xff" * 40, "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_handed_over_as_a_file(
    small_town: Town, data: bytes, mime_type: str
) -> None:
    answer = small_town.visitor("agent").get(_keep(small_town, data, mime_type))
    assert answer.status_code == 200
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_document_is_never_opened_by_the_name_it_was_given(small_town: Town) -> None:
    path = _keep(small_town, b"%PDF-1.7", "application/pdf", "holiday.jpg")
    answer = small_town.visitor("agent").get(path)
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=holiday.jpg"


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        ("held", "scanner", "Not yet checked"),
        ("refused", "harmful", "The virus scanner found something harmful in this file."),
        ("refused", "type", "The file was not what it claimed to be"),
        ("refused", "host", "The file was not kept."),
        ("lost", "missing", "The file is no longer here."),
        ("lost", "gone", "WhatsApp no longer has this file."),
    ],
)
def test_staff_read_in_the_conversation_why_a_file_is_not_shown(
    small_town: Town, state: str, reason: str, words: str
) -> None:
    with small_town.app.app_context(), scope.system():
        media = db.session.get_one(Media, small_town.parks.media)
        media.state, media.reason = state, reason
        db.session.commit()
    path = f"/admin/conversations/details/?id={small_town.parks.conversation}"
    page = small_town.visitor("agent").page(path)
    assert words in page
    assert f"/admin/media/{small_town.parks.media}" not in page
