"""One of several choices."""

from functools import lru_cache
from typing import Any

from flows.events import Event, Tap, Words
from flows.fields.answer import FieldType, Invalid, Reading, Value
from flows.fields.definition import Choice, FormField
from flows.match import Matcher, number_in
from flows.messages import Message
from flows.offer import Option, offer
from flows.scene import Scene
from flows.shape import named

MEANT = "meant"  # the choice that a slip of the finger was perhaps, until it is confirmed


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
    """One of ``choices``, tapped, or typed as its words or its number.

    What is a slip away from a choice is asked about with the question; “yes” takes it.
    """

    name = "choice"
    names = named("Choice", "選擇", "选择")
    tapped = True
    keys = frozenset({"choices", "choices_from"})

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
        if found:
            return Value(str(found.key))
        meant = scene.progress.pop(MEANT, None)
        if meant and scene.is_word("yes", event.text):
            return Value(meant)
        near = matcher.near(event.text)
        if near is None or field.retry:
            return Invalid("invalid_choice")
        scene.progress[MEANT] = near.key
        return Invalid("ask_did_you_mean", {"label": self.words(field, near.key, scene)})

    def words(self, field: FormField, value: Any, scene: Scene) -> str:
        """The label of the choice."""
        choice = field.choice(str(value))
        return scene.text(choice.label) if choice else str(value)


TYPE = ChoiceType()
