"""What a turn may ask for. The runtime around the interpreter carries these out, in their order."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from flows.messages import Message


class Say(msgspec.Struct, frozen=True, tag_field="effect", tag="say"):
    """Send ``message``. ``flow`` and ``node`` tell which words of which flow these are."""

    message: Message
    flow: str = ""
    node: str = ""


class SetLanguage(msgspec.Struct, frozen=True, tag_field="effect", tag="set_language"):
    """Remember the language that the contact reads."""

    language: str


class Answered(msgspec.Struct, frozen=True):
    """One answer, as it is kept with a case: its question and itself in words, and as data."""

    field: str
    type: str
    question: str
    words: str
    value: Any
    mask: bool = False
    keep: str = ""


class FileCase(msgspec.Struct, frozen=True, tag_field="effect", tag="file_case"):
    """File a case. ``reference`` was made by the interpreter, so the citizen can be told it."""

    reference: str
    type: str
    flow: str
    node: str
    language: str
    answers: tuple[Answered, ...]


class StartTimer(msgspec.Struct, frozen=True, tag_field="effect", tag="start_timer"):
    """Bring ``Silence(turn)`` at ``due``, unless a later turn has come. Replaces the talk's last."""

    due: datetime
    turn: int


class StopTimer(msgspec.Struct, frozen=True, tag_field="effect", tag="stop_timer"):
    """Nothing waits any more: drop the talk's timer."""


Reason = Literal[
    "reaction",
    "stale_timer",
    "courtesy",
    "collected",
    "silence",
    "parked",
    "repeated_misunderstanding",
    "bound",
    "fault",
    "expired",
    "vanished_node",
    "no_flow",
]


class Note(msgspec.Struct, frozen=True, tag_field="effect", tag="note"):
    """Put on record why this turn went as it did. ``detail`` holds no words of the citizen."""

    reason: Reason
    detail: str = ""


Effect = Say | SetLanguage | FileCase | StartTimer | StopTimer | Note
