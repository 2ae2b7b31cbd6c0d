"""A Hong Kong identity card number, with its check digit.

The number shows that it was typed without a slip, not whose it is: it is kept as unverified until a
member of staff has seen the card (Code of Practice on the Identity Card Number, Privacy
Commissioner). It is masked wherever it is shown.
"""

import re
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired

from flows.documents.shape import named
from flows.fields.answer import OF_TEXT, FieldType, Invalid, Unread
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.understanding.numerals import half_width

LONGEST = 40  # characters
_NUMBER = re.compile(r"([A-Z]{1,2})([0-9]{6})[-/]?[(\[]?([0-9A])[)\]]?")
_WITHIN = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})[ -]?([0-9]{6})\s?[(\[]?([0-9Aa])[)\]]?(?![A-Za-z0-9])"
)
BLANK = 36  # the value of the missing first letter


def check_digit(letters: str, digits: str) -> str:
    """The check digit of a number such as ``A`` and ``123456``: the weighted sum modulo 11."""
    values = [BLANK] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters]
    values += [int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    remainder = -total % 11
    return "A" if remainder == 10 else str(remainder)


def masked(letters: str, digits: str) -> str:
    """The number as it is shown: the letters and the first three digits."""
    return f"{letters}{digits[:3]}•••(•)"


def without_numbers(text: str) -> str:
    """``text`` with every identity card number in it masked; one whose check digit fits is one."""
    return _WITHIN.sub(_masked_if_right, text)


def _masked_if_right(found: re.Match[str]) -> str:
    letters, digits, check = (part.upper() for part in found.groups())
    right = check_digit(letters, digits) == check
    return masked(letters, digits) if right else found.group()


class HkidControl(Field):
    """Reads a number in any width and case, with or without brackets, and checks its digit."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number as its letters, its six digits and its check digit.

        Raises:
            Unread: it has another form, or the check digit is another one.

        """
        if not valuelist:
            return
        text = half_width(valuelist[0][:LONGEST]).upper()
        found = _NUMBER.fullmatch("".join(text.split()).strip("。."))
        if found is None:
            raise Unread(Invalid("invalid_hkid"))
        letters, digits, check = found.groups()
        if check_digit(letters, digits) != check:
            raise Unread(Invalid("invalid_hkid_check"))
        self.data = letters, digits, check


class HkidType(FieldType):
    """A Hong Kong identity card number."""

    name = "hkid"
    names = named("Hong Kong identity card number", "香港身份證號碼", "香港身份证号码")
    hint = "invalid_hkid"
    personal = True
    compares = OF_TEXT

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """A number whose check digit is right."""
        return HkidControl(validators=[InputRequired("invalid_hkid")])

    def value(self, data: Any) -> Any:
        """The number, as what it is shown, and that nobody has seen the card yet."""
        letters, digits, check = data
        return {
            "number": f"{letters}{digits}({check})",
            "masked": masked(letters, digits),
            "verified": False,
        }

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The letters and the first digits; the rest as dots."""
        return str(value["masked"]) if "masked" in value else f"{str(value['number'])[:4]}•••(•)"


TYPE = HkidType()
