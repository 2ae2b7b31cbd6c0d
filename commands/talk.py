"""A talk with a flow at the terminal: no database, no WhatsApp, and time that passes on command."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from commands.telling import Option, Turn, options_of, reply
from flows.department.surroundings import NOTHING, Surroundings
from flows.documents.shape import duration, is_duration
from flows.effects import (
    Call,
    Consulted,
    Effect,
    FileCase,
    Handover,
    Note,
    PutAside,
    Remember,
    Say,
    Subscribe,
    Tag,
)
from flows.events import (
    Attachment,
    Card,
    Event,
    HandedBack,
    Pin,
    Reply,
    Tap,
    Unusable,
    Words,
)
from flows.graph import Flow
from flows.rehearse import met
from flows.trials.recording import Recording
from flows.trials.trial import Happening, Trial
from flows.world import Contact

ATTACHMENTS = ("photo", "video", "voice", "audio", "document")


class Talk:
    """One citizen's talk with one flow, and with the ``others`` that it runs or leads to."""

    def __init__(
        self,
        flow: Flow,
        language: str = "",
        others: Sequence[Flow] = (),
        around: Surroundings = NOTHING,
    ) -> None:
        """Begin with ``flow`` as the front door; ``language`` is what the citizen reads."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)  # a script begins at a minute
        self._stage = met(flow, others, Contact(language=language), now, around=around)
        self._trial = Trial(self._stage)
        self._options: list[Option] = []
        self._count = 0

    def say(self, line: str) -> list[Turn]:
        """The turns that ``line`` brings: one, or for /wait as many as time brings, even none."""
        if line.startswith("/wait"):
            return list(self._wait(line))
        event = self._event(line)
        if isinstance(event, str):
            return [self._bare(line, event)]
        return [self._turn(line, one) for one in self._trial.hear(event)]

    @property
    def recording(self) -> Recording:
        """The talk, written down as it goes."""
        return self._trial.recording

    def _wait(self, line: str) -> Iterator[Turn]:
        text = line.removeprefix("/wait").strip()
        if not is_duration(text):
            yield self._bare(line, "write /wait with a time such as 30m, 23h or 1d")
            return
        for happened in self._trial.wait(self._stage.now + duration(text)):
            yield self._turn(line, happened)

    def _bare(self, line: str, note: str) -> Turn:
        """A turn that none was: what is wrong with the line."""
        language = self._stage.world.contact.language
        return Turn(line, self._stage.now, notes=[note], language=language, node=self._node)

    def _turn(self, line: str, happened: Happening) -> Turn:
        if happened.sampled:
            line = f"/reply {one.outcome}" if isinstance(one := happened.event, Reply) else "/wait"
        turn = Turn(line, happened.at)
        says = any(isinstance(one, Say) for one in happened.effects)
        self._options = [] if says else self._options
        for effect in happened.effects:
            self._show(effect, turn)
        turn.language, turn.node = self._stage.world.contact.language, self._node
        return turn

    def _show(self, effect: Effect, turn: Turn) -> None:
        match effect:
            case Say():
                shown = list(options_of(effect.message))
                self._options += shown
                turn.replies.append(reply(effect, shown))
            case FileCase():
                turn.cases.append(msgspec.to_builtins(effect))
            case Note():
                turn.notes.append(f"{effect.reason}: {effect.detail}".removesuffix(": "))
            case Remember() | Tag() | Subscribe() | Consulted() | PutAside() | Handover() | Call():
                turn.effects.append(effect)

    @property
    def _node(self) -> str:
        return self._stage.frame.node if self._stage.frame else ""

    def _event(self, line: str) -> Event | str:
        """What the citizen does by this line, or a sentence about what is wrong with it."""
        self._count += 1
        id = f"try-{self._count}"
        command, _, rest = line.partition(" ")
        rest = rest.strip()
        if not line.startswith("/"):
            return Words(line, id=id)
        kind = command[1:]
        if kind in ATTACHMENTS:
            name = rest if kind == "document" else ""
            caption = "" if kind == "document" else rest
            return msgspec.convert(
                {"event": "attachment", "kind": kind, "media": id, "caption": caption,
                 "filename": name, "id": id},
                Attachment,
            )  # fmt: skip
        if kind == "sticker":
            return Unusable("sticker", id=id)
        if kind == "card" and rest:
            return Card((rest,), own=True, id=id)
        if kind == "pin":
            return _pin(rest, id)
        if kind == "tap":
            return self._tap(rest, id)
        if kind == "handback":
            return self._hand_back(rest, id)
        if kind == "reply":
            return self._reply_by_hand(rest, id)
        return (
            "a line that begins with / is one of /photo, /video, /voice, /document, /sticker, "
            "/pin LAT LNG, /card NUMBER, /tap N, /wait 1d, /handback, /reply OUTCOME {JSON}, /quit"
        )

    def _tap(self, wanted: str, id: str) -> Event | str:
        for number, option in enumerate(self._options, 1):
            if wanted == str(number):
                return Tap(option.id, option.title, id=id)
        return f"there are {len(self._options)} options to tap; write /tap 1 for the first"

    def _reply_by_hand(self, rest: str, id: str) -> Event | str:
        if self._stage.call is None:
            return "no system has been asked"
        outcome, _, written = rest.partition(" ")
        try:
            data = json.loads(written) if written.strip() else {}
        except ValueError:
            data = None
        if not outcome or not isinstance(data, dict):
            return (
                'write /reply with how it went and what it brought: /reply ok {"name": "Eastern"}'
            )
        return Reply(self._stage.call.id, outcome, data, id=id)

    def _hand_back(self, rest: str, id: str) -> Event | str:
        if self._stage.person is None:
            return "no person has the talk"
        if rest not in {"", "closed", "nobody"}:
            return "write /handback when the person is done, /handback nobody when nobody came"
        return HandedBack(
            "nobody" if rest == "nobody" else "closed", self._stage.person.turn, id=id
        )


def _pin(rest: str, id: str) -> Event | str:
    try:
        latitude, longitude = (float(part) for part in rest.replace(",", " ").split())
    except ValueError:
        return "write /pin with latitude and longitude, such as /pin 22.28 114.17"
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "a latitude is from -90 to 90, a longitude from -180 to 180"
    return Pin(latitude, longitude, id=id)
