"""A telephone number, Hong Kong's by default."""

import re
from typing import Any

import phonenumbers
from wtforms import Field
from wtforms.validators import InputRequired

from flows.documents.shape import named
from flows.events import Card, Event
from flows.fields.answer import OF_TEXT, FieldType, Invalid, Reading, Unread, Value
from flows.fields.definition import FormField
from flows.messages import AskPhone, Message
from flows.scene import Scene
from flows.understanding.numerals import half_width

LONGEST = 40  # characters
_MAINLAND = re.compile(r"1[3-9]\d{9}")  # a mainland mobile, as its owner writes it


def read_phone(text: str) -> str | None:
    """``text`` as E.164, such as ``+85255550100``; None when it is no number.

    Without a country's code it is Hong Kong's; eleven digits that begin like a mainland mobile are
    one. It need not be in use: new ranges are opened faster than programs learn of them.
    """
    if len(text) > LONGEST:
        return None
    shown = re.sub(r"^tel:|[\u2010-\u2015]", "", half_width(text).casefold())
    if re.search(r"[^\W\d_]{3}", re.sub(r"\bext?\.? ?\d+$", "", shown)):
        return None  # words; letters on the keys of a telephone are not meant here
    digits = re.sub(r"[\s().-]", "", shown)
    if _MAINLAND.fullmatch(digits):
        shown = f"+86{digits}"
    elif digits.startswith("00"):
        shown = _dialled_abroad(digits)
    try:
        number = phonenumbers.parse(shown, "HK")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Numbers of Hong Kong have eight digits and begin with 2 to 9.
    if number.country_code == 852 and not re.fullmatch(r"\+852[2-9]\d{7}", written):
        return None
    return written


def _dialled_abroad(digits: str) -> str:
    """A number as it is dialled from here: 00, or 001 and its like, before a country's code."""
    if digits[2:].startswith("852") or digits[3:].startswith("852"):
        return f"+{digits[digits.index('852') :]}"
    for start in (2, 3):
        try:
            number = phonenumbers.parse(f"+{digits[start:]}")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return f"+{digits[start:]}"
    return f"+{digits[2:]}"


class PhoneControl(Field):
    """Reads a number of any country."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number as E.164.

        Raises:
            Unread: it is none.

        """
        if not valuelist:
            return
        self.data = read_phone(valuelist[0])
        if self.data is None:
            raise Unread(Invalid("invalid_phone"))


class PhoneType(FieldType):
    """A telephone number, typed or shared by WhatsApp's own button."""

    name = "phone"
    names = named("Telephone number", "電話號碼", "电话号码")
    hint = "invalid_phone"
    personal = True
    compares = OF_TEXT

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """A possible number of any country."""
        return PhoneControl(validators=[InputRequired("invalid_phone")])

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:  # noqa: ARG002
        """Ask, with the button that shares one's own number."""
        return AskPhone(body)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """The number as E.164: typed, or the first on a contact card."""
        if not isinstance(event, Card):
            return super().read(field, event, scene, so_far)
        readings = [self.typed(field, phone, scene) for phone in event.phones[:5]]
        return next((one for one in readings if isinstance(one, Value)), Invalid("invalid_phone"))

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The number in its international form."""
        try:
            number = phonenumbers.parse(str(value))
        except phonenumbers.NumberParseException:
            return str(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


TYPE = PhoneType()
