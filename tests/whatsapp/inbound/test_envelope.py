import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.whatsapp.payloads.cases import load, named
from whatsapp.inbound.changes import (
    Change,
    InboundMessage,
    NotUnderstoodError,
    OtherChange,
    StatusUpdate,
)
from whatsapp.inbound.envelope import read
from whatsapp.inbound.events import to_event

RECEIVED = datetime(2026, 11, 22, 4, tzinfo=UTC)
DELIVERIES = load("deliveries")
NUMBER = {"display_phone_number": "85255550100", "phone_number_id": "9001"}


def envelope(*entries: object) -> bytes:
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def entry(value: object, field: object = "messages", waba: str = "7001") -> dict[str, Any]:
    return {"id": waba, "changes": [{"field": field, "value": value}]}


def text(wamid: str, number: str = "9001", body: str = "hi") -> dict[str, Any]:
    sent = {"from": "85255550123", "id": wamid, "timestamp": "1795312800", "type": "text"}
    return {"metadata": {"phone_number_id": number}, "messages": [sent | {"text": {"body": body}}]}


def delivery(case: dict[str, Any]) -> dict[str, Any]:
    metadata = case.get("metadata", NUMBER)
    value = {"messaging_product": "whatsapp", **case["value"]}
    return entry(
        value | ({"metadata": metadata} if metadata else {}), case.get("field", "messages")
    )


@pytest.mark.parametrize("case", DELIVERIES, ids=named)
def test_delivery(case: dict[str, Any]) -> None:
    found = [msgspec.to_builtins(change) for change in read(envelope(delivery(case)), RECEIVED)]
    expected = case["changes"]
    chosen = [
        {key: msgspec.json.decode(msgspec.json.encode(change[key])) for key in wanted}
        for change, wanted in zip(found, expected, strict=True)
    ]
    assert chosen == expected


@pytest.mark.parametrize("case", DELIVERIES, ids=named)
def test_the_same_again_has_the_same_keys(case: dict[str, Any]) -> None:
    first = read(envelope(delivery(case)), RECEIVED)
    again = json.dumps(json.loads(envelope(delivery(case))), sort_keys=True, indent=1).encode()
    assert [change.key for change in read(again)] == [change.key for change in first]
    assert len({change.key for change in first}) == len(first)


@pytest.mark.parametrize("case", DELIVERIES, ids=named)
def test_changes_can_be_stored_and_read_back(case: dict[str, Any]) -> None:
    changes = read(envelope(delivery(case)), RECEIVED)
    stored = msgspec.json.encode(changes)
    assert msgspec.json.decode(stored, type=list[Change]) == changes


def test_every_entry_change_and_message() -> None:
    first = entry(text("wamid.1"))
    first["changes"] += entry(text("wamid.2", number="9002"))["changes"]
    body = envelope(first, entry(text("wamid.1"), waba="7002"), entry(text("wamid.3"), waba="7002"))
    assert [change.key for change in read(body)] == [
        "m:9001:wamid.1",
        "m:9002:wamid.2",
        "m:9001:wamid.3",
    ]


def test_the_order_of_a_thousand_is_kept() -> None:
    entries = [entry(text(f"wamid.{index}")) for index in range(500)]
    last = entry(text("wamid.500"))
    last["changes"][0]["value"]["messages"] = [
        text(f"wamid.{index}")["messages"][0] for index in range(500, 1000)
    ]
    found = read(envelope(*entries, last))
    assert [change.key for change in found] == [f"m:9001:wamid.{index}" for index in range(1000)]


def test_the_same_words_at_another_time_are_another_change() -> None:
    value = {"event": "PAUSED", "message_template_id": 1}
    keys = {
        read(envelope(entry(value, "message_template_status_update") | {"time": time}))[0].key
        for time in (1795312800, 1795312900, 1795312800)
    }
    assert len(keys) == 2


def test_the_time_of_an_entry_dates_what_has_no_timestamp() -> None:
    [change] = read(envelope(entry({"a": 1}, "account_update") | {"time": 1795312800}), RECEIVED)
    assert change.timestamp == datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b'"text"',
        b"[]",
        b"null",
        b"{}",
        b'{"object": "page", "entry": []}',
        b'{"object": "whatsapp_business_account"}',
        b'{"object": "whatsapp_business_account", "entry": {}}',
        b'{"object": "whatsapp_business_account", "entry": [NaN]}',
        b'{"object": "whatsapp_business_account", "entry": [' + b"9" * 5000 + b"]}",
        b"[" * 100_000,
        b'{"entry":' * 5000,
    ],
)
def test_no_envelope(body: bytes) -> None:
    with pytest.raises(NotUnderstoodError):
        read(body)


def test_an_empty_envelope_holds_nothing() -> None:
    assert read(envelope()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        7,
        [],
        {},
        {"id": "7001"},
        {"id": "7001", "changes": None},
        {"id": "7001", "changes": [None]},
        {"id": "7001", "changes": [{"field": "messages"}]},
        {"id": "7001", "changes": [{"field": "messages", "value": []}]},
        {"id": "7001", "changes": [{"value": {}}]},
        {"id": [], "time": {}, "changes": [{"field": {}, "value": {}}]},
    ],
)
def test_one_wrong_entry_spoils_no_other(wrong: object) -> None:
    other, message = read(envelope(wrong, entry(text("wamid.1"))))
    assert isinstance(other, OtherChange)
    assert other.reason == "shape"
    assert isinstance(message, InboundMessage)


def test_nul_and_half_surrogates_are_cleaned() -> None:
    raw = rb'{"object":"whatsapp_business_account","entry":[{"id":"7001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"9001"},"messages":[{"from":"85255550123","id":"wamid.1","type":"text","text":{"body":"a\u0000b\ud83dc\ud83d\ude00"}}]}}]}]}'
    [message] = read(raw)
    assert isinstance(message, InboundMessage)
    assert message.raw["text"]["body"] == "ab\ufffdc😀"
    msgspec.json.encode(message)


def test_what_is_nested_absurdly_is_cut_off_and_its_neighbours_are_kept() -> None:
    deep: Any = "bottom"
    for _ in range(300):
        deep = {"a": [deep]}
    value = text("wamid.1")
    value["messages"].insert(0, text("wamid.0")["messages"][0] | {"strange": deep})
    first, second = read(envelope(entry(value)))
    assert (first.key, second.key) == ("m:9001:wamid.0", "m:9001:wamid.1")
    msgspec.json.encode(first)


def test_a_missing_clock_is_read() -> None:
    [change] = read(envelope(entry({}, "flows")))
    assert abs((datetime.now(UTC) - change.timestamp).total_seconds()) < 60


LETTERS = st.text(st.characters(), max_size=20)  # halves of surrogate pairs among them
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4),
    max_leaves=8,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, item in value.items():
            found += places(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += places(item, (*path, index))
    return found


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Valid deliveries in which values were replaced, removed and doubled at any place."""
    chosen = draw(st.lists(st.sampled_from(DELIVERIES), min_size=1, max_size=3))
    document = json.loads(envelope(*(delivery(case) for case in chosen)))
    for _ in range(draw(st.integers(0, 6))):
        where = places(document)
        if not where:
            break
        *path, last = draw(st.sampled_from(where))
        holder = document
        for step in path:
            holder = holder[step]
        match draw(st.sampled_from(["replace", "remove", "swap"])):
            case "replace":
                holder[last] = draw(ANYTHING)
            case "remove":
                del holder[last]
            case "swap":
                holder[last] = [holder[last]]
    return json.dumps(document).encode()


@given(mutated())
def test_whatever_comes_is_read_stored_and_turned_into_an_event(body: bytes) -> None:
    try:
        changes = read(body, RECEIVED)
    except NotUnderstoodError:
        return
    stored = msgspec.json.encode(changes)
    back = msgspec.json.decode(stored, type=list[Change])
    assert [change.key for change in back] == [change.key for change in changes]
    for change in back:
        assert change.timestamp.tzinfo is not None
        if isinstance(change, InboundMessage):
            assert change.sender.phone or change.sender.user_id
            msgspec.json.encode(to_event(change, {"5501": "stored-1"}))
        if isinstance(change, StatusUpdate):
            assert change.key == f"s:{change.wamid}:{change.status}"


@given(st.binary(max_size=300))
def test_bytes_are_no_envelope(body: bytes) -> None:
    with pytest.raises(NotUnderstoodError):
        read(body)
