"""A number."""

import math
import re
from decimal import Decimal
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange

from flows.documents.shape import named
from flows.fields.answer import OF_A_NUMBER, FieldType, Invalid, Unread
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.understanding.numerals import half_width, number_of

LARGEST = 10**15
# What people write around an amount without meaning more by it: HK$1,200, 三條, 25歲, 第3.
_BEFORE = re.compile(r"^(?:hk\$|hkd|us\$|\$|￥|¥|第|約|约|大約|大约|no\.?)\s*", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:個|个|條|条|名|人|位|隻|只|次|日|天|歲|岁|元|蚊|張|张|棵|件|間|间|架|輛|辆|部|米|公里|%)$"
)


class NumberControl(Field):
    """Reads a number as people type it: ``1,200``, ``１２``, ``三百二``; ``3 or 4`` is refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number.

        Raises:
            Unread: there is none.

        """
        if not valuelist:
            return
        bare = _BEFORE.sub("", half_width(valuelist[0][:80]), count=1)
        amount = number_of(bare)
        if amount is None:
            amount = number_of(_AFTER.sub("", bare, count=1))
        if amount is None or abs(amount) > LARGEST:
            raise Unread(Invalid("invalid_number"))
        self.data = amount


class WholeNumberControl(NumberControl):
    """Reads a number without a fraction."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number.

        Raises:
            Unread: there is none, or it has a fraction.

        """
        super().process_formdata(valuelist)
        if isinstance(self.data, Decimal) and self.data != self.data.to_integral_value():
            raise Unread(Invalid("invalid_number"))


class NumberType(FieldType):
    """A number within ``min`` and ``max``."""

    name = "number"
    names = named("Number", "數字", "数字")
    hint = "invalid_number"
    keys = frozenset({"min", "max"})
    compares = OF_A_NUMBER

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """A fraction beside the longer of its limits; beside the largest number where it has none."""
        limits = [
            one if isinstance(one, float | int) else LARGEST for one in (field.min, field.max)
        ]
        return max(
            (limit - math.copysign(1 / 3, limit) for limit in limits), key=lambda one: len(str(one))
        )

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
        """The number, with commas from ten thousand."""
        return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


TYPE = NumberType()
