"""Free text."""

import re
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length

from flows.documents.shape import named
from flows.fields.answer import OF_TEXT, FieldType, Invalid, Reading
from flows.fields.definition import FormField
from flows.scene import Scene

LONGEST = 2000  # characters, where the field sets no limit of its own
# What no telephone shows and no database keeps: control characters, and halves of pairs.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class TextType(FieldType):
    """Whatever the citizen types; ``min`` and ``max_length`` count its characters."""

    name = "text"
    names = named("Text", "文字", "文字")
    keys = frozenset({"min", "max", "max_length"})
    compares = OF_TEXT

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """As many characters as may be typed."""
        return "□" * _room(field)[1]

    def control(self, field: FormField) -> Field:
        """A text of at least ``min`` and at most ``max_length`` (or ``max``) characters."""
        shortest, longest = _room(field)
        return StringField(
            filters=[_shown],
            validators=[
                DataRequired("invalid_empty"),
                Length(min=shortest, message="invalid_short"),
                Length(max=longest, message="invalid_long"),
            ],
        )

    def typed(self, field: FormField, text: str, scene: Scene) -> Reading:
        """The text, without what no telephone shows."""
        reading = super().typed(field, text, scene)
        if not isinstance(reading, Invalid):
            return reading
        shortest, longest = _room(field)
        return Invalid(reading.phrase, {"min": shortest, "max_length": longest})

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The text itself."""
        return str(value)


def _room(field: FormField) -> tuple[int, int]:
    """How many characters there must be, and how many there may be."""
    shortest = int(field.min) if isinstance(field.min, float | int) else 0
    longest = field.max_length or LONGEST
    if isinstance(field.max, float | int):
        longest = min(longest, max(1, int(field.max)))
    return max(0, shortest), longest


def _shown(text: str | None) -> str | None:
    return _UNSHOWN.sub("", text).strip() if text else text


TYPE = TextType()
