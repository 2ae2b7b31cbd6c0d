"""Asking one field and taking its answer: what a question and a form have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from flows.effects import Answered
from flows.events import Attachment, Event, Pin, Tap, Words
from flows.fields.answer import Invalid, Partial, Unclear, Value
from flows.fields.definition import FormField
from flows.filters import masked
from flows.match import fold
from flows.messages import INTERACTIVE_BODY, Message
from flows.scene import Scene
from flows.talk.listed import listed
from flows.talk.offer import MORE, Option, offer, with_option
from flows.text import UNTOLD
from flows.understanding.days import spoken

SKIP = "skip"
MEANT = "="  # in front of a reading, in the id of the button that stands for it
MOST_KEPT = 10  # things kept for fields that are still to come
HIDDEN = "•••"


@dataclass(frozen=True)
class Answer:
    """The field has its answer."""

    value: Any


Outcome = Answer | Literal["stay", "stuck", "puzzled"]

# A waiting field's progress: "so_far" is what has come of its answer, "tries" how often it was
# wrong, "page" the page of its list, "unclear" the readings that the citizen was asked about.


def ask(scene: Scene, field: FormField) -> None:
    """Ask the field, with what is to be said first in the same message where it fits."""
    scene.say(question(scene, field))


def question(scene: Scene, field: FormField) -> Message:
    """The message that asks the field, and how to leave it out where that is allowed."""
    body = scene.led(scene.text(field.ask), INTERACTIVE_BODY)
    message = field.behaviour.ask(field, scene, body)
    if field.required or scene.progress.get("so_far"):
        return message
    skip = Option(scene.key(SKIP, field.id), scene.phrase("button_skip"))
    return with_option(message, skip, otherwise=scene.phrase("skip_hint"))


def take(scene: Scene, field: FormField, event: Event) -> Outcome:
    """What ``event`` does for the field; what there is to tell has been said when it stays."""
    if not field.required and _skips(scene, field, event):
        return Answer(scene.progress.get("so_far"))
    if _turns_page(scene, field, event):
        ask(scene, field)
        return "stay"
    meant = _meant(scene, field, event)
    if meant is not None:
        return Answer(meant)
    if isinstance(event, Words) and scene.is_word("help", event.text) and _help(scene, field):
        ask(scene, field)
        return "stay"
    reading = field.behaviour.read(field, event, scene, scene.progress.get("so_far"))
    match reading:
        case Value(value=value):
            return Answer(value)
        case Partial():
            _go_on(scene, reading)
            return "stay"
        case None:
            return "puzzled"
        case _:
            return _again(scene, field, reading)


def keep_row(scene: Scene, field: FormField, value: Any) -> Any:
    """Of an answer chosen from a list in ``result``: the whole row, for ``result.<node>``."""
    if field.choices_from is None or not isinstance(value, str):
        return None
    found = (one for one in listed(scene, field.choices_from) if one.id == value)
    row = next(found, None)
    return dict(row.row) if row else None


def give_up(scene: Scene, exit_id: str) -> None:
    """Say that the question is left, where the exit does not lead to words of the staff's own."""
    if scene.flow is None or scene.flow.target(scene.frame.node, exit_id) is None:
        scene.lead(scene.phrase("tries_over"))


def _go_on(scene: Scene, partial: Partial) -> None:
    scene.progress["so_far"] = partial.value
    scene.progress.pop("page", None)
    if partial.say is None:
        scene.note("collected")
    else:
        scene.say(partial.say)


def _again(scene: Scene, field: FormField, reading: Invalid | Unclear) -> Outcome:
    """Ask again: which of several readings is meant, or for one that is valid."""
    tries = scene.progress.get("tries", 0) + 1
    scene.progress["tries"] = tries
    if tries >= field.tries:
        return "stuck"
    if isinstance(reading, Unclear):
        _ask_which(scene, field, reading.values)
        return "stay"
    scene.progress.pop("unclear", None)
    scene.lead(_why(scene, field, reading))
    ask(scene, field)
    return "stay"


def _why(scene: Scene, field: FormField, reading: Invalid) -> str:
    """What is wrong with an answer, in the staff's own words where there are some."""
    facts = {name: _told(scene, fact) for name, fact in reading.facts.items()}
    return scene.text(field.retry) if field.retry else scene.phrase(reading.phrase, **facts)


def _told(scene: Scene, fact: Any) -> Any:
    return spoken(fact, scene.language) if isinstance(fact, date) else fact


def _ask_which(scene: Scene, field: FormField, values: Sequence[Any]) -> None:
    scene.progress["unclear"] = list(values)
    options = [
        Option(scene.key(f"{MEANT}{value}", field.id), field.behaviour.title(field, value, scene))
        for value in values
    ]
    body = scene.led(scene.phrase("which_meant"), INTERACTIVE_BODY)
    scene.say(offer(scene, body, options, field=field.id))


def _meant(scene: Scene, field: FormField, event: Event) -> Any:
    """Which of the readings that were asked about is meant; None when that is not what came."""
    readings = scene.progress.get("unclear") or []
    if isinstance(event, Tap):
        picked = scene.picked(event, field.id) or ""
        return next((one for one in readings if picked == f"{MEANT}{one}"), None)
    if not isinstance(event, Words) or not fold(event.text):
        return None
    said = fold(event.text)
    titles = {one: fold(field.behaviour.title(field, one, scene)) for one in readings}
    found = [
        one
        for one, title in titles.items()
        if said == title or said in title.split() or field.behaviour.settles(one, said)
    ]
    return found[0] if len(found) == 1 else None


def _help(scene: Scene, field: FormField) -> bool:
    """Begin the next message with help, the staff's own or what the type has; False without any."""
    said = scene.text(field.help)
    if not said and field.behaviour.hint:
        said = scene.phrase(field.behaviour.hint)
    if not said:
        return False
    scene.lead(said)
    return True


def _turns_page(scene: Scene, field: FormField, event: Event) -> bool:
    """Whether ``event`` asks for the next page of a list; if so, turn to it."""
    if isinstance(event, Tap):
        turns = scene.picked(event, field.id) == MORE
    else:
        turns = (
            isinstance(event, Words)
            and "choices" in field.behaviour.keys
            and scene.is_word("more", event.text)
        )
    if turns:
        scene.progress["page"] = scene.progress.get("page", 0) + 1
    return turns


def _skips(scene: Scene, field: FormField, event: Event) -> bool:
    if isinstance(event, Tap):
        return scene.picked(event, field.id) == SKIP
    return isinstance(event, Words) and scene.is_word(SKIP, event.text)


def from_opening(scene: Scene, field: FormField) -> Any:
    """An answer to the field among what opened the talk; it is used up. None without one."""
    if not field.behaviour.takes:
        return None
    kept: list[dict[str, Any]] = []
    answer: Any = None
    complete = False
    for opened in scene.state.opening:
        if complete or opened["kind"] != field.behaviour.takes:
            kept.append(opened)
            continue
        reading = field.behaviour.read(field, _reopened(opened), scene, answer)
        if isinstance(reading, Value | Partial):
            answer, complete = reading.value, isinstance(reading, Value)
        else:
            kept.append(opened)
    if answer is not None:
        scene.state.opening = kept
        scene.progress.pop("thanked", None)
    return answer


def _reopened(opened: dict[str, Any]) -> Event:
    if opened["kind"] == "photo":
        return Attachment("photo", opened["media"], opened["caption"])
    return Pin(opened["latitude"], opened["longitude"], opened["name"], opened["address"])


def keep_for_field(scene: Scene, event: Event, later: Sequence[FormField]) -> bool:
    """Keep a photo or a pin that came too early for one of the ``later`` fields."""
    kept = kept_opening(event)
    if kept is None or all(field.behaviour.takes != kept["kind"] for field in later):
        return False
    scene.state.opening = [*scene.state.opening, kept][-MOST_KEPT:]
    scene.lead(scene.phrase("kept_for_field"))
    return True


def kept_opening(event: Event) -> dict[str, Any] | None:
    """What to keep of an event that opens a talk, so that a form can use it; None for the rest."""
    if isinstance(event, Attachment) and event.kind == "photo":
        return {"kind": "photo", "media": event.media, "caption": event.caption}
    if isinstance(event, Pin):
        return {
            "kind": "pin",
            "latitude": event.latitude,
            "longitude": event.longitude,
            "name": event.name,
            "address": event.address,
        }
    return None


def short(scene: Scene, field: FormField) -> str:
    """The field's short name, else the first line of its question."""
    return scene.text(field.label) or scene.text(field.ask).partition("\n")[0]


def shown(scene: Scene, field: FormField, value: Any) -> str:
    """The answer as the citizen reads it in the chat: masked where the field says so."""
    if value is None:
        return scene.phrase("unanswered")
    words = field.behaviour.words(field, value, scene)
    if not field.mask:
        return words
    return str(masked(words)) if isinstance(value, str) else (HIDDEN if words else words)


def told(scene: Scene, field: FormField, value: Any, below: Sequence[str]) -> Any:
    """What a placeholder that names the answer, or a part of it (``below``), shows in a text."""
    if value is None:
        return None
    if field.mask:
        return shown(scene, field, value)
    if below:
        return UNTOLD
    return field.behaviour.told(field, value, scene)


def recorded(scene: Scene, field: FormField, value: Any) -> Answered:
    """The answer as it is kept with a case."""
    words = scene.phrase("unanswered")
    if value is not None:
        words = field.behaviour.words(field, value, scene)
    return Answered(
        field=field.id,
        type=field.type,
        question=short(scene, field),
        words=words,
        value=value,
        mask=field.mask,
        keep=field.keep or "",
    )


def outdated(scene: Scene, field: FormField, value: Any) -> bool:
    """Whether an answer of before is beyond the limits that its field has now; if so, say why first.

    Another version may have others, and those that are reckoned from today move by themselves.
    """
    typed = isinstance(value, str | int | float) and not isinstance(value, bool)
    if not typed or field.behaviour.keys.isdisjoint({"min", "max", "max_length"}):
        return False
    written = value if isinstance(value, str) else f"{Decimal(str(value)):f}"
    reading = field.behaviour.typed(field, written, scene)
    if not isinstance(reading, Invalid):
        return False
    scene.lead(_why(scene, field, reading))
    return True


def sheet_kept(
    pairs: Iterable[tuple[FormField, FormField]], sheet: Mapping[str, Any]
) -> dict[str, Any]:
    """Of a form's answers those that still hold; ``pairs`` are its fields as they are and were."""
    found = {}
    for field, before in pairs:
        if field.id not in sheet or field.type != before.type:
            continue
        fits = still_fits(field, before, sheet[field.id])
        if sheet[field.id] is None or fits is not None:  # None was left out, and stays so
            found[field.id] = fits
    return found


def still_fits(field: FormField, earlier: FormField, value: Any) -> Any:
    """What ``field`` can keep of an answer to ``earlier``, an older version of it; None for nothing."""
    if field.type != earlier.type:
        return None
    if not field.choices:
        return value
    known = {choice.id for choice in field.choices}
    if isinstance(value, list):
        return [one for one in value if one in known] or None
    return value if value in known else None


def carried(
    field: FormField, earlier: FormField, progress: dict[str, Any]
) -> dict[str, Any] | None:
    """The progress of asking ``earlier`` with which ``field`` goes on; None when it cannot."""
    if field.type != earlier.type:
        return None
    if [one.id for one in field.choices] == [one.id for one in earlier.choices]:
        return progress
    so_far = still_fits(field, earlier, progress.get("so_far"))
    kept = {key: value for key, value in progress.items() if key in ("field", "tries")}
    return kept if so_far is None else {**kept, "so_far": so_far}
