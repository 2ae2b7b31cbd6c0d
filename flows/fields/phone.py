"""A telephone number, Hong Kong's by default."""

import unicodedata
from typing import Any

import phonenumbers
from wtforms import Field
from wtforms.validators import InputRequired

from flows.events import Card, Event
from flows.fields.answer import OF_TEXT, FieldType, Reading
from flows.fields.definition import FormField
from flows.messages import AskPhone, Message
from flows.scene import Scene
from flows.shape import named


class PhoneControl(Field):
    """Reads a number of any country; without a country code it is Hong Kong's."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number as E.164.

        Raises:
            ValueError: it is none; the message is the key of the sentence to say.

        """
        if not valuelist:
            return
        text = unicodedata.normalize("NFKC", valuelist[0]).strip()
        try:
            number = phonenumbers.parse(text, "HK")
        except phonenumbers.NumberParseException:
            raise ValueError("invalid_phone") from None
        if not phonenumbers.is_possible_number(number):
            raise ValueError("invalid_phone")
        self.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PhoneType(FieldType):
    """A telephone number, typed or shared by WhatsApp's own button."""

    name = "phone"
    names = named("Telephone number", "電話號碼", "电话号码")
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
        if isinstance(event, Card):
            return self.typed(field, event.phones[0]) if event.phones else None
        return super().read(field, event, scene, so_far)

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The number in its international form."""
        try:
            number = phonenumbers.parse(str(value))
        except phonenumbers.NumberParseException:
            return str(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


TYPE = PhoneType()
