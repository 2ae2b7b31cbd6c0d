import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.whatsapp.drawings import drawn
from whatsapp import pictures
from whatsapp.pictures import UnviewableError, is_sendable, sendable, viewable

GPS = 0x8825
ORIENTATION = 0x0112


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("form", "mode", "mime"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGB", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "LA", "image/png"),
        ("PNG", "1", "image/jpeg"),
        ("PNG", "I;16", "image/jpeg"),
        ("WEBP", "RGB", "image/jpeg"),
        ("GIF", "RGB", "image/jpeg"),
    ],
)
def test_every_form_becomes_one_that_browsers_show(form: str, mode: str, mime: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (40, 20)).save(written, form)
    data, found = viewable(written.getvalue(), f"image/{form.lower()}")
    assert found == mime
    assert opened(data).size == (40, 20)


def test_place_and_device_are_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Camera"
    exif.get_ifd(GPS)[1] = "N"
    data, _ = viewable(drawn("JPEG", exif=exif, comment=b"secret"), "image/jpeg")
    shown = opened(data)
    assert shown.size == (20, 40)
    assert not dict(shown.getexif())
    assert b"Camera" not in data
    assert b"secret" not in data


def test_words_hidden_in_a_png_are_gone() -> None:
    info = PngInfo()
    info.add_text("Comment", "secret")
    data, _ = viewable(drawn("PNG", "RGBA", pnginfo=info), "image/png")
    assert b"secret" not in data


def test_large_ones_are_made_smaller() -> None:
    data, _ = viewable(drawn("JPEG", size=(4000, 1000)), "image/jpeg")
    assert opened(data).size == (2560, 640)


def test_too_many_pixels_are_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 799)
    with pytest.raises(UnviewableError, match="too many pixels"):
        viewable(drawn("PNG"), "image/png")


def flood(side: int) -> bytes:
    """A PNG of a few bytes that says it is ``side`` pixels wide and high."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 10_000, 100_000])
def test_a_flood_of_pixels(side: int) -> None:
    with pytest.raises(UnviewableError):
        viewable(flood(side), "image/png")


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"", "image/jpeg"),
        (b"<svg/>", "image/svg+xml"),
        (drawn("JPEG")[:100], "image/jpeg"),
        (drawn("BMP"), "image/bmp"),
        (drawn("PNG"), "application/pdf"),
    ],
)
def test_what_cannot_be_shown(data: bytes, mime: str) -> None:
    with pytest.raises(UnviewableError):
        viewable(data, mime)


PICTURES = [drawn(form) for form in ("JPEG", "PNG", "WEBP", "GIF")]


@settings(max_examples=60)
@given(st.sampled_from(PICTURES), st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255))))
def test_damaged_pictures_are_shown_or_refused(data: bytes, damage: list[tuple[int, int]]) -> None:
    broken = bytearray(data)
    for place, value in damage:
        broken[place % len(broken)] = value
    try:
        shown, mime = viewable(bytes(broken), "image/jpeg")
    except UnviewableError:
        return
    assert mime in {"image/jpeg", "image/png"}
    assert opened(shown).size <= (2560, 2560)


@pytest.mark.parametrize(
    ("form", "mode", "stays"),
    [
        ("JPEG", "RGB", True),
        ("JPEG", "L", True),
        ("JPEG", "CMYK", False),
        ("PNG", "RGB", True),
        ("PNG", "RGBA", True),
        ("PNG", "P", False),
        ("PNG", "1", False),
        ("PNG", "I;16", False),
    ],
)
def test_what_whatsapp_would_not_take_is_written_anew(form: str, mode: str, stays: bool) -> None:
    data, mime = drawn(form, mode), f"image/{form.lower()}"
    found, found_mime = sendable(data, mime)
    assert (found == data) is is_sendable(data, mime) is stays
    assert is_sendable(found, found_mime)


@given(st.binary(max_size=200))
def test_nothing_that_is_no_picture_can_be_sent(data: bytes) -> None:
    assert not is_sendable(data, "image/png")
