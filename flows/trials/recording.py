"""Recording: a talk that was played becomes a rehearsal, with what came back as what is expected."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flows.effects import Effect, FileCase, Say
from flows.events import (
    Attachment,
    Card,
    Due,
    Event,
    HandedBack,
    Pin,
    Reply,
    Silence,
    Taken,
    Tap,
    Unusable,
    Words,
)
from flows.messages import words
from flows.rehearse import ASKED, asked
from flows.trials.stage import PACE, Stage, tappable

MOST_WANTED = 20  # as many as a step may list
UNITS = {"h": 3600, "m": 60, "s": 1}


class Recording:
    """The steps of a rehearsal, growing with every turn of a talk on ``stage``."""

    def __init__(self, stage: Stage) -> None:
        """Begin with a talk in which nothing has happened yet."""
        self._stage = stage
        self._began = stage.now
        self._last = stage.now
        self._contact = stage.world.contact
        self._references: list[str] = []
        self.steps: list[dict[str, Any]] = []

    def took(self, event: Event) -> None:
        """Write down the turn that ``stage`` has just taken for ``event``, before its clock goes on."""
        waited = self._stage.now - self._last
        if waited > timedelta() and not isinstance(event, Silence | Due):
            self.steps += [{"later": one} for one in durations(waited)]
        self._last = self._stage.now + PACE
        self.steps.append({**deed_of(event), **self._expected(self._stage.effects)})

    def script(self, name: str) -> dict[str, Any]:
        """The rehearsal as it is stored under ``rehearsals`` of a flow."""
        met = self._contact
        language = {"language": met.language} if met.language else {}
        contact = {**({"name": met.name} if met.name else {}), **met.fields}
        who = {"contact": contact} if contact else {}
        local = self._began.astimezone(self._stage.world.local_now().tzinfo)
        begins = f"{local:%Y-%m-%d %H:%M}"
        desk: dict[str, Any] = {"desk": True} if self._stage.world.desk else {}
        return {"name": name, **language, **who, "begins": begins, **desk, "steps": self.steps}

    def _expected(self, effects: tuple[Effect, ...]) -> dict[str, Any]:
        said = [effect.message for effect in effects if isinstance(effect, Say)]
        self._references += [one.reference for one in effects if isinstance(one, FileCase)]
        expected = self._said([words(message) for message in said])
        titles = [title for message in said for _, title in tappable(message)]
        if titles:
            expected["offers"] = titles
        for key in ASKED:
            found = asked(effects, key)
            if found and key == "remembers":
                expected[key] = dict(one.split(": ", 1) for one in found)
            elif found:
                expected[key] = found[0] if len(found) == 1 else found[:MOST_WANTED]
        if self._stage.frame is None:
            return {**expected, "ends": True}
        return {**expected, "at": self._stage.frame.node}

    def _said(self, texts: list[str]) -> dict[str, Any]:
        """The words; of those that name a case, what stands around its reference."""
        if not any(one in text for one in self._references for text in texts):
            return {"says": texts[0] if len(texts) == 1 else texts}
        parts = texts
        for reference in self._references:
            parts = [part for text in parts for part in text.split(reference)]
        return {"has": [part.strip() for part in parts if part.strip()][:20]}


def deed_of(event: Event) -> dict[str, Any]:
    """What a script has for ``event``; of a reaction, which moves nothing, it has no word."""
    return _DEEDS[type(event)](event)


def durations(waited: timedelta) -> Iterator[str]:
    """``waited`` as scripts write it, such as 2d and 90s; whole seconds."""
    if waited.days:
        yield f"{waited.days}d"
    if waited.seconds:
        unit = next(one for one in UNITS if waited.seconds % UNITS[one] == 0)
        yield f"{waited.seconds // UNITS[unit]}{unit}"


def _attached(event: Attachment) -> dict[str, Any]:
    return {event.kind: (event.filename if event.kind == "document" else event.caption) or True}


_DEEDS: dict[type[Any], Callable[[Any], dict[str, Any]]] = {
    Words: lambda event: {"words": event.text},
    Tap: lambda event: {"tap": event.title},
    Attachment: _attached,
    Pin: lambda event: {"pin": [event.latitude, event.longitude]},
    Card: lambda event: {"card": event.phones[0]},
    Unusable: lambda event: {"unusable": event.what},
    Silence: lambda _: {"silence": True},
    Due: lambda _: {"due": True},
    Reply: lambda event: {"reply": {"outcome": event.outcome, "data": event.data}},
    Taken: lambda _: {"taken": True},
    HandedBack: lambda event: {"handed_back": event.outcome},
}
