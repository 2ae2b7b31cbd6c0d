import base64
import hashlib

import pytest

from whatsapp import media
from whatsapp.inbound.attachments import Kind
from whatsapp.media import MediaRefusedError, check, content_type, digest_fits

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
OGG = b"OggS" + bytes(24) + b"OpusHead"
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(40)
M4A = b"\x00\x00\x00\x18ftypM4A " + bytes(40)
THREE_GP = b"\x00\x00\x00\x18ftyp3gp4" + bytes(40)
ODD_MP4 = b"\x00\x00\x00\x18ftypMSNV" + bytes(40)
AMR = b"#!AMR\n" + bytes(40)
PDF = b"%PDF-1.7\n"
PROGRAM = b"MZ" + bytes(100)
HTML = b"<html><script>alert(1)</script>"
NOISE = b"\x01\x02\xfe\xff" * 20


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (OGG, "audio/ogg"),
        (AMR, "audio/amr"),
        (MP4, "video/mp4"),
        (ODD_MP4, "video/mp4"),
        (M4A, "audio/mp4"),
        (THREE_GP, "video/3gpp"),
        (PDF, "application/pdf"),
        (HTML, "text/plain"),
        ("塌樹".encode(), "text/plain"),
        ("塌樹".encode("utf-16"), "application/octet-stream"),
        (NOISE, "application/octet-stream"),
    ],
)
def test_content_type(data: bytes, found: str) -> None:
    assert content_type(data) == found


@pytest.mark.parametrize(
    ("data", "kind", "claimed", "found"),
    [
        (JPEG, "photo", "image/jpeg", "image/jpeg"),
        (PNG, "photo", "image/jpeg", "image/png"),
        (MP4, "video", "video/mp4", "video/mp4"),
        (OGG, "voice", "audio/ogg", "audio/ogg"),
        (MP4, "audio", "audio/mp4", "audio/mp4"),
        (NOISE, "audio", "audio/aac", "audio/aac"),
        (PDF, "document", "application/pdf", "application/pdf"),
        (PROGRAM, "document", "application/pdf", "application/x-msdownload"),
        (HTML, "document", "text/html", "text/plain"),
    ],
)
def test_what_it_is_counts(data: bytes, kind: Kind, claimed: str, found: str) -> None:
    checked = check(data, kind, claimed)
    assert checked.mime_type == found
    assert checked.sha256 == hashlib.sha256(data).hexdigest()
    assert checked.size == len(data)


@pytest.mark.parametrize(
    ("data", "kind", "claimed"),
    [
        (PROGRAM, "photo", "image/jpeg"),
        (HTML, "photo", "image/svg+xml"),
        (JPEG, "video", "video/mp4"),
        (HTML, "voice", "audio/ogg"),
        (NOISE, "audio", "text/html"),
        (NOISE, "photo", "image/jpeg"),
    ],
)
def test_what_it_is_not(data: bytes, kind: Kind, claimed: str) -> None:
    with pytest.raises(MediaRefusedError) as caught:
        check(data, kind, claimed)
    assert caught.value.reason == "type"


def test_nothing_at_all() -> None:
    with pytest.raises(MediaRefusedError) as caught:
        check(b"", "document")
    assert caught.value.reason == "empty"


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(media.INBOUND_BYTES, "photo", len(JPEG))
    assert check(JPEG, "photo").size == len(JPEG)
    with pytest.raises(MediaRefusedError) as caught:
        check(JPEG + b"\x00", "photo")
    assert caught.value.reason == "too_large"


def digests(data: bytes) -> list[str]:
    digest = hashlib.sha256(data).digest()
    plain = base64.b64encode(digest).decode()
    url_safe = base64.urlsafe_b64encode(digest).decode()
    return [digest.hex(), digest.hex().upper(), plain, plain.rstrip("="), url_safe]


@pytest.mark.parametrize("claimed", dict.fromkeys(digests(JPEG)))
def test_both_spellings_of_a_digest(claimed: str) -> None:
    assert digest_fits(JPEG, claimed)
    assert not digest_fits(PNG, claimed)
    assert check(JPEG, "photo", "image/jpeg", claimed).mime_type == "image/jpeg"


@pytest.mark.parametrize("claimed", ["", "abc", "x" * 64, "樹", "樹" * 64, "=", "A" * 43])
def test_digests_that_are_none(claimed: str) -> None:
    assert not digest_fits(JPEG, claimed)


def test_damaged_on_the_way() -> None:
    with pytest.raises(MediaRefusedError) as caught:
        check(JPEG, "photo", "image/jpeg", digests(PNG)[0])
    assert caught.value.reason == "damaged"
