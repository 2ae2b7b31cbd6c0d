"""Asking one field and taking its answer: what a question and a form have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.effects import Answered
from flows.events import Attachment, Event, Pin, Tap, Words
from flows.fields.answer import Invalid, Partial, Value
from flows.fields.definition import FormField
from flows.messages import (
    BUTTON_TITLE,
    BUTTONS,
    INTERACTIVE_BODY,
    AskLocation,
    AskPhone,
    Button,
    Buttons,
    Choices,
    Message,
    Text,
)
from flows.scene import Scene

SKIP = "skip"
MOST_KEPT = 10  # things kept for fields that are still to come


@dataclass(frozen=True)
class Answer:
    """The field has its answer."""

    value: Any


Outcome = Answer | Literal["stay", "stuck", "puzzled"]


def ask(scene: Scene, field: FormField) -> None:
    """Ask the field, with what is to be said first in the same message where it fits."""
    body = scene.led(scene.text(field.ask), INTERACTIVE_BODY)
    message = field.behaviour.ask(field, scene, body)
    skippable = not field.required and not scene.progress.get("so_far")
    scene.say(_with_skip(scene, field, message) if skippable else message)


def take(scene: Scene, field: FormField, event: Event) -> Outcome:
    """What ``event`` does for the field; what there is to tell has been said when it stays."""
    if not field.required and _skips(scene, field, event):
        return Answer(scene.progress.get("so_far"))
    if isinstance(event, Words) and field.help and scene.is_word("help", event.text):
        scene.lead(scene.text(field.help))
        ask(scene, field)
        return "stay"
    reading = field.behaviour.read(field, event, scene, scene.progress.get("so_far"))
    if isinstance(reading, Value):
        return Answer(reading.value)
    if isinstance(reading, Partial):
        scene.progress["so_far"] = reading.value
        if reading.say is None:
            scene.note("collected")
        else:
            scene.say(reading.say)
        return "stay"
    if reading is None:
        return "puzzled"
    return _wrong(scene, field, reading)


def _wrong(scene: Scene, field: FormField, reading: Invalid) -> Outcome:
    tries = scene.progress.get("tries", 0) + 1
    scene.progress["tries"] = tries
    if tries >= field.tries:
        return "stuck"
    said = scene.text(field.retry) if field.retry else scene.phrase(reading.phrase, **reading.facts)
    scene.lead(said)
    ask(scene, field)
    return "stay"


def _skips(scene: Scene, field: FormField, event: Event) -> bool:
    if isinstance(event, Tap):
        return scene.picked(event, field.id) == SKIP
    return isinstance(event, Words) and scene.is_word(SKIP, event.text)


def _with_skip(scene: Scene, field: FormField, message: Message) -> Message:
    """The question with a way to leave it out: a button where one fits, else in words."""
    button = Button(scene.key(SKIP, field.id), scene.phrase("button_skip")[:BUTTON_TITLE])
    match message:
        case Text(body=body) if len(body) <= INTERACTIVE_BODY:
            return Buttons(body, (button,))
        case Buttons(buttons=buttons) if len(buttons) < BUTTONS:
            return Buttons(message.body, (*buttons, button), message.footer)
        case Text() | Buttons() | Choices() | AskLocation() | AskPhone():
            return _hinted(scene, message)
        case _:
            return message


def _hinted(scene: Scene, message: Text | Buttons | Choices | AskLocation | AskPhone) -> Message:
    body = f"{message.body}\n{scene.phrase('skip_hint')}"
    match message:
        case Choices():
            return Choices(body, message.button, message.sections, message.footer)
        case Buttons():
            return Buttons(body, message.buttons, message.footer)
        case _:
            return type(message)(body)


def from_opening(scene: Scene, field: FormField) -> Any:
    """An answer to the field among what opened the talk; it is used up. None without one."""
    if field.type not in {"photo", "location"}:
        return None
    kept: list[dict[str, Any]] = []
    answer: Any = None
    for opened in scene.state.opening:
        used = False
        if answer is None or field.type == "photo":
            event = _reopened(opened)
            reading = field.behaviour.read(field, event, scene, answer)
            used = isinstance(reading, Value | Partial)
            if isinstance(reading, Value | Partial):
                answer = reading.value
        if not used:
            kept.append(opened)
    if answer is not None:
        scene.state.opening = kept
        scene.progress.pop("thanked", None)
    return answer


def _reopened(opened: dict[str, Any]) -> Event:
    if opened["kind"] == "photo":
        return Attachment("photo", opened["media"], opened["caption"])
    if opened["kind"] == "pin":
        return Pin(opened["latitude"], opened["longitude"], opened["name"], opened["address"])
    return Words(opened["text"])


def keep_for_field(scene: Scene, event: Event, later: Sequence[FormField]) -> bool:
    """Keep a photo or a pin that came too early for one of the ``later`` fields."""
    kept = kept_opening(event)
    wanted = {"photo": "photo", "pin": "location"}.get(kept["kind"]) if kept else None
    if kept is None or all(field.type != wanted for field in later):
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
