"""Several of several choices."""

import re
from collections.abc import Sequence
from typing import Any

from flows.documents.shape import named
from flows.events import Event, Tap, Words
from flows.fields.answer import OF_A_NAME, FieldType, Invalid, Partial, Reading, Value
from flows.fields.choice import (
    Offered,
    label_of,
    matcher_for,
    numbered,
    offered,
    options,
    tapped,
)
from flows.fields.definition import FormField, plain
from flows.messages import Message
from flows.scene import Scene
from flows.talk.offer import Option, offer

DONE = "-done"
_BETWEEN = re.compile(r"[,，、;；/+&\n]|\band\b|同埋|以及|和|及")


class ChoicesType(FieldType):
    """Any number of ``choices``: one row after another and then “that is all”, or typed at once."""

    name = "choices"
    names = named("Several choices", "多項選擇", "多项选择")
    hint = "invalid_choice"
    keys = frozenset({"choices", "choices_from", "min", "max"})
    compares = OF_A_NAME | {"contains"}

    def can_be_asked(self, field: FormField, scene: Scene) -> bool:
        """Whether there is a choice."""
        return bool(offered(field, scene))

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with those that are not chosen yet."""
        chosen = scene.progress.get("so_far") or []
        return self._offer(field, scene, body, offered(field, scene), chosen)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """The ids chosen so far; complete when the citizen says so, or all are chosen."""
        chosen: list[str] = list(so_far or [])
        choices = offered(field, scene)
        if self._is_done(field, event, scene):
            if self._enough(field, chosen, choices):
                return Value(chosen)
            return Invalid("invalid_choices_few", {"min": self._least(field)})
        if isinstance(event, Tap):
            picked = tapped(field, event, scene, choices)
            return None if picked is None else self._with(field, scene, choices, chosen, [picked])
        if not isinstance(event, Words):
            return None
        typed = _typed_choices(choices, event.text)
        if not typed:
            return Invalid("invalid_choice")
        both = [*chosen, *(one for one in typed if one not in chosen)]
        if len(typed) > 1 and self._enough(field, both, choices):
            return Value(both)
        return self._with(field, scene, choices, chosen, typed)

    def _with(
        self,
        field: FormField,
        scene: Scene,
        choices: Sequence[Offered],
        chosen: list[str],
        new: list[str],
    ) -> Reading:
        together = [*chosen, *(one for one in new if one not in chosen)]
        most = self._most(field, choices)
        if len(together) > most:
            return Invalid("invalid_choices_many", {"max": most})
        if len(together) == most:
            return Value(together)
        body = scene.phrase("chosen_so_far", chosen=self.words(field, together, scene))
        return Partial(together, self._offer(field, scene, body, choices, together))

    def _offer(
        self,
        field: FormField,
        scene: Scene,
        body: str,
        choices: Sequence[Offered],
        chosen: Sequence[str],
    ) -> Message:
        left = options(field, scene, choices, besides=chosen)
        if chosen:
            left.insert(0, Option(scene.key(DONE, field.id), scene.phrase("button_done")))
        return offer(scene, body, left, page=scene.progress.get("page", 0), field=field.id)

    def _is_done(self, field: FormField, event: Event, scene: Scene) -> bool:
        if isinstance(event, Tap):
            return scene.picked(event, field.id) == DONE
        return isinstance(event, Words) and scene.is_word("done", event.text)

    def _enough(self, field: FormField, chosen: Sequence[str], choices: Sequence[Offered]) -> bool:
        return self._least(field) <= len(chosen) <= self._most(field, choices)

    def _least(self, field: FormField) -> int:
        return int(plain(field.min)) if isinstance(field.min, float | int) else 1

    def _most(self, field: FormField, choices: Sequence[Offered]) -> int:
        most = int(plain(field.max)) if isinstance(field.max, float | int) else len(choices)
        return max(1, min(most, len(choices)))

    def words(self, field: FormField, value: Any, scene: Scene) -> str:
        """The labels, one after another."""
        between = "、" if scene.language.startswith("zh") else ", "
        return between.join(label_of(field, str(one), scene) for one in value)


def _typed_choices(choices: Sequence[Offered], text: str) -> list[str]:
    """The choices named in ``text``; none unless every part of it names one."""
    matcher = matcher_for(choices)
    whole = matcher.whole(text)
    if whole is not None:
        return [str(whole)]
    found: list[str] = []
    for part in filter(str.strip, _BETWEEN.split(text)):
        number = numbered(part, choices)
        if number is not None:
            found.append(number)
            continue
        reading = matcher.read(part)
        if not reading.certain:
            return []
        found.append(str(reading.sure))
    return list(dict.fromkeys(found))


TYPE = ChoicesType()
