"""Rehearsals as they are stored: what the citizen does, and what must come back.

A script is written by staff, or saved from a talk on the phone. A step holds one deed, and next to
it what is expected of the answer; what is not mentioned is not looked at.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from flows.shape import DurationText, LanguageTag, Name, PlainText, Shape

Wanted = Annotated[list[PlainText], Field(max_length=20)] | PlainText
DEEDS = (
    "words", "tap", "photo", "voice", "document", "pin", "card", "silence", "later", "due", "reply",
    "handed_back",
)  # fmt: skip


class ServiceReply(Shape):
    """What a service is to have answered."""

    outcome: Name
    data: dict[str, Any] = Field(default_factory=dict)


class Step(Shape):
    """One deed, and what must come of it.

    ``tap`` is the title of what is tapped. ``says`` is the whole of every message, in order; ``has``
    parts that must be in them; ``offers`` the titles that can be tapped; ``at`` the node that waits;
    ``ends`` that nothing waits any more; ``case`` the type of the case that is filed.
    """

    words: PlainText | None = None
    tap: PlainText | None = None
    photo: PlainText | Literal[True] | None = None
    voice: Literal[True] | None = None
    document: PlainText | Literal[True] | None = None
    pin: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    card: PlainText | None = None
    silence: Literal[True] | None = None
    later: DurationText | None = None
    due: Literal[True] | None = None
    reply: ServiceReply | None = None
    handed_back: Literal["closed", "nobody"] | None = None

    says: Wanted | None = None
    has: Wanted | None = None
    has_not: Wanted | None = None
    offers: Wanted | None = None
    at: Name | None = None
    ends: Literal[True] | None = None
    case: Name | None = None

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


class Rehearsal(Shape):
    """A script: a name, who the citizen is, and the steps."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    language: LanguageTag | None = None
    contact: Annotated[dict[Name, PlainText], Field(max_length=20)] = Field(default_factory=dict)
    steps: Annotated[list[Step], Field(min_length=1, max_length=200)]
