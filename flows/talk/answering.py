"""Answering from the department's questions: saying an answer, and asking which question was meant."""

from collections.abc import Callable, Sequence

from flows.department.questions import Entry
from flows.effects import Consulted
from flows.match import place_in
from flows.messages import INTERACTIVE_BODY, ROW_TITLE, TEXT_BODY, LinkButton, fits, shorten
from flows.scene import Scene
from flows.talk.offer import Option, offer

NONE = "-"  # no entry has this id


def tell(scene: Scene, entry: Entry, asked_by: str) -> None:
    """Say the answer of ``entry`` to the question that the message ``asked_by`` brought."""
    scene.effects.append(Consulted(entry.id, asked_by))
    words = scene.text(entry.answer)
    if entry.link is None:
        scene.say_words(words)
    elif fits(words, INTERACTIVE_BODY):
        body = scene.led(words, INTERACTIVE_BODY)
        scene.say(LinkButton(body, scene.phrase("button_link"), entry.link))
    else:
        room = TEXT_BODY - len(entry.link) - 1
        scene.say_words(f"{shorten(words, room)}\n{entry.link}")


def ask_which(scene: Scene, entries: Sequence[Entry], key: Callable[[str], str]) -> None:
    """Ask which of ``entries`` was meant; ``key`` makes the id of the button for one."""
    options = [_option(key(entry.id), scene.text(entry.question)) for entry in entries]
    none = Option(key(NONE), scene.phrase("button_none"))
    body = scene.led(scene.phrase("ask_which"), INTERACTIVE_BODY)
    scene.say(offer(scene, body, [*options, none], page=0))


def _option(key: str, question: str) -> Option:
    """A question as a row: what its title has no room for stands below it."""
    words = " ".join(question.split())
    return Option(key, shorten(words, ROW_TITLE), "" if fits(words, ROW_TITLE) else words)


def choice_in(scene: Scene, text: str, choices: Sequence[str]) -> str | None:
    """Which of the ``choices`` on offer ``text`` names, by its place or as none of them."""
    place = place_in(text, len(choices))
    if place is not None and 1 <= place <= len(choices) + 1:
        return [*choices, NONE][place - 1]
    if scene.is_word("no", text) or text.strip() == scene.phrase("button_none"):
        return NONE
    return choices[0] if len(choices) == 1 and scene.is_word("yes", text) else None
