"""One turn, as the kinds of node see it: whom they talk to, what is known, and how to answer.

A scene is made for each turn and forgotten after it. It works on its own copy of the state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from flows import phrases
from flows.effects import (
    Answered,
    Call,
    Effect,
    FileCase,
    Handover,
    Note,
    Reason,
    Remember,
    Say,
)
from flows.events import Event, Tap
from flows.graph import Flow
from flows.match import meant
from flows.messages import (
    BUTTONS,
    INTERACTIVE_BODY,
    MESSAGES_IN_A_TURN,
    TEXT_BODY,
    Button,
    Buttons,
    Message,
    Text,
    fits,
    fitted,
    shorten,
)
from flows.node import Node
from flows.state import Frame, State
from flows.talk import tap
from flows.talk.offer import Option, can_be_buttons, offer
from flows.text import UNTOLD, pick, render, tag_of
from flows.versions.moving import Moved
from flows.visits import Visit
from flows.world import World

MOST_CALLS = 10  # one after another, before the citizen does something


class TooMuchError(Exception):
    """A bound of a turn was hit; ``bound`` names it."""

    def __init__(self, bound: str) -> None:
        """Name the ``bound``."""
        super().__init__(bound)
        self.bound = bound


class Scene:
    """A turn under way."""

    def __init__(self, state: State, world: World) -> None:
        """Begin a turn on ``state``, which this scene alone changes."""
        self.state = state
        self.world = world
        self.effects: list[Effect] = []
        self.visits: list[Visit] = []
        self.flow: Flow | None = None
        self.event: Event | None = None
        self.language = world.contact.language
        self.room = MESSAGES_IN_A_TURN
        self.landed: Moved | None = None
        self._lead = ""
        self._around: tuple[str, dict[str, Any]] | None = None

    # Where the talk stands

    @property
    def frame(self) -> Frame:
        """The innermost flow that is being run."""
        return self.state.frames[-1]

    @property
    def node(self) -> Node | None:
        """The node at which the talk stands; None when its flow no longer has it."""
        return self.flow.node(self.frame.node) if self.flow else None

    @property
    def progress(self) -> dict[str, Any]:
        """What the present node remembers while it waits."""
        return self.frame.progress

    @property
    def languages(self) -> Sequence[str]:
        """The flow's languages, the fallback first."""
        return self.flow.languages if self.flow else ("zh-Hant", "en")

    def values(self) -> dict[str, Any]:
        """What placeholders and rules can name."""
        frame = self.state.frames[-1] if self.state.frames else None
        contact: dict[str, Any] = dict(self.world.contact.fields)
        contact.update(name=self.world.contact.name, language=self.language)
        return {
            "answers": frame.answers if frame else {},
            "contact": contact,
            "case": {"reference": frame.case} if frame and frame.case else {},
            "booking": frame.booking if frame else {},
            "result": ({**frame.results, "inputs": frame.inputs}) if frame else {},
            **self._surroundings(),
        }

    def _surroundings(self) -> dict[str, Any]:
        """What stays the same for the whole turn, as long as the language does."""
        if self._around is None or self._around[0] != self.language:
            department = self.world.department
            around = {
                "department": {
                    "name": pick(department.name, self.language, self.languages),
                    "telephone": department.telephone,
                    "hours": pick(department.hours, self.language, self.languages),
                },
                "today": self.world.local_now().date().isoformat(),
            }
            self._around = self.language, around
        return self._around[1]

    # Saying things

    def text(self, texts: Mapping[str, str]) -> str:
        """``texts`` in the reader's language, placeholders filled in."""
        tag = tag_of(texts, self.language, self.languages)
        source = texts.get(tag, "")
        return render(source, self.values(), tag, self._tell) if "{" in source else str(source)

    def _tell(self, path: tuple[str, ...]) -> Any:
        """The words that the node which took an answer has for it."""
        if path[0] != "answers" or len(path) < 2 or not self.state.frames or self.flow is None:
            return UNTOLD
        node, value = self.flow.node(path[1]), self.frame.answers.get(path[1])
        return UNTOLD if node is None or value is None else node.told(self, value, path[2:])

    def phrase(self, key: str, **facts: Any) -> str:
        """A built-in sentence, in the reader's language and the department's own words."""
        return phrases.sentence(key, self.language or self.languages[0], self.world.phrases, facts)

    def lead(self, words: str) -> None:
        """Begin the next message with ``words``, in a paragraph of their own."""
        self._lead = f"{self._lead}\n\n{words}" if self._lead else words

    def led(self, body: str, room: int) -> str:
        """``body`` behind what was to be said first, if both fit into ``room`` code units."""
        if not self._lead:
            return body
        both = f"{self._lead}\n\n{body}" if body else self._lead
        if not fits(both, room):
            self.flush_lead()
            return body
        self._lead = ""
        return both

    def flush_lead(self) -> None:
        """Say what was to begin the next message, if there is something, as one of its own."""
        if self._lead:
            words, self._lead = self._lead, ""
            self.say(Text(words))

    def drop_lead(self) -> None:
        """Forget what was to begin the next message."""
        self._lead = ""

    def say(self, message: Message) -> None:
        """Send ``message``.

        Raises:
            TooMuchError: the turn has said as much as it may.

        """
        if self._lead and isinstance(message, Text):
            message = Text(self.led(message.body, TEXT_BODY), message.preview_link)
        self.flush_lead()
        if self.room <= 0:
            raise TooMuchError("messages")
        self.room -= 1
        message = fitted(message)
        if not self.state.frames:
            self.effects.append(Say(message))
            return
        frame = self.frame
        self.effects.append(Say(message, frame.flow, frame.node, frame.version))

    def say_words(self, words: str) -> None:
        """Send plain words, cut where WhatsApp would refuse them."""
        self.say(Text(shorten(words, TEXT_BODY)))

    def visit(self, how: str) -> None:
        """Count that the talk came to the present node, or left it; see ``flows.visits``."""
        frame = self.frame
        self.visits.append(Visit(frame.flow, frame.version, frame.node, how))

    def note(self, reason: Reason, detail: str = "") -> None:
        """Put on record why the turn goes as it does; the same reason once."""
        if Note(reason, detail) not in self.effects:
            self.effects.append(Note(reason, detail))

    # Buttons

    def key(self, choice: str, field: str = "") -> str:
        """The id of a button of the present node that stands for ``choice``."""
        mark = tap.flow_mark(self.frame.flow)
        return tap.written(mark, self.frame.node, field, choice, self.state.turn)

    def picked(self, event: Event, field: str = "") -> str | None:
        """The choice that a tap on a button of the present node stands for; else None."""
        tapped = tap.read(event.choice) if isinstance(event, Tap) else None
        if tapped is None or not self.state.frames:
            return None
        here = tap.flow_mark(self.frame.flow), self.frame.node, field
        return tapped.choice if (tapped.flow, tapped.node, tapped.field) == here else None

    def is_word(self, name: str, text: str) -> bool:
        """Whether ``text``, courtesy apart, is a word for ``name``, such as ``yes``, in any language."""
        return not phrases.meaning(name).isdisjoint(meant(text))

    def own_key(self, question: str, choice: str) -> str:
        """The id of a button of the interpreter's own ``question``."""
        return tap.written(tap.OWN, question, "", choice, self.state.turn)

    def ask_meant(self, options: Sequence[Option]) -> Message:
        """The question which of ``options``, three at most, was meant.

        Whoever taps one of them, names its place or says yes has tapped what it stands for.
        """
        options = [replace(option, number=None) for option in options]
        self.state.asked = {
            "question": "meant",
            "choices": [option.key for option in options],
            "turn": self.state.turn,
        }
        neither = self.own_key("meant", "no")
        if len(options) == 1:
            body = self.phrase("ask_did_you_mean", label=options[0].title)
            yes = Button(options[0].key, self.phrase("button_yes"))
            buttons = (yes, Button(neither, self.phrase("button_no")))
            return Buttons(self.led(body, INTERACTIVE_BODY), buttons)
        body = self.led(self.phrase("ask_which"), INTERACTIVE_BODY)
        if len(options) == BUTTONS and can_be_buttons(options):
            return offer(self, body, options, page=0)
        other = Option(neither, self.phrase("button_none"))
        return offer(self, body, [*options, other], page=0)

    # What nodes leave behind

    def answer(self, value: Any) -> None:
        """Keep ``value`` as the answer of the present node."""
        self.frame.answers[self.frame.node] = value

    def remember(self, kept: Remember) -> None:
        """Keep values about the contact, known at once to what follows in this turn."""
        self.effects.append(kept)
        fields = kept.onto(self.world.contact.fields)
        contact = msgspec.structs.replace(self.world.contact, fields=fields)
        self.world = msgspec.structs.replace(self.world, contact=contact)

    def result(self, values: dict[str, Any]) -> None:
        """Keep what the present node found out; it is named ``result.<node>.…``."""
        self.frame.results[self.frame.node] = values

    def call(
        self,
        to: str,
        request: dict[str, Any],
        name: str = "",
        within: timedelta = timedelta(seconds=60),
    ) -> None:
        """Ask something outside; the present node is resumed with the reply.

        ``name`` says which of those that ``to`` stands for. Whoever answers gives up after ``within``.

        Raises:
            TooMuchError: systems were asked too often without the citizen.

        """
        self.state.calls += 1
        if self.state.calls > MOST_CALLS:
            raise TooMuchError("calls")
        call_id = f"{self.world.conversation}:{self.state.turn}:{len(self.effects)}"
        self.progress["call"] = call_id
        self.progress["called"] = self.state.turn
        frame, seconds = self.frame, round(within.total_seconds())
        self.effects.append(
            Call(call_id, to, request, name, seconds, frame.flow, frame.node, frame.version)
        )

    def hand_over(self, queue: str, priority: str) -> None:
        """Put the talk into a queue of people."""
        self.state.lent = None
        self.progress["handed_over"] = self.state.turn
        frame = self.frame
        self.effects.append(
            Handover(queue, priority, self.state.turn, frame.flow, frame.node, frame.version)
        )

    def file_case(self, kind: str, answers: tuple[Answered, ...]) -> str:
        """File a case and give its reference, which placeholders can name from now on."""
        reference = self.world.reference(self.state.turn, len(self.effects))
        self.frame.case = reference
        self.effects.append(
            FileCase(
                reference, kind, self.frame.flow, self.frame.node,
                self.language or self.languages[0], answers, self.frame.version,
            )
        )  # fmt: skip
        return reference
