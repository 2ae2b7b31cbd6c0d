"""One of several choices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flows.documents.shape import named
from flows.events import Event, Tap, Words
from flows.fields.answer import A_VALUE, OF_A_NAME, FieldType, Invalid, Partial, Reading, Value
from flows.fields.definition import Choice, FormField
from flows.match import Matcher, matcher_of, place_in
from flows.messages import Message, length
from flows.scene import Scene
from flows.talk.listed import listed
from flows.talk.offer import Option, offer


@dataclass(frozen=True)
class Offered:
    """One choice as it is offered: its id, what stands for it on a button, and its words."""

    id: str
    key: str
    label: str
    description: str
    phrases: tuple[str, ...]


def offered(field: FormField, scene: Scene) -> tuple[Offered, ...]:
    """The field's own choices, and then those of its list."""
    own = (
        Offered(
            choice.id,
            choice.id,
            scene.text(choice.label) or choice.id,
            scene.text(choice.description) if choice.description else "",
            tuple(_phrases(choice)),
        )
        for choice in field.choices
    )
    found = (
        Offered(one.id, one.key, one.label, one.description, (one.label, one.id))
        for one in listed(scene, field.choices_from)
        if field.choice(one.id) is None
    )
    return (*own, *found)


def options(
    field: FormField, scene: Scene, choices: Sequence[Offered], besides: Sequence[str] = ()
) -> list[Option]:
    """``choices`` but for those whose ids are ``besides``, each with the number that chooses it."""
    return [
        Option(scene.key(one.key, field.id), one.label, one.description, number)
        for number, one in enumerate(choices, 1)
        if one.id not in besides
    ]


def tapped(field: FormField, event: Tap, scene: Scene, choices: Sequence[Offered]) -> str | None:
    """The id of the choice that was tapped; None when it is none of ``choices``."""
    picked = scene.picked(event, field.id)
    return next((one.id for one in choices if one.key == picked), None)


def numbered(text: str, choices: Sequence[Offered]) -> str | None:
    """The id of the choice whose place ``text`` names: its number, “the second”, the last."""
    place = place_in(text, len(choices))
    return choices[place - 1].id if place and 1 <= place <= len(choices) else None


def matcher_for(choices: Sequence[Offered]) -> Matcher:
    """Finds the one of ``choices`` that typed words mean; the key is its id."""
    return matcher_of(tuple((one.id, one.phrases) for one in choices))


def label_of(field: FormField, choice_id: str, scene: Scene) -> str:
    """The words of a choice; its id where it is no longer offered."""
    choice = field.choice(choice_id)
    if choice is not None:
        return scene.text(choice.label) or choice_id
    found = (one.label for one in listed(scene, field.choices_from) if one.id == choice_id)
    return next(found, choice_id)


def _phrases(choice: Choice) -> Iterator[str]:
    yield from choice.label.values()
    for words in choice.also.values():
        yield from words


class ChoiceType(FieldType):
    """One of ``choices``, tapped, or typed as its words or its number.

    What may mean one of up to three is asked about, with buttons.
    """

    name = "choice"
    names = named("Choice", "選擇", "选择")
    tapped = True
    hint = "invalid_choice"
    keys = frozenset({"choices", "choices_from"})
    compares = OF_A_NAME

    def widest(self, field: FormField, language: str) -> Any:
        """The longest id or label of its choices."""
        words = [one for choice in field.choices for one in (choice.id, choice.label.get(language))]
        return max((one for one in words if one), key=length, default=A_VALUE)

    def can_be_asked(self, field: FormField, scene: Scene) -> bool:
        """Whether there is a choice."""
        return bool(offered(field, scene))

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with buttons for up to three short choices and a list for more."""
        choices = options(field, scene, offered(field, scene))
        return offer(scene, body, choices, page=scene.progress.get("page", 0), field=field.id)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """The id of the choice."""
        choices = offered(field, scene)
        if isinstance(event, Tap):
            picked = tapped(field, event, scene, choices)
            return None if picked is None else Value(picked)
        if not isinstance(event, Words):
            return None
        matcher = matcher_for(choices)
        whole = matcher.whole(event.text)
        if whole is not None:  # before numbers: a choice may read “2”
            return Value(str(whole))
        number = numbered(event.text, choices)
        if number is not None:
            return Value(number)
        reading = matcher.read(event.text)
        if reading.certain:
            return Value(str(reading.sure))
        others = [one.id for one in choices if one.id not in reading.keys]
        if len(others) == len(choices):
            return Invalid("invalid_choice")
        return Partial(so_far, scene.ask_meant(options(field, scene, choices, besides=others)))

    def words(self, field: FormField, value: Any, scene: Scene) -> str:
        """The label of the choice."""
        return label_of(field, str(value), scene)

    def told(self, field: FormField, value: Any, scene: Scene) -> Any:
        """The label: an id means nothing to people."""
        return self.words(field, value, scene)


TYPE = ChoiceType()
