"""Look a case up."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal

from flows.department.cases import STATES, reference_in
from flows.department.surroundings import Surroundings
from flows.documents.shape import Localised, PlainText, named, ui
from flows.events import Event, Reply, Words
from flows.messages import INTERACTIVE_BODY, TEXT_BODY, Text, shorten
from flows.node import (
    HERE,
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Leave,
    Move,
    Node,
    Path,
    Remark,
    SampleAnswer,
    Wording,
)
from flows.scene import Scene
from flows.text import PlaceholderError, exact, pick, placeholders

WITHIN = timedelta(seconds=30)
DIGITS = 4  # of the telephone number that prove it
_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


class LookUpCase(Node):
    """Tells a citizen how a case of theirs stands, by its reference and a proof that it is theirs."""

    names = named("Case status", "個案進度", "个案进度")
    waits = True
    task = True

    kind: Literal["status"] = ui("Kind", "種類", "种类", widget="hidden")
    ask: Localised = ui(
        "Question for the reference", "查詢編號的問題", "查询编号的问题", widget="localised",
        default_factory=dict,
        help_en="A built-in question is asked where this is empty.",
    )  # fmt: skip
    reference: PlainText = ui(
        "Reference, where it is known", "已知的編號", "已知的编号", default="",
        help_en="Such as {{ answers.ask }}. Without it, the reference is taken from what the citizen "
        "has just written, or asked for.",
    )  # fmt: skip
    proof: Literal["same_person", "phone"] = ui(
        "Proof that it is theirs", "身分證明方式", "身份证明方式", widget="choice",
        default="same_person",
        help_en="Same person: who filed the case on this WhatsApp number. Phone: anybody else, too, "
        "who knows the last four digits of the telephone number in its form.",
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """Whether there is such a case and it is theirs."""
        return (
            Exit("found", "Found"),
            Exit("not_found", "Not found, or not theirs"),
            Exit("silence", "No reply", needed=False),
        )

    def wordings(self) -> Iterator[Wording]:
        """The question; a built-in one stands in where it is empty."""
        yield Wording("ask", self.ask, INTERACTIVE_BODY, required=bool(self.ask))

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """What is known of the case."""
        return (("result", HERE),) if exit_id == "found" else ()

    def lets_pass(self, exit_id: str, usual: timedelta) -> timedelta | None:
        """Looking it up takes a moment; before that, the citizen may have been silent."""
        if exit_id == self.silence_exit:
            return super().lets_pass(exit_id, usual)
        return WITHIN

    def effort(self, exit_id: str) -> Effort:  # noqa: ARG002 (every way out takes them)
        """The reference, where it must be asked, and the digits."""
        return Effort(answers=(not self.reference) + (self.proof == "phone"))

    def remarks(self) -> Iterator[Remark]:
        """Its placeholder can be read."""
        try:
            placeholders(self.reference)
        except PlaceholderError as fault:
            yield Remark("placeholder_broken", "reference", (("why", str(fault)),))

    def sample(self, request: Mapping[str, Any], around: Surroundings) -> SampleAnswer:
        """Look it up among the cases of the surroundings."""
        found = next((one for one in around.cases if one.reference == request["reference"]), None)
        if found is not None and (found.own or _proves(request["digits"], found.phone)):
            return SampleAnswer(
                "found",
                {
                    "reference": found.reference, "type": found.type, "state": found.state,
                    "updated": found.updated, "note": found.note,
                },
            )  # fmt: skip
        asks = request["proof"] == "phone" and not request["digits"]
        return SampleAnswer("proof" if asks else "not_found")

    def enter(self, scene: Scene) -> Move:
        """Look up what is known already; else ask for the reference."""
        given = exact(self.reference, scene.values())
        if not given and isinstance(scene.event, Words):
            given = scene.event.text
        reference = _reference(scene, given)
        if reference:
            self._look_up(scene, reference)
        else:
            self.repeat(scene)
        return WAIT

    def resume(self, scene: Scene, event: Event) -> Move:
        """Take the reference, the digits, or what was found."""
        if isinstance(event, Reply):
            return self._answered(scene, event)
        if "call" in scene.progress:
            scene.say_words(scene.phrase("one_moment"))
            return WAIT
        if not isinstance(event, Words):
            return PUZZLED
        if "reference" in scene.progress:
            return self._prove(scene, event.text)
        reference = _reference(scene, event.text)
        if not reference:
            return PUZZLED
        self._look_up(scene, reference)
        return WAIT

    def repeat(self, scene: Scene) -> None:
        """Ask again what is missing."""
        if "call" in scene.progress:
            scene.say_words(scene.phrase("one_moment"))
            return
        if "reference" in scene.progress:
            scene.say_words(scene.phrase("status_ask_phone"))
            return
        words = scene.text(self.ask) or scene.phrase("status_ask", example=_example(scene))
        scene.say(Text(shorten(words, TEXT_BODY)))

    def back(self, scene: Scene) -> bool:
        """From the digits to the reference."""
        if "reference" not in scene.progress or "call" in scene.progress:
            return False
        del scene.progress["reference"]
        self.repeat(scene)
        return True

    def _prove(self, scene: Scene, text: str) -> Move:
        digits = _DIGITS.search(unicodedata.normalize("NFKC", text[:200]))
        if digits is None:
            return PUZZLED
        self._look_up(scene, scene.progress["reference"], digits[0])
        return WAIT

    def _look_up(self, scene: Scene, reference: str, digits: str = "") -> None:
        request = {"reference": reference, "proof": self.proof, "digits": digits}
        scene.progress["reference"] = reference
        scene.call("status", request, within=WITHIN)

    def _answered(self, scene: Scene, event: Reply) -> Move:
        del scene.progress["call"]
        match event.outcome:
            case "found" if event.data.get("state") in STATES:
                scene.result(_told(scene, event.data))
                return Leave("found")
            case "not_found":
                return Leave("not_found")
            case "proof":
                self.repeat(scene)
                return WAIT
            case _:
                del scene.progress["reference"]
                scene.lead(scene.phrase("status_failed"))
                self.repeat(scene)
                return WAIT


def _reference(scene: Scene, text: str) -> str:
    return reference_in(text, scene.world.department.code)


def _example(scene: Scene) -> str:
    code = scene.world.department.code.upper()
    return f"{code}-7K3M-9QXA" if code else "7K3M-9QXA"


def _told(scene: Scene, data: Mapping[str, Any]) -> dict[str, str]:
    """What texts can name: the state in words and the note in the reader's language."""
    note = data.get("note")
    return {
        "reference": str(data.get("reference", "")),
        "type": str(data.get("type", "")),
        "state": str(data["state"]),
        "state_words": scene.phrase(f"case_{data['state']}"),
        "updated": str(data.get("updated", "")),
        "note": pick(note, scene.language, scene.languages)
        if isinstance(note, dict) and note
        else "",
    }


def _proves(digits: str, phone: str) -> bool:
    """Whether ``digits`` are the last of ``phone``."""
    known = "".join(filter(str.isdigit, phone))
    return len(digits) == DIGITS and len(known) > DIGITS and known.endswith(digits)


KIND = LookUpCase
