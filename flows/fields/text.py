"""Free text."""

from typing import Any

from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length

from flows.fields.answer import OF_TEXT, FieldType
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.shape import named

LONGEST = 2000  # characters, where the field sets no limit of its own


class TextType(FieldType):
    """Whatever the citizen types."""

    name = "text"
    names = named("Text", "文字", "文字")
    keys = frozenset({"max_length"})
    compares = OF_TEXT

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """As many characters as may be typed."""
        return "□" * (field.max_length or LONGEST)

    def control(self, field: FormField) -> Field:
        """A text of at most ``max_length`` characters."""
        longest = field.max_length or LONGEST
        return StringField(
            validators=[InputRequired("invalid_empty"), Length(max=longest, message="invalid_long")]
        )

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The text itself."""
        return str(value)


TYPE = TextType()
