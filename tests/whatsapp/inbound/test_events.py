import string
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from flows.events import Unusable, Words
from tests.whatsapp.payloads.cases import load, named
from whatsapp.inbound.attachments import InboundMedia, media_in
from whatsapp.inbound.changes import InboundMessage, Sender
from whatsapp.inbound.events import to_event

MEDIA = {"5501": "stored-1"}


def message_of(raw: dict[str, Any]) -> InboundMessage:
    raw = {"from": "85255550123", "id": "wamid.THIS", "timestamp": "1795312800", **raw}
    return InboundMessage(
        key="m:9001:wamid.THIS",
        wamid="wamid.THIS",
        phone_number_id="9001",
        waba_id="7001",
        timestamp=datetime(2026, 11, 22, 2, tzinfo=UTC),
        sender=Sender(phone="+85255550123"),
        raw=raw,
        type=raw.get("type", ""),
    )


@pytest.mark.parametrize("case", load("events"), ids=named)
def test_event(case: dict[str, Any]) -> None:
    event = msgspec.to_builtins(to_event(message_of(case["message"]), MEDIA))
    assert event["id"] == "wamid.THIS"
    assert {key: _listed(event[key]) for key in case["event"]} == case["event"]


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_long_words_stay_whole() -> None:
    event = to_event(message_of({"type": "text", "text": {"body": "字" * 9000}}), {})
    assert isinstance(event, Words)
    assert event.text == "字" * 9000


def test_media_are_listed_as_claimed() -> None:
    part = {
        "id": "5501",
        "mime_type": "Audio/OGG; codecs=opus",
        "sha256": "abc=",
        "voice": True,
        "url": "https://lookaside.fbsbx.com/x",
    }
    assert media_in(message_of({"type": "audio", "audio": part})) == [
        InboundMedia("5501", "voice", "audio/ogg", "abc=", "", "https://lookaside.fbsbx.com/x")
    ]


@pytest.mark.parametrize(
    "raw",
    [
        {"type": "text", "text": {"body": "5501"}},
        {"type": "sticker", "sticker": {"id": "5501"}},
        {"type": "image"},
        {"type": "image", "image": {"id": "5" * 300}},
        {"type": "image", "image": {"id": "5501"}, "errors": [{"code": 131052}]},
    ],
)
def test_nothing_to_fetch(raw: dict[str, Any]) -> None:
    assert media_in(message_of(raw)) == []


@pytest.mark.parametrize("kind", ["text", "image", "location", "contacts", "interactive", "button"])
@pytest.mark.parametrize("part", [None, 0, "", [], {}, "words", [[]], {"id": []}, True])
def test_wrong_shapes_are_still_answered(kind: str, part: object) -> None:
    event = to_event(message_of({"type": kind, kind: part, "context": part, "errors": part}), MEDIA)
    assert isinstance(event, Unusable)
    assert event.what
    assert set(event.what) <= set(string.ascii_lowercase + "_")
