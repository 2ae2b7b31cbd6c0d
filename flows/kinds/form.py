"""Fill in a form, one question after another, checked and corrected before it is sent."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.conditions import Rule
from flows.documents.shape import named, ui
from flows.effects import Answered
from flows.events import Event, Words
from flows.fields.definition import FormField
from flows.match import matcher_of, number_in
from flows.messages import INTERACTIVE_BODY, Button, Buttons
from flows.node import (
    HERE,
    LATER,
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Kept,
    Leave,
    Move,
    Node,
    Path,
    Remark,
    Spoken,
    Wording,
)
from flows.scene import Scene
from flows.talk.asking import (
    Answer,
    carried,
    from_opening,
    give_up,
    keep_for_field,
    keep_row,
    outdated,
    question,
    recorded,
    sheet_kept,
    short,
    take,
    told,
)
from flows.talk.offer import MORE, Option, offer, with_option, with_words
from flows.talk.summary import brief, last_look
from flows.text import UNTOLD

REVIEW = "-review"
CHANGE = "-change"
SEND, CORRECT, CANCEL, SAVE = "send", "correct", "cancel", "-later"
LONG = 6  # questions from which on a form offers to be saved for later
EVERY = 3  # after so many answers, again


class Form(Node):
    """Asks a list of questions, shows the answers for a last look, and goes on when they are sent."""

    names = named("Form", "表格", "表格")
    rank = "first"
    waits = True
    collects = True

    kind: Literal["form"] = ui("Kind", "種類", "种类", widget="hidden")
    fields: Annotated[list[FormField], Field(max_length=60)] = ui(
        "Questions", "問題", "问题", widget="fields", default_factory=list
    )

    def ways(self) -> tuple[Exit, ...]:
        """Sent, given up, stuck at a question, or nothing came."""
        return (
            Exit("submitted", "Sent"),
            Exit("cancelled", "Cancelled", needed=False),
            Exit("stuck", "Stuck at a question", needed=self._may_be_empty),
            Exit("silence", "No reply", needed=False),
        )

    @property
    def _may_be_empty(self) -> bool:
        """Whether a question that must be answered may find nothing to choose from."""
        fields: list[FormField] = getattr(self, "fields", [])  # a class is asked for its exits, too
        return any(one.required and one.choices_from and not one.choices for one in fields)

    def wordings(self) -> Iterator[Wording]:
        """The texts of all fields."""
        for place, field in enumerate(self.fields):
            yield from field.wordings(f"fields[{place}]")

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """The fields' own rules."""
        for place, field in enumerate(self.fields):
            if field.when:
                yield f"fields[{place}].when", field.when

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """Once sent, the fields that are always asked and must be answered."""
        if exit_id != "submitted":
            return ()
        return tuple(
            ("answers", HERE, field.id)
            for field in self.fields
            if field.required and not field.when
        )

    def at_once(self, exit_id: str) -> bool:
        """Where no rule of its fields holds, nothing is asked."""
        return exit_id == "submitted" and all(field.when for field in self.fields)

    def keeps(self) -> Iterator[Kept]:
        """The answer of every field."""
        for place, field in enumerate(self.fields):
            yield field.kept(("answers", HERE, field.id), f"fields[{place}]")

    def offers(self) -> Iterator[tuple[str, Sequence[Spoken]]]:
        """The choices of every field."""
        for place, field in enumerate(self.fields):
            yield from field.offers(f"fields[{place}]")

    def effort(self, exit_id: str) -> Effort:
        """Every field that must be answered, and sending it."""
        if exit_id != "submitted":
            return Effort(taps=1)
        asked = [field for field in self.fields if field.required and not field.when]
        taps = sum(field.behaviour.tapped for field in asked)
        shown = len(asked) > 1  # the last look, with its button to send
        return Effort(taps + shown, len(asked) - taps, max(len(asked) - 1, 0) + shown)

    def remarks(self) -> Iterator[Remark]:
        """There are fields, each sound, and no two of the same id."""
        if not self.fields:
            yield Remark("nothing_to_ask", "fields")
        seen: set[str] = set()
        for place, field in enumerate(self.fields):
            if field.id in seen:
                yield Remark("double_id", f"fields[{place}].id", (("id", field.id),))
            seen.add(field.id)
            yield from field.remarks(f"fields[{place}]")

    def kept(self, earlier: Node, value: Any) -> Any:
        """The sheet with those answers whose fields are still there and of the same type."""
        if not isinstance(earlier, Form) or not isinstance(value, dict):
            return None
        before = {field.id: field for field in earlier.fields}
        both = [(field, before[field.id]) for field in self.fields if field.id in before]
        return sheet_kept(both, value)

    def carried(self, earlier: Node, progress: dict[str, Any]) -> dict[str, Any] | None:
        """What came so far for the field that is being asked, while that is still here.

        After the last question there may be new ones, so there it is taken up again.
        """
        asking = progress.get("field")
        before = earlier._field(asking) if isinstance(earlier, Form) else None  # noqa: SLF001 (a form, too)
        field = self._field(asking)
        return carried(field, before, progress) if field and before else None

    def again(self, scene: Scene) -> Move:
        """Ask what is still open."""
        return self._ask_next(scene)

    # A form's progress: "field" is the id of the field being asked, or REVIEW or CHANGE; "changing"
    # that its answer stands until another comes.

    def enter(self, scene: Scene) -> Move:
        """Begin, with an empty sheet."""
        scene.answer({})
        return self._ask_next(scene)

    def resume(self, scene: Scene, event: Event) -> Move:
        """Take what came for the field that is being asked, or for the last look."""
        asking = scene.progress.get("field")
        if self._wants_later(scene, event):
            return self._save(scene)
        if asking == REVIEW:
            return self._reviewed(scene, event)
        if asking == CHANGE:
            return self._chosen_to_change(scene, event)
        field = self._field(asking)
        if field is None:
            return self._ask_next(scene)
        outcome = take(scene, field, event)
        if isinstance(outcome, Answer):
            self._keep(scene, field, outcome.value)
            return self._ask_next(scene)
        if outcome == "stuck":
            give_up(scene, "stuck")
            return Leave("stuck")
        if outcome == "puzzled" and keep_for_field(scene, event, self._still_open(scene, field)):
            self._ask(scene, field)
            return WAIT
        return PUZZLED if outcome == "puzzled" else WAIT

    def told(self, scene: Scene, value: Any, below: Sequence[str]) -> Any:
        """An answer of the sheet in words."""
        field = self._field(below[0]) if below and isinstance(value, dict) else None
        return UNTOLD if field is None else told(scene, field, value.get(field.id), below[1:])

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """Every answer of the form, in the order of its questions."""
        given = dict(value) if isinstance(value, dict) else {}
        if scene.node is self and "so_far" in scene.progress:
            given[scene.progress["field"]] = scene.progress["so_far"]
        return tuple(
            recorded(scene, field, given[field.id]) for field in self.fields if field.id in given
        )

    def repeat(self, scene: Scene) -> None:
        """Ask again where the form stands."""
        asking = scene.progress.get("field")
        field = self._field(asking)
        if field is not None:
            self._ask(scene, field)
        elif asking == CHANGE:
            self._offer_change(scene)
        else:
            self._show_review(scene)

    def back(self, scene: Scene) -> bool:
        """Ask the question before this one again; False at the first."""
        asking = scene.progress.get("field")
        answered = [field for field in self.fields if field.id in self._sheet(scene)]
        if asking == CHANGE or scene.progress.get("changing"):
            self._show_review(scene)
            return True
        if asking != REVIEW:
            places = [field.id for field in self.fields]
            here = places.index(asking) if asking in places else 0
            answered = [field for field in answered if self.fields.index(field) < here]
        if not answered:
            return False
        self._go_to(scene, answered[-1])
        self._ask(scene, answered[-1])
        return True

    def _ask_next(self, scene: Scene) -> Move:
        sheet = self._sheet(scene)
        for field in self.fields:
            if field.id in sheet or not field.asked(scene.values()):
                continue
            opened = from_opening(scene, field)
            if opened is not None:
                sheet[field.id] = opened
                scene.lead(scene.phrase("kept_used"))
                continue
            if not field.behaviour.can_be_asked(field, scene):
                scene.lead(scene.phrase("nothing_listed"))
                if field.required:
                    return Leave("stuck")
                sheet[field.id] = None
                continue
            self._go_to(scene, field)
            self._ask(scene, field)
            return WAIT
        for field in self._answered(scene):
            if outdated(scene, field, sheet[field.id]):
                del sheet[field.id]
                self._go_to(scene, field)
                self._ask(scene, field)
                return WAIT
        if len(sheet) <= 1:
            return Leave("submitted")
        self._show_review(scene)
        return WAIT

    def _ask(self, scene: Scene, field: FormField) -> None:
        """Ask the field; a long form says first that it can be saved, and offers it now and then."""
        message = question(scene, field)
        answered = len(self._sheet(scene))
        if len(self.fields) >= LONG and not answered:
            message = with_words(message, scene.phrase("later_hint"))
        elif len(self.fields) >= LONG and answered % EVERY == 0:
            later = Option(scene.key(SAVE, field.id), scene.phrase("button_later"))
            message = with_option(message, later, otherwise="")
        scene.say(message)

    def _wants_later(self, scene: Scene, event: Event) -> bool:
        asking = str(scene.progress.get("field", ""))
        if isinstance(event, Words):
            return scene.is_word("later", event.text)
        return scene.picked(event, asking) == SAVE

    def _save(self, scene: Scene) -> Move:
        """Keep the answers until the citizen comes back."""
        if not self._sheet(scene):
            scene.lead(scene.phrase("nothing_saved"))
            self.repeat(scene)
            return WAIT
        return LATER

    def _keep(self, scene: Scene, field: FormField, value: Any) -> None:
        """Keep an answer, and drop those that it made beside the point."""
        sheet = self._sheet(scene)
        sheet[field.id] = value
        row = keep_row(scene, field, value)
        if row is not None:
            rows = scene.frame.results.get(scene.frame.node) or {}
            scene.result({**rows, field.id: row})
        for later in self.fields:
            if later.id in sheet and not later.asked(scene.values()):
                del sheet[later.id]

    def _go_to(self, scene: Scene, field: FormField) -> None:
        scene.progress.clear()
        scene.progress["field"] = field.id

    def _show_review(self, scene: Scene) -> None:
        scene.progress.clear()
        scene.progress["field"] = REVIEW
        body = last_look(scene, self._answered(scene), self._sheet(scene))
        buttons = (
            Button(scene.key(SEND, REVIEW), scene.phrase("button_submit")),
            Button(scene.key(CORRECT, REVIEW), scene.phrase("button_change")),
            Button(scene.key(CANCEL, REVIEW), scene.phrase("button_cancel")),
        )
        scene.say(Buttons(body, buttons))

    def _reviewed(self, scene: Scene, event: Event) -> Move:
        choice = scene.picked(event, REVIEW)
        if isinstance(event, Words):
            number = number_in(event.text)
            if number is not None and 1 <= number <= 3:
                choice = (SEND, CORRECT, CANCEL)[number - 1]
            elif scene.is_word("yes", event.text) or scene.is_word("send", event.text):
                choice = SEND
            elif scene.is_word("no", event.text) or scene.is_word("change", event.text):
                choice = CORRECT
        if choice == SEND:
            return Leave("submitted")
        if choice == CANCEL:
            scene.lead(scene.phrase("cancelled"))
            return Leave("cancelled")
        if choice == CORRECT:
            scene.progress["field"] = CHANGE
            self._offer_change(scene)
            return WAIT
        return PUZZLED

    def _offer_change(self, scene: Scene) -> None:
        options = [
            Option(scene.key(field.id, CHANGE), short(scene, field), number=number)
            for number, field in enumerate(self._answered(scene), 1)
        ]
        body = scene.led(scene.phrase("change_which"), INTERACTIVE_BODY)
        page = scene.progress.get("page", 0)
        scene.say(offer(scene, body, options, page=page, field=CHANGE))

    def _chosen_to_change(self, scene: Scene, event: Event) -> Move:
        picked = scene.picked(event, CHANGE)
        if isinstance(event, Words):
            picked = self._named_to_change(scene, event.text)
        if picked == MORE:
            scene.progress["page"] = scene.progress.get("page", 0) + 1
            self._offer_change(scene)
            return WAIT
        field = self._field(picked)
        if field is None or field.id not in self._sheet(scene):
            return PUZZLED
        self._go_to(scene, field)
        scene.progress["changing"] = True
        scene.lead(
            scene.phrase("answer_now", answer=brief(scene, field, self._sheet(scene)[field.id]))
        )
        self._ask(scene, field)
        return WAIT

    def _named_to_change(self, scene: Scene, text: str) -> str | None:
        """The field whose number or name ``text`` is; MORE for the next page."""
        answered = self._answered(scene)
        number = number_in(text)
        if number is not None and 1 <= number <= len(answered):
            return answered[number - 1].id
        names = ((one.id, (short(scene, one), *one.label.values())) for one in answered)
        reading = matcher_of(tuple(names)).read(text)
        if reading.certain:
            return str(reading.sure)
        return MORE if scene.is_word("more", text) else None

    def _still_open(self, scene: Scene, field: FormField) -> list[FormField]:
        later = self.fields[self.fields.index(field) + 1 :]
        return [one for one in later if one.id not in self._sheet(scene)]

    def _answered(self, scene: Scene) -> list[FormField]:
        sheet = self._sheet(scene)
        return [field for field in self.fields if field.id in sheet]

    def _sheet(self, scene: Scene) -> dict[str, Any]:
        sheet: dict[str, Any] = scene.frame.answers.setdefault(scene.frame.node, {})
        return sheet

    def _field(self, field_id: object) -> FormField | None:
        return next((field for field in self.fields if field.id == field_id), None)


KIND = Form
