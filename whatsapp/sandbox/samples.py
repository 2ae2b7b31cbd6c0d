"""Things to send for those who have nothing at hand: drawn, written and encoded here."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw


@dataclass(frozen=True)
class Sample:
    """A file that the phone offers. ``kind`` as in the webhook."""

    kind: str
    mime: str
    filename: str
    content: bytes


@cache
def sample(name: str) -> Sample:
    """One of ``SAMPLES``; raises ``KeyError`` for another name."""
    return SAMPLES[name]()


def _fallen_tree() -> Sample:
    picture = Image.new("RGB", (960, 720), "#bcd3e4")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 330, 960, 720), fill="#8fa08a")
    draw.polygon([(0, 470), (960, 420), (960, 640), (0, 700)], fill="#75797d")
    for start in range(20, 960, 150):
        top = 578 - start // 19
        draw.polygon(
            [(start, top), (start + 80, top - 4), (start + 80, top + 4), (start, top + 8)],
            fill="#e8e4d4",
        )
    draw.polygon([(140, 560), (150, 600), (660, 500), (650, 455)], fill="#6a4a33")
    for x, y, size, green in _LEAVES:
        draw.ellipse((x - size, y - size, x + size, y + size), fill=green)
    draw.polygon([(70, 520), (150, 555), (150, 605), (80, 640), (40, 585)], fill="#4e3626")
    draw.polygon([(470, 350), (520, 470), (500, 480)], fill="#6a4a33")
    return Sample("image", "image/jpeg", "tree.jpg", _jpeg(picture))


_LEAVES = (
    (640, 470, 90, "#3f6b3a"),
    (740, 430, 105, "#4c7f45"),
    (720, 520, 95, "#38612f"),
    (830, 480, 80, "#568a4e"),
    (800, 550, 60, "#447240"),
    (500, 350, 48, "#4c7f45"),
)


def _wet_playground() -> Sample:
    picture = Image.new("RGB", (960, 720), "#cfd8de")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 400, 960, 720), fill="#b98f6a")
    draw.ellipse((250, 520, 760, 660), fill="#8db4cc")
    draw.ellipse((320, 548, 640, 628), fill="#a9cadd")
    for x in (200, 560):
        draw.line((x, 160, x - 60, 540), fill="#3c5a78", width=18)
        draw.line((x, 160, x + 60, 540), fill="#3c5a78", width=18)
    draw.line((190, 164, 570, 164), fill="#3c5a78", width=20)
    for x in (300, 440):
        draw.line((x, 170, x, 430), fill="#555555", width=5)
        draw.line((x + 60, 170, x + 60, 430), fill="#555555", width=5)
        draw.rectangle((x - 8, 428, x + 68, 446), fill="#b5483a")
    return Sample("image", "image/jpeg", "playground.jpg", _jpeg(picture))


def _jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


def _voice_note() -> Sample:
    return Sample("audio", "audio/ogg", "voice.ogg", _silence(seconds=3))


def _silence(seconds: int) -> bytes:
    """Silence as a voice note: Opus, mono, 20 ms a packet, in Ogg pages of one second (RFC 7845)."""
    skip = 312  # samples that a decoder drops at the start
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, skip, 48_000, 0, 0)
    vendor = b"sampan"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, 0x02), _page([tags], 0, 1, 0)]
    packet = b"\xf8\xff\xfe"  # CELT, full band, 20 ms, mono: nothing to hear
    for second in range(seconds):
        ends = 0x04 if second == seconds - 1 else 0
        pages.append(_page([packet] * 50, (second + 1) * 48_000, second + 2, ends))
    return b"".join(pages)


def _page(packets: list[bytes], samples: int, number: int, kind: int) -> bytes:
    lacing = bytes(len(packet) for packet in packets)  # every packet is shorter than 255 bytes
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, kind, samples, 1, number, 0, len(packets))
    page = head + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    """Ogg's CRC-32: polynomial 0x04c11db7, not reflected, nothing added at either end."""
    found = 0
    for byte in page:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1) ^ (0x104C11DB7 if found & 0x80000000 else 0)
    return found


def _letter() -> Sample:
    words = (
        "Sample document",
        "",
        "This page was made by the demonstration phone.",
        "Reference: DEMO-0001",
    )
    return Sample("document", "application/pdf", "sample-document.pdf", _pdf(words))


def _pdf(lines: tuple[str, ...]) -> bytes:
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 16 Tf 24 TL 72 760 Td {shown} ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(written))
    )


SAMPLES: dict[str, Callable[[], Sample]] = {
    "tree": _fallen_tree,
    "playground": _wet_playground,
    "voice": _voice_note,
    "document": _letter,
}
