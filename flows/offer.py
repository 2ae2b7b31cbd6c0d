"""Offering choices: buttons for up to three short ones, a list for more, pages beyond ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.messages import (
    BUTTON_TITLE,
    BUTTONS,
    ROW_DESCRIPTION,
    ROW_TITLE,
    ROWS,
    Button,
    Buttons,
    Choices,
    Row,
    Section,
    fits,
    shorten,
)

if TYPE_CHECKING:
    from flows.scene import Scene

MORE = "more"


@dataclass(frozen=True)
class Option:
    """One choice on offer: the id that comes back, its words, and what explains it."""

    key: str
    title: str
    description: str = ""


def offer(
    scene: "Scene", body: str, options: Sequence[Option], *, page: int, footer: str = ""
) -> Buttons | Choices:
    """The message that offers ``options``; ``page`` counts from 0 and wraps around at the end."""
    if can_be_buttons(options):
        buttons = tuple(Button(option.key, option.title) for option in options)
        return Buttons(body, buttons, footer)
    rows = [
        Row(
            option.key,
            shorten(option.title, ROW_TITLE),
            shorten(option.description, ROW_DESCRIPTION),
        )
        for option in options
    ]
    if len(rows) > ROWS:
        size = ROWS - 1
        pages = -(-len(rows) // size)
        first = (page % pages) * size
        rows = [*rows[first : first + size], Row(scene.key(MORE), scene.phrase("button_more"))]
    section = Section(scene.phrase("section"), tuple(rows))
    return Choices(body, scene.phrase("button_list"), (section,), footer)


def can_be_buttons(options: Sequence[Option]) -> bool:
    """Whether ``options`` are few and short enough to be reply buttons."""
    return len(options) <= BUTTONS and all(
        fits(option.title, BUTTON_TITLE) and not option.description for option in options
    )
