"""Rehearsals as they are stored: what the citizen does, and what must come back.

A script is written by staff, or saved from a talk on the phone. A step holds one deed, and next to
it what is expected of the answer; what is not mentioned is not looked at.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from flows.documents.shape import DurationText, LanguageTag, Name, PlainText, Shape

Wanted = Annotated[list[PlainText], Field(max_length=20)] | PlainText
Names = Annotated[list[Name], Field(max_length=20)] | Name
DEEDS = (
    "words", "tap", "photo", "video", "voice", "audio", "document", "pin", "card", "unusable", "silence",
    "later", "due", "reply", "taken", "handed_back",
)  # fmt: skip


YEARS = range(2000, 2900)  # years around these cannot be reckoned with at the calendar's ends


def _is_moment(value: str) -> str:
    try:
        known = moment(value).year in YEARS
    except ValueError:
        known = False
    if not known:
        message = f"“{value}” is not a time such as 2026-11-23 09:30"
        raise ValueError(message)
    return value


def moment(text: str) -> datetime:
    """The time that a script begins at, as the wall clock has it: without a zone.

    Raises:
        ValueError: there is no such day or hour.

    """
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 (the department's zone is put on it)


Moment = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$"),
    AfterValidator(_is_moment),
]


class ServiceReply(Shape):
    """What a service is to have answered."""

    outcome: Name
    data: dict[str, Any] = Field(default_factory=dict)


class Step(Shape):
    """One deed, and what must come of it.

    ``tap`` is the title of what is tapped, ``unusable`` what no flow can use, such as ``sticker``.
    ``later`` lets time pass in which nothing comes.

    ``says`` is the whole of every message, in order; ``has`` parts that must be in them, ``has_not``
    parts that must not; ``offers`` the titles that can be tapped; ``at`` the node that waits;
    ``ends`` that nothing waits any more. ``case`` is the type of the case that is filed, ``tag`` and
    ``untag`` what is put on the contact and taken off, ``topic`` and ``leaves`` what they join and
    leave, ``queue`` where people take over, ``asks`` who outside is asked (``service``, ``status``),
    ``remembers`` values that are kept.
    """

    words: PlainText | None = None
    tap: PlainText | None = None
    photo: PlainText | Literal[True] | None = None
    video: PlainText | Literal[True] | None = None
    voice: Literal[True] | None = None
    audio: Literal[True] | None = None
    document: PlainText | Literal[True] | None = None
    pin: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    card: PlainText | None = None
    unusable: Name | None = None
    silence: Literal[True] | None = None
    later: DurationText | None = None
    due: Literal[True] | None = None
    reply: ServiceReply | None = None
    taken: Literal[True] | None = None
    handed_back: Literal["closed", "nobody"] | None = None

    says: Wanted | None = None
    has: Wanted | None = None
    has_not: Wanted | None = None
    offers: Wanted | None = None
    at: Name | None = None
    ends: Literal[True] | None = None
    case: Names | None = None
    tag: Names | None = None
    untag: Names | None = None
    topic: Names | None = None
    leaves: Names | None = None
    queue: Names | None = None
    asks: Names | None = None
    remembers: Annotated[dict[Name, PlainText], Field(max_length=20)] | None = None

    @property
    def deed(self) -> str:
        """Which deed it is."""
        return next(name for name in DEEDS if name in self.model_fields_set)

    @model_validator(mode="after")
    def _is_one_deed(self) -> Self:
        given = [name for name in DEEDS if name in self.model_fields_set]
        if len(given) != 1:
            message = f"a step holds exactly one of {', '.join(DEEDS)}"
            raise ValueError(message)
        return self


class Cast(Protocol):
    """Who talks, and when it begins."""

    @property
    def language(self) -> str | None:
        """What they read."""

    @property
    def contact(self) -> Mapping[str, str]:
        """What is known of them."""

    @property
    def begins(self) -> str | None:
        """On the department's clock; None for the usual time."""

    @property
    def desk(self) -> bool | None:
        """Whether the department's desk is open to who asks for a person."""


class Rehearsal(Shape):
    """A script: a name, who the citizen is, when it begins on the department's clock, and the steps."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    language: LanguageTag | None = None
    contact: Annotated[dict[Name, PlainText], Field(max_length=20)] = Field(default_factory=dict)
    begins: Moment | None = None
    desk: Literal[True] | None = (
        None  # whether the department's desk is open to who asks for a person
    )
    steps: Annotated[list[Step], Field(min_length=1, max_length=200)]
