"""What is measured: an errand at a department's number, from its menu through a form and back to it.

Nine messages bring thirteen replies; one of each list's rows is tapped, and two answers are wrong.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flows.effects import Say
from flows.events import Event, Tap, Words
from flows.graph import Flow, parse
from flows.interpreter import advance
from flows.messages import Buttons, Choices, Message, words
from flows.state import State, dump, load
from flows.world import Contact, Department, Shelf, World

LANGUAGE = "en"
HALL = {"report": "Report a problem", "hours": "Opening hours", "rules": "Rules in parks", "press": "Press office"}  # fmt: skip
PROBLEMS = {"tree": "A tree", "light": "A light", "bench": "A bench", "water": "Water"}
URGENCIES = {"now": "Dangerous now", "soon": "Within days", "later": "It can wait", "unsure": "I am not sure"}  # fmt: skip
# What a person does next, again and again: a row or a button by its title, or typed words.
DONE: tuple[tuple[str, str], ...] = (
    ("tap", "Report a problem"),
    ("tap", "A tree"),
    ("tap", "Dangerous now"),
    ("words", "Chan Siu-man"),
    ("words", "abc"),
    ("words", "42"),
    ("words", "nowhere"),
    ("words", "siu-man@example.org"),
    ("tap", "Send"),
)
REPLIES = 13


@dataclass(frozen=True)
class Step:
    """One message of a person: what it is, what is to come back, and where the talk stood before.

    ``choice`` is the id of what is tapped, without the turn that ours end in.
    """

    how: str
    said: str
    choice: str
    replies: tuple[str, ...]
    before: bytes


def document() -> dict[str, Any]:
    """The flow as it is stored."""
    return {
        "format": 1,
        "name": "main",
        "languages": [LANGUAGE, "zh-Hant"],
        "triggers": [{"by": "anything"}],
        "start": "hall",
        "nodes": {
            "hall": _menu("Harbour Parks Office. How can we help?", HALL, report="asked"),
            "hours": _message("Parks are open from 6 to 23.", "hall"),
            "asked": _message("Please tell us what you see.", "problem"),
            "problem": _menu("What is it about?", PROBLEMS, **dict.fromkeys(PROBLEMS, "urgency")),
            "urgency": _menu("How urgent is it?", URGENCIES, **dict.fromkeys(URGENCIES, "thanks")),
            "thanks": _message("Thank you. Three questions remain.", "details"),
            "details": {
                "kind": "form",
                "fields": [
                    {"id": "name", "type": "text", "ask": _both("What is your name?")},
                    {"id": "age", "type": "number", "ask": _both("How old are you?"), "min": 1, "max": 120},
                    {"id": "email", "type": "email", "ask": _both("What is your e-mail address?")},
                ],
                "exits": {"submitted": "received", "cancelled": "hall", "stuck": "hall"},
            },
            "received": _message("We have received it, {{ answers.details.name }}.", "hours"),
        },
    }  # fmt: skip


def steps() -> list[Step]:
    """The errand as a run of the interpreter has it, from the first menu back to it."""
    flow = parse(document())
    world = _world(flow)
    turn = advance(flow, State(), Words("hi"), world)
    found = []
    for how, said in (
        *DONE,
        *DONE,
    ):  # the second time is what is measured: it has answers from before
        before, offered = (
            dump(turn.state),
            _offered([e for e in turn.effects if isinstance(e, Say)]),
        )
        choice = offered[said] if how == "tap" else ""
        event: Event = Tap(choice, said) if how == "tap" else Words(said)
        turn = advance(flow, load(before), event, world)
        says = [effect.message for effect in turn.effects if isinstance(effect, Say)]
        found.append(Step(how, said, choice.rpartition(".")[0], tuple(map(words, says)), before))
    first, second = found[: len(DONE)], found[len(DONE) :]
    assert [step.replies for step in first] == [step.replies for step in second], "it changes"
    assert sum(len(step.replies) for step in second) == REPLIES
    return second


def _world(flow: Flow) -> World:
    return World(
        now=datetime.now(UTC),
        conversation="errand",
        library=Shelf((flow,)),
        contact=Contact(language=LANGUAGE),
        department=Department(code="parks"),
    )


def _offered(says: list[Say]) -> dict[str, str]:
    message: Message = says[-1].message
    if isinstance(message, Buttons):
        return {button.title: button.id for button in message.buttons}
    if isinstance(message, Choices):
        return {row.title: row.id for section in message.sections for row in section.rows}
    return {}


def _menu(text: str, options: dict[str, str], **exits: str) -> dict[str, Any]:
    return {
        "kind": "menu",
        "text": _both(text),
        "options": [{"id": option, "label": _both(label)} for option, label in options.items()],
        "exits": {option: exits.get(option, "hours") for option in options},
    }


def _message(text: str, onward: str) -> dict[str, Any]:
    return {"kind": "message", "text": _both(text), "exits": {"next": onward}}


def _both(text: str) -> dict[str, str]:
    return {LANGUAGE: text, "zh-Hant": f"（中）{text}"}
