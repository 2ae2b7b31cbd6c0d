"""Several of several choices."""

import re
from typing import Any

from flows.events import Event, Tap, Words
from flows.fields.answer import FieldType, Invalid, Partial, Reading, Value
from flows.fields.choice import matcher_of
from flows.fields.definition import FormField
from flows.match import place_in
from flows.messages import Message
from flows.offer import Option, offer
from flows.scene import Scene
from flows.shape import named

DONE = "-done"
_BETWEEN = re.compile(r"[,，、;；/+&\n]|\band\b|同埋|以及|和|及")


class ChoicesType(FieldType):
    """Any number of ``choices``: one row after another and then “that is all”, or typed at once."""

    name = "choices"
    names = named("Several choices", "多項選擇", "多项选择")
    keys = frozenset({"choices", "choices_from", "min", "max"})

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with those that are not chosen yet."""
        return self._offer(field, scene, body, scene.progress.get("so_far") or [])

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """The ids chosen so far; complete when the citizen says so, or all are chosen."""
        chosen: list[str] = list(so_far or [])
        if self._is_done(field, event, scene):
            return (
                Value(chosen)
                if self._enough(field, chosen)
                else Invalid("invalid_choices_few", field.facts())
            )
        if isinstance(event, Tap):
            picked = scene.picked(event, field.id)
            if not picked or field.choice(picked) is None:
                return None
            return self._with(field, scene, chosen, [picked])
        if not isinstance(event, Words):
            return None
        typed = self._typed_choices(field, event.text)
        if not typed:
            return Invalid("invalid_choice")
        both = [*chosen, *(one for one in typed if one not in chosen)]
        if len(typed) > 1 and self._enough(field, both):
            return Value(both)
        return self._with(field, scene, chosen, typed)

    def _with(self, field: FormField, scene: Scene, chosen: list[str], new: list[str]) -> Reading:
        chosen = [*chosen, *(one for one in new if one not in chosen)]
        if len(chosen) >= self._most(field):
            return Value(chosen)
        labels = "、".join if scene.language.startswith("zh") else ", ".join
        body = scene.phrase("chosen_so_far", chosen=labels(self._labels(field, scene, chosen)))
        return Partial(chosen, self._offer(field, scene, body, chosen))

    def _offer(self, field: FormField, scene: Scene, body: str, chosen: list[str]) -> Message:
        options = [
            Option(
                scene.key(choice.id, field.id),
                scene.text(choice.label),
                scene.text(choice.description) if choice.description else "",
            )
            for choice in field.choices
            if choice.id not in chosen
        ]
        if chosen:
            options.insert(0, Option(scene.key(DONE, field.id), scene.phrase("button_done")))
        return offer(scene, body, options, page=0)

    def _is_done(self, field: FormField, event: Event, scene: Scene) -> bool:
        if isinstance(event, Tap):
            return scene.picked(event, field.id) == DONE
        return isinstance(event, Words) and scene.is_word("done", event.text)

    def _typed_choices(self, field: FormField, text: str) -> list[str]:
        """The choices named in ``text``; none unless every part of it names one."""
        found: list[str] = []
        for part in filter(str.strip, _BETWEEN.split(text)):
            place = place_in(part, len(field.choices))
            if place is not None and 1 <= place <= len(field.choices):
                found.append(field.choices[place - 1].id)
                continue
            reading = matcher_of(field).read(part)
            if not reading.certain:
                return []
            found.append(str(reading.sure))
        return list(dict.fromkeys(found))

    def _enough(self, field: FormField, chosen: list[str]) -> bool:
        least = int(field.min) if isinstance(field.min, float | int) else 1
        return least <= len(chosen) <= self._most(field)

    def _most(self, field: FormField) -> int:
        return min(int(field.max) if isinstance(field.max, float | int) else 99, len(field.choices))

    def _labels(self, field: FormField, scene: Scene, chosen: list[str]) -> list[str]:
        found = (field.choice(one) for one in chosen)
        return [scene.text(choice.label) for choice in found if choice]

    def words(self, field: FormField, value: Any, scene: Scene) -> str:
        """The labels, one after another."""
        return ", ".join(self._labels(field, scene, list(value)))


TYPE = ChoicesType()
