"""Offering choices: buttons for up to three short ones, a list for more, pages beyond ten."""

from collections import Counter
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
    shown, more = options, []
    if len(options) > ROWS:
        size = ROWS - 1
        pages = -(-len(options) // size)
        first = (page % pages) * size
        shown = options[first : first + size]
        more = [Row(scene.key(MORE), scene.phrase("button_more"))]
    rows = [*_rows(shown), *more]
    section = Section(scene.phrase("section"), tuple(rows))
    return Choices(body, scene.phrase("button_list"), (section,), footer)


def _rows(options: Sequence[Option]) -> list[Row]:
    """Rows whose titles differ, as WhatsApp demands: by numbers, where shortening made them alike."""
    titles = Counter(shorten(option.title, ROW_TITLE) for option in options)
    rows = []
    for place, option in enumerate(options, 1):
        title = shorten(option.title, ROW_TITLE)
        if titles[title] > 1:
            title = shorten(f"{place}. {option.title}", ROW_TITLE)
        rows.append(Row(option.key, title, shorten(option.description, ROW_DESCRIPTION)))
    return rows


def can_be_buttons(options: Sequence[Option]) -> bool:
    """Whether ``options`` are few and short enough to be reply buttons."""
    if len({option.title for option in options}) < len(options):
        return False
    return len(options) <= BUTTONS and all(
        fits(option.title, BUTTON_TITLE) and not option.description for option in options
    )
