"""One of several choices."""

from functools import lru_cache
from typing import Any

from flows.events import Event, Tap, Words
from flows.fields.answer import FieldType, Invalid, Partial, Reading, Value
from flows.fields.definition import Choice, FormField
from flows.match import Matcher, place_in
from flows.messages import Message
from flows.offer import Option, offer
from flows.scene import Scene
from flows.shape import named


@lru_cache(maxsize=2048)
def _matcher(choices: tuple[tuple[str, tuple[str, ...]], ...]) -> Matcher:
    return Matcher(choices)


def matcher_of(field: FormField) -> Matcher:
    """Finds the choice of ``field`` that typed words mean; the key is its id."""
    return _matcher(tuple((choice.id, _phrases(choice)) for choice in field.choices))


def _phrases(choice: Choice) -> tuple[str, ...]:
    return (
        *choice.label.values(),
        *(word for words in choice.also.values() for word in words),
    )


class ChoiceType(FieldType):
    """One of ``choices``, tapped, or typed as its words or its number."""

    name = "choice"
    names = named("Choice", "選擇", "选择")
    tapped = True
    keys = frozenset({"choices", "choices_from"})

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with buttons for up to three short choices and a list for more."""
        options = [self._offered(field, scene, choice) for choice in field.choices]
        return offer(scene, body, options, page=0)

    def _offered(self, field: FormField, scene: Scene, choice: Choice) -> Option:
        described = scene.text(choice.description) if choice.description else ""
        return Option(scene.key(choice.id, field.id), scene.text(choice.label), described)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """The id of the choice."""
        if isinstance(event, Tap):
            picked = scene.picked(event, field.id)
            return Value(picked) if picked and field.choice(picked) else None
        if not isinstance(event, Words):
            return None
        place = place_in(event.text, len(field.choices))
        if place is not None and 1 <= place <= len(field.choices):
            return Value(field.choices[place - 1].id)
        reading = matcher_of(field).read(event.text)
        if reading.certain:
            return Value(str(reading.sure))
        maybe = [
            self._offered(field, scene, one) for one in field.choices if one.id in reading.keys
        ]
        return Partial(so_far, scene.ask_meant(maybe)) if maybe else Invalid("invalid_choice")

    def words(self, field: FormField, value: Any, scene: Scene) -> str:
        """The label of the choice."""
        choice = field.choice(str(value))
        return scene.text(choice.label) if choice else str(value)


TYPE = ChoiceType()
