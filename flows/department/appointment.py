"""A booking in words: its days and times to choose from, and when and where it is."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from flows.dates import clock, long_day, short_day
from flows.messages import INTERACTIVE_BODY, ROWS
from flows.scene import Scene
from flows.talk.offer import Option, offer
from flows.text import pick

NOON = "12:00"


def days(scene: Scene, found: Sequence[Mapping[str, Any]]) -> list[Option]:
    """The days ``{day, free?}`` to choose from."""
    return [
        Option(
            str(one["day"]),
            short_day(date.fromisoformat(one["day"]), scene.language),
            scene.phrase("booking_free", count=one["free"]) if "free" in one else "",
        )
        for one in found
    ]


def times(scene: Scene, found: Sequence[Mapping[str, Any]]) -> list[Option]:
    """The times ``{slot, time, place}`` to choose from."""
    return [
        Option(
            str(one["slot"]),
            clock(time.fromisoformat(one["time"]), scene.language),
            _place(scene, one.get("place")),
        )
        for one in found
    ]


def offer_page(scene: Scene, step: str, words: str, options: Sequence[Option]) -> None:
    """Offer one page of ``options``, and remember what is on it for whoever types a number."""
    progress = scene.progress
    page = progress.get("page", 0) if progress.get("step") == step else 0
    size = ROWS - 1 if len(options) > ROWS else ROWS
    first = page % -(-len(options) // size) * size
    shown = [one.key for one in options[first : first + size]]
    progress.update(step=step, page=page, shown=shown)
    keyed = [Option(scene.key(one.key), one.title, one.description) for one in options]
    body = scene.led(words, INTERACTIVE_BODY)
    scene.say(offer(scene, body, keyed, page=page))


def within(found: Sequence[Mapping[str, Any]], part: str | None) -> Sequence[Mapping[str, Any]]:
    """Those times in this part of the day; all where it has none."""
    if part is None:
        return found
    return [one for one in found if (one["time"] < NOON) == (part == "morning")] or found


def at_time(found: Sequence[Mapping[str, Any]], wanted: str) -> list[Mapping[str, Any]]:
    """Those at this time; “3” is three in the afternoon where three in the morning is not free."""
    later = f"{int(wanted[:2]) + 12:02}{wanted[2:]}" if wanted < NOON else wanted
    return [one for one in found if one["time"] == wanted] or [
        one for one in found if one["time"] == later
    ]


def is_day(name: str) -> bool:
    """Whether the name of what was chosen is a day's, not a slot's."""
    return len(name) == 10 and name[4] == name[7] == "-"


def when_and_where(data: Mapping[str, Any]) -> dict[str, Any]:
    """As much of a booking as a node has to remember."""
    return {"day": data["day"], "time": data["time"], "place": data.get("place", "")}


def day_words(scene: Scene, day: str) -> str:
    """The day as a sentence has it."""
    return long_day(date.fromisoformat(day), scene.language)


def lines(scene: Scene, data: Mapping[str, Any]) -> list[str]:
    """When and, where it is known, at which place."""
    at = clock(time.fromisoformat(data["time"]), scene.language)
    when = scene.phrase("booking_when", day=day_words(scene, data["day"]), time=at)
    place = _place(scene, data.get("place"))
    return [when, place] if place else [when]


def told(scene: Scene, data: Mapping[str, Any]) -> dict[str, str]:
    """The booking as placeholders name it."""
    when, *where = lines(scene, data)
    return {
        "reference": str(data["reference"]),
        "when": when,
        "place": where[0] if where else "",
        "day": str(data["day"]),
        "time": str(data["time"]),
    }


def _place(scene: Scene, place: Any) -> str:
    if isinstance(place, Mapping):
        return str(pick(place, scene.language, scene.languages))
    return str(place or "")
