from typing import Any

import msgspec
import pytest

from flows.messages import Media, Message, Text, overruns
from tests.whatsapp.payloads.cases import load, named
from whatsapp.outbound import MissingMediaError, Recipient, UnaddressedError, to_payload

CHAN = Recipient(phone="+85255550123")
COMMON = {"messaging_product", "recipient_type", "to", "biz_opaque_callback_data"}


@pytest.mark.parametrize("case", load("payloads"), ids=named)
def test_payload(case: dict[str, Any]) -> None:
    message: Message = msgspec.convert(case["message"], type=Message)
    assert overruns(message) == []
    payload = to_payload(message, CHAN, callback_data="inst-1", media_ids={"tree": "7701"})
    assert payload["messaging_product"] == "whatsapp"
    assert payload["recipient_type"] == "individual"
    assert payload["to"] == "+85255550123"
    assert payload["biz_opaque_callback_data"] == "inst-1"
    assert {key: payload[key] for key in payload.keys() - COMMON} == case["payload"]


@pytest.mark.parametrize(
    ("recipient", "address"),
    [
        (Recipient(phone="+85255550123"), {"to": "+85255550123"}),
        (Recipient(phone="85255550123"), {"to": "+85255550123"}),
        (Recipient(user_id="HK.1a2B3c"), {"recipient": "HK.1a2B3c"}),
        (Recipient(phone="+85255550123", user_id="HK.1a2B3c"), {"to": "+85255550123"}),
    ],
)
def test_the_telephone_wins(recipient: Recipient, address: dict[str, str]) -> None:
    payload = to_payload(Text("hi"), recipient, callback_data="x", media_ids={})
    assert {key: payload[key] for key in ("to", "recipient") if key in payload} == address


def test_nobody_to_send_to() -> None:
    with pytest.raises(UnaddressedError):
        to_payload(Text("hi"), Recipient(), callback_data="x", media_ids={})


def test_a_quoted_message_stands_in_the_context() -> None:
    payload = to_payload(Text("hi"), CHAN, callback_data="x", media_ids={}, quoted="wamid.A")
    assert payload["context"] == {"message_id": "wamid.A"}
    assert "context" not in to_payload(Text("hi"), CHAN, callback_data="x", media_ids={})


def test_media_must_be_uploaded_first() -> None:
    with pytest.raises(MissingMediaError) as caught:
        to_payload(Media("image", "tree"), CHAN, callback_data="x", media_ids={"other": "1"})
    assert caught.value.asset == "tree"
