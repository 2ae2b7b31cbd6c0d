"""An e-mail address."""

from typing import Any

from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length, Regexp

from flows.documents.shape import named
from flows.fields.answer import OF_TEXT, FieldType
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.understanding.numerals import half_width

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
# One @, no blanks, a name with a dot behind it. Whether it exists, only a message sent there shows.
_PART = r"[^\s@.<>()\[\],;:\\\"\x00-\x1f]+"
ADDRESS = rf"^(?=.{{1,64}}@)(?!.*\s){_PART}(?:\.{_PART})*@{_PART}(?:\.{_PART})+\Z"


class EmailType(FieldType):
    """An e-mail address, as typed."""

    name = "email"
    names = named("E-mail address", "電郵地址", "电邮地址")
    hint = "invalid_email"
    personal = True
    compares = OF_TEXT

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """The longest address there is."""
        return "□" * LONGEST

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """Something with the form of an address."""
        return StringField(
            filters=[_half_width],
            validators=[
                InputRequired("invalid_email"),
                Length(max=LONGEST, message="invalid_email"),
                Regexp(ADDRESS, message="invalid_email"),
            ],
        )

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The address."""
        return str(value)


def _half_width(text: str | None) -> str | None:
    return half_width(text).removeprefix("mailto:") if text else text


TYPE = EmailType()
