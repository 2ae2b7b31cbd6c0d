"""A Hong Kong identity card number, with its check digit.

The number shows that it was typed without a slip, not whose it is: it is kept as unverified until a
member of staff has seen the card (Code of Practice on the Identity Card Number, Privacy
Commissioner). It is masked wherever it is shown.
"""

import re
import unicodedata
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired

from flows.fields.answer import OF_TEXT, FieldType
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.shape import named

_NUMBER = re.compile(r"^([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?$")
BLANK = 36  # the value of the missing first letter


def check_digit(letters: str, digits: str) -> str:
    """The check digit of a number such as ``A`` and ``123456``: the weighted sum modulo 11."""
    values = [BLANK] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters]
    values += [int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    remainder = -total % 11
    return "A" if remainder == 10 else str(remainder)


class HkidControl(Field):
    """Reads a number in any width, with or without brackets, and checks its digit."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number as ``A123456(3)``.

        Raises:
            ValueError: it has another form, or the check digit is another one.

        """
        if not valuelist:
            return
        text = unicodedata.normalize("NFKC", valuelist[0]).upper()
        found = _NUMBER.match("".join(text.split()))
        if found is None:
            raise ValueError("invalid_hkid")
        letters, digits, check = found.groups()
        if check_digit(letters, digits) != check:
            raise ValueError("invalid_hkid_check")
        self.data = f"{letters}{digits}({check})"


class HkidType(FieldType):
    """A Hong Kong identity card number."""

    name = "hkid"
    names = named("Hong Kong identity card number", "香港身份證號碼", "香港身份证号码")
    personal = True
    compares = OF_TEXT

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """A number whose check digit is right."""
        return HkidControl(validators=[InputRequired("invalid_hkid")])

    def value(self, data: Any) -> Any:
        """The number, and that nobody has seen the card yet."""
        return {"number": data, "verified": False}

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The first letters and digits; the rest as dots."""
        number = str(value["number"])
        return f"{number[:4]}•••(•)"


TYPE = HkidType()
