"""What a row of the inbox carries until it is done: the event, and what WhatsApp sent."""

from typing import Any

import msgspec

from flows.events import Event


class Arrival(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that moves a talk. ``raw`` is the message as it came, ``contact`` its entry."""

    event: Event
    raw: dict[str, Any] = {}
    contact: dict[str, Any] = {}


class _Event(msgspec.Struct, frozen=True):
    """The part of an arrival that a turn needs; the rest is not even parsed."""

    event: Event


_encoder = msgspec.json.Encoder()
_event = msgspec.json.Decoder(_Event)
_said = msgspec.json.Decoder(Event)


def dump(arrival: Arrival) -> bytes:
    """The payload of an inbox row."""
    return _encoder.encode(arrival)


def event_in(payload: bytes | None) -> Event:
    """The event in the payload of an inbox row.

    Raises:
        ValueError: the payload is none of ours.

    """
    if payload is None:
        raise ValueError("The inbox row was emptied before it was done.")
    return _event.decode(payload).event


def dump_content(content: object) -> bytes:
    """An event or a message of ours as the ``content`` of a message row."""
    return _encoder.encode(content)


def said_in(content: bytes) -> Event:
    """The event in the ``content`` of a message row that came in.

    Raises:
        ValueError: the content is none of ours.

    """
    found: Event = _said.decode(content)
    return found
