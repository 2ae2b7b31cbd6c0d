"""Book a time, change the booking, or cancel it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from flows.department import bookings
from flows.department.appointment import (
    at_time,
    day_words,
    days,
    is_day,
    lines,
    offer_page,
    times,
    told,
    when_and_where,
    within,
)
from flows.department.surroundings import Surroundings
from flows.documents.shape import Localised, Name, named, ui
from flows.effects import Remember
from flows.events import Event, Reply, Tap, Words
from flows.match import number_in
from flows.messages import INTERACTIVE_BODY, TEXT_BODY, Button, Buttons
from flows.node import (
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Leave,
    Mention,
    Move,
    Node,
    Path,
    SampleAnswer,
    Wording,
)
from flows.scene import Scene
from flows.talk.offer import MORE
from flows.understanding.moments import Moment, read_moment

TRIES = 3  # references that may be typed before it is given up
ENDS = frozenset({"booked", "changed", "cancelled"})
YES, OTHER, GIVE_UP = "yes", "other_time", "give_up"


class Book(Node):
    """Offers free days and times, and books the one that is chosen; or changes or cancels a booking.

    What was booked is known as {{ booking.when }}, {{ booking.place }} and {{ booking.reference }}.
    """

    names = named("Booking", "預約", "预约")
    waits = True
    task = True

    kind: Literal["booking"] = ui("Kind", "種類", "种类", widget="hidden")
    do: Literal["book", "change", "cancel"] = ui(
        "What it does", "用途", "用途", widget="choice", default="book"
    )
    service: Name = ui("What is booked", "預約項目", "预约项目", widget="booking")
    text: Localised = ui(
        "Words that offer the days", "選擇日期的文字", "选择日期的文字",
        widget="localised", default_factory=dict,
    )  # fmt: skip
    confirmed: Localised = ui(
        "Words when it is done", "完成後的文字", "完成后的文字",
        widget="localised", default_factory=dict,
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """By what it does: how it ended, nothing left or found, a fault, no reply."""
        ends = {
            "book": (Exit("booked", "Booked"), Exit("cancelled", "Given up", needed=False)),
            "change": (Exit("changed", "Changed"), Exit("booked", "Left as it was", needed=False)),
            "cancel": (
                Exit("cancelled", "Cancelled"),
                Exit("booked", "Left as it was", needed=False),
            ),
        }[self.do]
        none_left = () if self.do == "cancel" else (Exit("none_left", "Nothing is free"),)
        not_found = () if self.do == "book" else (Exit("not_found", "No such booking"),)
        rest = (Exit("failed", "It did not work"), Exit("silence", "No reply", needed=False))
        return (*ends, *none_left, *not_found, *rest)

    def wordings(self) -> Iterator[Wording]:
        """The words before and after; built-in ones stand in where they are empty."""
        yield Wording("text", self.text, INTERACTIVE_BODY, required=bool(self.text))
        yield Wording("confirmed", self.confirmed, TEXT_BODY, required=bool(self.confirmed))

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """The booking, where there is one."""
        given_up = self.do == "book" and exit_id == "cancelled"
        return () if given_up or exit_id not in ENDS else (("booking",),)

    def known_by(self, place: str) -> tuple[Path, ...]:
        """The booking, once it is done."""
        return (("booking",),) if place == "confirmed" else ()

    def at_once(self, exit_id: str) -> bool:
        """What the booking system says waits for nobody."""
        return exit_id in {"none_left", "not_found", "failed"}

    def effort(self, exit_id: str) -> Effort:
        """A day, a time and the confirmation; or, to cancel, the confirmation alone."""
        if exit_id in ENDS:
            return Effort(taps=1 if self.do == "cancel" else 3)
        return Effort()

    def mentions(self) -> Iterator[Mention]:
        """What is booked."""
        yield Mention("booking", self.service, "service")

    def when_stopped(self) -> str:
        """Whoever stops has not booked, or leaves the booking as it was."""
        return "cancelled" if self.do == "book" else "booked"

    def sample(self, request: Mapping[str, Any], around: Surroundings) -> SampleAnswer:
        """What the stand-in for a booking system says, and remembers."""
        outcome, data = bookings.answer(request, around.bookings)
        kept = bookings.after(request, outcome, around.bookings)
        return SampleAnswer(outcome, data, around.model_copy(update={"bookings": kept}))

    def enter(self, scene: Scene) -> Move:
        """Offer the days; or look for the booking that is to be changed or cancelled."""
        if self.do == "book":
            return self._ask(scene, "days")
        kept = scene.world.contact.fields.get(self._memory)
        known = scene.frame.booking.get("reference") or kept
        if not known:
            return self._ask_reference(scene)
        return self._ask(scene, "find", reference=known)

    def repeat(self, scene: Scene) -> None:
        """Offer again what is on offer."""
        match scene.progress.get("step"):
            case "reference":
                self._ask_reference(scene)
            case "check":
                self._check(scene)
            case "time":
                self._ask(scene, "times", day=scene.progress["day"])
            case "day":
                self._ask(scene, "days")
            case _:
                scene.say_words(scene.phrase("one_moment"))

    def back(self, scene: Scene) -> bool:
        """From the confirmation to the times, from the times to the days."""
        step = scene.progress.get("step")
        if "call" in scene.progress or step not in {"time", "check"} or self.do == "cancel":
            return False
        if step == "check":
            self._ask(scene, "times", day=scene.progress["day"])
        else:
            self._ask(scene, "days")
        return True

    def resume(self, scene: Scene, event: Event) -> Move:
        """Take what the booking system says, and what the citizen chooses."""
        if isinstance(event, Reply):
            scene.progress.pop("call", None)
            try:
                return self._answered(scene, event)
            except (AttributeError, KeyError, TypeError, ValueError):  # it said something else
                return Leave("failed")
        if "call" in scene.progress:
            scene.say_words(scene.phrase("one_moment"))
            return WAIT
        match scene.progress.get("step"):
            case "reference" if isinstance(event, Words):
                return self._ask(scene, "find", reference=event.text[:60])
            case "day" | "time":
                return self._chosen(scene, event)
            case "check":
                return self._checked(scene, event)
            case _:
                return PUZZLED

    def _ask(self, scene: Scene, do: str, **more: str) -> Move:
        scene.progress["asked"] = do
        now = f"{scene.world.local_now():%Y-%m-%dT%H:%M}"
        request = {"do": do, "service": self.service, "from": now, **more}
        scene.call("booking", request, self.service)
        return WAIT

    def _answered(self, scene: Scene, reply: Reply) -> Move:
        """Go by what was asked and what came of it; any outcome that is not known has failed."""
        take = {
            "days": self._days_came,
            "times": self._times_came,
            "hold": self._held,
            "book": self._booked,
            "find": self._found,
            "cancel": self._cancelled,
        }.get(scene.progress.get("asked", ""))
        return take(scene, reply.outcome, reply.data) if take else Leave("failed")

    # Days and times

    def _days_came(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:
        if outcome == "none_left" or (outcome == "ok" and not data["days"]):
            return Leave("none_left")
        if outcome != "ok":
            return Leave("failed")
        words = scene.text(self.text) or scene.phrase("booking_choose_day")
        offer_page(scene, "day", words, days(scene, data["days"]))
        return WAIT

    def _times_came(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:
        day = day_words(scene, scene.progress["day"])
        if outcome == "none_left" or (outcome == "ok" and not data["times"]):
            scene.lead(scene.phrase("booking_day_full", day=day))
            return self._ask(scene, "days")
        if outcome != "ok":
            return Leave("failed")
        free = within(data["times"], scene.progress.get("part"))
        wanted = scene.progress.pop("wanted", None)
        found = at_time(data["times"], wanted) if wanted else []
        if len(found) == 1:
            return self._ask(scene, "hold", slot=str(found[0]["slot"]))
        if wanted and not found:
            scene.lead(scene.phrase("booking_no_such_time"))
        words = scene.phrase("booking_choose_time", day=day)
        offer_page(scene, "time", words, times(scene, found or free))
        return WAIT

    def _held(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:
        if outcome == "taken":
            return self._offer_others(scene)
        if outcome != "held":
            return Leave("failed")
        scene.progress.update(hold=data["hold"], **when_and_where(data))
        return self._check(scene)

    def _offer_others(self, scene: Scene) -> Move:
        scene.lead(scene.phrase("booking_taken"))
        return self._ask(scene, "times", day=scene.progress["day"])

    def _chosen(self, scene: Scene, event: Event) -> Move:
        if isinstance(event, Tap):
            picked = scene.picked(event)
            if picked == MORE:
                scene.progress["page"] = scene.progress.get("page", 0) + 1
                self.repeat(scene)
                return WAIT
            return self._take(scene, picked) if picked else PUZZLED
        if not isinstance(event, Words):
            return PUZZLED
        number = number_in(event.text)
        shown = scene.progress.get("shown", ())
        if number is not None and 1 <= number <= len(shown):
            return self._take(scene, shown[number - 1])
        moment = read_moment(event.text, scene.world.local_now().date())
        return self._at(scene, moment) if moment else PUZZLED

    def _take(self, scene: Scene, picked: str) -> Move:
        """Take a day or a slot by its name; one of an older list is as good as one of the last."""
        if is_day(picked):
            return self._take_day(scene, picked)
        scene.progress["day"] = scene.progress.get("day") or picked[:10]
        return self._ask(scene, "hold", slot=picked)

    def _take_day(self, scene: Scene, day: str, moment: Moment | None = None) -> Move:
        for key in ("part", "wanted", "page"):
            scene.progress.pop(key, None)
        scene.progress["day"] = day
        if moment and moment.part:
            scene.progress["part"] = moment.part
        if moment and moment.at:
            scene.progress["wanted"] = f"{moment.at:%H:%M}"
        return self._ask(scene, "times", day=day)

    def _at(self, scene: Scene, moment: Moment) -> Move:
        day = moment.day.isoformat() if moment.day else ""
        if not day and scene.progress["step"] == "time":
            day = scene.progress["day"]
        return self._take_day(scene, day, moment) if day else PUZZLED

    # The confirmation

    def _check(self, scene: Scene) -> Move:
        """Show what is about to be done, and ask for a yes."""
        scene.progress["step"] = "check"
        question, yes, rest = {
            "book": ("booking_check", "button_book", (OTHER, GIVE_UP)),
            "change": ("booking_check_change", "button_move", (OTHER, GIVE_UP)),
            "cancel": ("booking_check_cancel", "button_cancel_booking", (GIVE_UP,)),
        }[self.do]
        give_up = "button_cancel" if self.do == "book" else "button_keep"
        labels = {YES: yes, OTHER: "button_other_time", GIVE_UP: give_up}
        body = scene.led(
            "\n".join([*lines(scene, scene.progress), "", scene.phrase(question)]), INTERACTIVE_BODY
        )
        scene.say(
            Buttons(
                body,
                tuple(Button(scene.key(one), scene.phrase(labels[one])) for one in (YES, *rest)),
            )
        )
        return WAIT

    def _checked(self, scene: Scene, event: Event) -> Move:
        choice = scene.picked(event)
        if isinstance(event, Words):
            choice = self._said(scene, event.text)
        progress = scene.progress
        if choice == YES and self.do == "cancel":
            return self._ask(scene, "cancel", reference=progress["reference"])
        if choice == YES:
            replaced = {"reference": progress["reference"]} if self.do == "change" else {}
            return self._ask(scene, "book", hold=progress["hold"], **replaced)
        if choice == GIVE_UP:
            return Leave(self.when_stopped())
        if choice == OTHER and self.do != "cancel":
            return self._ask(scene, "times", day=progress["day"])
        if choice and self.do != "cancel":
            return self._take(scene, choice)  # a row of an older list
        moment = self._moment(scene, event)
        return self._at(scene, moment) if moment else PUZZLED

    def _said(self, scene: Scene, text: str) -> str | None:
        number = number_in(text)
        order = (YES, GIVE_UP) if self.do == "cancel" else (YES, OTHER, GIVE_UP)
        if number is not None:
            return order[number - 1] if 1 <= number <= len(order) else None
        said = {YES: "yes", OTHER: "change", GIVE_UP: "no"}
        return next((one for one in order if scene.is_word(said[one], text)), None)

    def _moment(self, scene: Scene, event: Event) -> Moment | None:
        if not isinstance(event, Words) or self.do == "cancel":
            return None
        found = read_moment(event.text, scene.world.local_now().date())
        if found and not found.day:
            return Moment(date.fromisoformat(scene.progress["day"]), found.at, found.part)
        return found

    def _booked(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:
        if outcome == "taken":  # the hold has lapsed
            return self._offer_others(scene)
        if outcome not in {"booked", "changed"}:
            return Leave("not_found" if outcome == "not_found" else "failed")
        return self._done(scene, outcome, data)

    def _cancelled(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:  # noqa: ARG002
        if outcome != "cancelled":
            return Leave("not_found" if outcome == "not_found" else "failed")
        return self._done(scene, outcome, scene.progress)

    def _done(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:
        booking = told(scene, data)
        scene.frame.booking = booking
        kept = "" if outcome == "cancelled" else booking["reference"]
        scene.remember(Remember({self._memory: kept}))
        heading = scene.phrase(f"booking_{outcome}", reference=booking["reference"])
        scene.say_words(scene.text(self.confirmed) or "\n".join([heading, *lines(scene, data)]))
        return Leave(outcome)

    # The booking that is there

    def _ask_reference(self, scene: Scene) -> Move:
        scene.progress["step"] = "reference"
        scene.say_words(scene.phrase("booking_reference"))
        return WAIT

    def _lost(self, scene: Scene) -> Move:
        """Nothing has this reference: ask for it, a few times."""
        typed = scene.progress.get("step") == "reference"
        tries = scene.progress.get("tries", 0) + typed
        scene.progress["tries"] = tries
        if tries >= TRIES:
            return Leave("not_found")
        if typed:
            scene.lead(scene.phrase("booking_not_found"))
        return self._ask_reference(scene)

    def _found(self, scene: Scene, outcome: str, data: Mapping[str, Any]) -> Move:
        if outcome == "not_found":
            return self._lost(scene)
        if outcome != "found":
            return Leave("failed")
        scene.frame.booking = told(scene, data)
        scene.progress.update(reference=data["reference"], **when_and_where(data))
        if self.do == "cancel":
            return self._check(scene)
        scene.lead("\n".join([scene.phrase("booking_yours"), *lines(scene, data)]))
        return self._ask(scene, "days")

    @property
    def _memory(self) -> str:
        """Under what the contact's last booking of this service is remembered."""
        return f"booking_{self.service}"


KIND = Book
