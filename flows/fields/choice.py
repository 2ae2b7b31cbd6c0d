"""One of several choices."""

from functools import lru_cache
from typing import Any

from flows.events import Event, Tap, Words
from flows.fields.answer import A_VALUE, OF_A_NAME, FieldType, Invalid, Reading, Value
from flows.fields.definition import Choice, FormField
from flows.match import Matcher, number_in
from flows.messages import Message, length
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
    compares = OF_A_NAME

    def widest(self, field: FormField, language: str) -> Any:
        """The longest id or label of its choices."""
        words = [one for choice in field.choices for one in (choice.id, choice.label.get(language))]
        return max((one for one in words if one), key=length, default=A_VALUE)

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with buttons for up to three short choices and a list for more."""
        options = [
            Option(
                scene.key(choice.id, field.id),
                scene.text(choice.label),
                scene.text(choice.description) if choice.description else "",
            )
            for choice in field.choices
        ]
        return offer(scene, body, options, page=0)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """The id of the choice."""
        if isinstance(event, Tap):
            picked = scene.picked(event, field.id)
            return Value(picked) if picked and field.choice(picked) else None
        if not isinstance(event, Words):
            return None
        number = number_in(event.text)
        if number is not None and 1 <= number <= len(field.choices):
            return Value(field.choices[number - 1].id)
        matcher = matcher_of(field)
        found = (
            matcher.exact(event.text) or matcher.contained(event.text) or matcher.part(event.text)
        )
        return Value(str(found.key)) if found else Invalid("invalid_choice")

    def words(self, field: FormField, value: Any, scene: Scene) -> str:
        """The label of the choice."""
        choice = field.choice(str(value))
        return scene.text(choice.label) if choice else str(value)


TYPE = ChoiceType()
