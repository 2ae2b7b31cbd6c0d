"""A number."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange

from flows.fields.answer import FieldType
from flows.fields.definition import FormField
from flows.match import number_in
from flows.scene import Scene
from flows.shape import named

LARGEST = 10**15
_COUNTED = re.compile(r"\s*[條条個个位名人張张件間间次年歲岁日天]$")  # “兩條” is two


class NumberControl(Field):
    """Reads a number as people type it: ``1,200``, ``１２``, ``三``, ``兩條``; ``3 lanes`` is refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number.

        Raises:
            ValueError: there is none; the message is the key of the sentence to say.

        """
        if not valuelist:
            return
        text = unicodedata.normalize("NFKC", valuelist[0]).replace(",", "").strip()
        text = _COUNTED.sub("", text)
        try:
            amount = Decimal(text)
        except InvalidOperation:
            counted = number_in(text)
            if counted is None:
                raise ValueError("invalid_number") from None
            amount = Decimal(counted)
        if not amount.is_finite() or abs(amount) > LARGEST:
            raise ValueError("invalid_number")
        self.data = amount


class NumberType(FieldType):
    """A number within ``min`` and ``max``."""

    name = "number"
    names = named("Number", "數字", "数字")
    keys = frozenset({"min", "max"})

    def control(self, field: FormField) -> Field:
        """A number in the field's range."""
        least = field.min if isinstance(field.min, float | int) else None
        most = field.max if isinstance(field.max, float | int) else None
        said = "invalid_range"
        if least is None or most is None:
            said = "invalid_too_large" if least is None else "invalid_too_small"
        return NumberControl(
            validators=[InputRequired("invalid_number"), NumberRange(least, most, said)]
        )

    def value(self, data: Any) -> Any:
        """A whole number as an int, any other as a float."""
        return int(data) if data == data.to_integral_value() else float(data)

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The number as typed."""
        return str(value)


TYPE = NumberType()
