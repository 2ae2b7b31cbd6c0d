"""What a turn may ask for. The runtime around the interpreter carries these out, in their order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from flows.messages import Message


class Say(msgspec.Struct, frozen=True, tag_field="effect", tag="say"):
    """Send ``message``. ``flow``, ``node`` and ``version`` tell which words of which flow these are."""

    message: Message
    flow: str = ""
    node: str = ""
    version: str = ""


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
    version: str = ""


class Remember(msgspec.Struct, frozen=True, tag_field="effect", tag="remember"):
    """Keep these fields about the contact; an empty value forgets one."""

    fields: dict[str, str]

    def onto(self, known: Mapping[str, str]) -> dict[str, str]:
        """What is known once this is remembered, too."""
        return {name: value for name, value in {**known, **self.fields}.items() if value}


class Tag(msgspec.Struct, frozen=True, tag_field="effect", tag="tag"):
    """Put tags on the contact, and take others off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Subscribe(msgspec.Struct, frozen=True, tag_field="effect", tag="subscribe"):
    """The contact joins a topic, or leaves it, at this node of this flow."""

    topic: str
    join: bool
    flow: str
    node: str
    version: str = ""


class Consulted(msgspec.Struct, frozen=True, tag_field="effect", tag="consulted"):
    """The department's questions were asked; ``entry`` answered, none when it is empty.

    ``message`` is the id of the message that asked.
    """

    entry: str
    message: str = ""


class Call(msgspec.Struct, frozen=True, tag_field="effect", tag="call"):
    """Ask something outside; ``Reply(id, …)`` brings the answer.

    ``id`` is ``conversation:turn:index`` and goes along as Idempotency-Key. ``to`` says who is
    asked: ``service``, ``status``, ``booking``; ``name`` which of them, such as the connector, and
    holds nothing of the citizen. After ``within`` seconds an answer is of no use any more.
    """

    id: str
    to: str
    request: dict[str, Any]
    name: str = ""
    within: int = 60
    flow: str = ""
    node: str = ""
    version: str = ""


class Handover(msgspec.Struct, frozen=True, tag_field="effect", tag="handover"):
    """Put the talk into a queue of people. ``turn`` comes back with ``HandedBack``."""

    queue: str
    priority: str
    turn: int
    flow: str
    node: str
    version: str = ""


class EndHandover(msgspec.Struct, frozen=True, tag_field="effect", tag="end_handover"):
    """The talk that turn ``turn`` handed over is no longer with a person, and this is why."""

    turn: int
    outcome: Literal["closed", "left", "nobody"]


class PutAside(msgspec.Struct, frozen=True, tag_field="effect", tag="put_aside"):
    """Bring ``Due(wait)`` at ``due``."""

    wait: str
    due: datetime


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
    "stale_reply",
    "stale_handover",
    "stale_wait",
    "with_person",
    "taken",
    "occasion",
    "delayed",
    "steered",
    "stale_steering",
    "unprepared",
    "repeated_misunderstanding",
    "bound",
    "fault",
    "expired",
    "vanished_node",
    "no_flow",
    "unsent",
    "missing",
    "moved",
]


class Note(msgspec.Struct, frozen=True, tag_field="effect", tag="note"):
    """Put on record why this turn went as it did. ``detail`` holds no words of the citizen."""

    reason: Reason
    detail: str = ""


Effect = (
    Say
    | SetLanguage
    | FileCase
    | Remember
    | Tag
    | Subscribe
    | Consulted
    | Call
    | Handover
    | EndHandover
    | PutAside
    | StartTimer
    | StopTimer
    | Note
)
