"""Offering choices: buttons for up to three short ones, a list for more, pages beyond ten.

WhatsApp hides a list behind a button, and not everybody finds it: so the rows of a page stand in the
message too, one numbered line each, where they fit. A number stays the option's own on every page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.messages import (
    BUTTON_TITLE,
    BUTTONS,
    INTERACTIVE_BODY,
    ROW_DESCRIPTION,
    ROW_TITLE,
    ROWS,
    AskLocation,
    AskPhone,
    Button,
    Buttons,
    Choices,
    Message,
    Row,
    Section,
    Text,
    fits,
    shorten,
)

if TYPE_CHECKING:
    from flows.scene import Scene

MORE = "more"


@dataclass(frozen=True)
class Option:
    """One choice on offer: the id that comes back, its words, and what explains it.

    ``number`` chooses it when typed; without one it has no line in the message.
    """

    key: str
    title: str
    description: str = ""
    number: int | None = None


def offer(
    scene: "Scene",
    body: str,
    options: Sequence[Option],
    *,
    page: int = 0,
    field: str = "",
    footer: str = "",
) -> Buttons | Choices:
    """The message that offers ``options``, of which there is at least one.

    ``page`` counts from 0 and wraps around at the end. ``field`` is the one that the button for
    more belongs to; empty for a node's own.
    """
    if can_be_buttons(options):
        buttons = tuple(Button(option.key, option.title) for option in options)
        return Buttons(body, buttons, footer)
    shown, more = _page(options, page), pages_of(options) > 1
    rows = _rows(shown)
    if more:
        rows.append(Row(scene.key(MORE, field), scene.phrase("button_more")))
    section = Section(scene.phrase("section"), tuple(rows))
    return Choices(_numbered(body, shown), scene.phrase("button_list"), (section,), footer)


def _rows(options: Sequence[Option]) -> list[Row]:
    """Rows whose titles differ, as WhatsApp demands: by numbers, where shortening made them alike."""
    rows = [_row(option) for option in options]
    titles = Counter(row.title for row in rows)
    return [
        Row(row.id, shorten(f"{place}. {option.title}", ROW_TITLE), row.description)
        if titles[row.title] > 1
        else row
        for place, (row, option) in enumerate(zip(rows, options, strict=True), 1)
    ]


def can_be_buttons(options: Sequence[Option]) -> bool:
    """Whether ``options`` are few and short enough to be reply buttons."""
    if len({option.title for option in options}) < len(options):
        return False
    return len(options) <= BUTTONS and all(
        fits(option.title, BUTTON_TITLE) and not option.description for option in options
    )


def pages_of(options: Sequence[Option]) -> int:
    """How many pages ``options`` take."""
    return 1 if len(options) <= ROWS else -(-len(options) // (ROWS - 1))


def with_option(message: Message, option: Option, otherwise: str) -> Message:
    """``message`` with one more thing to tap; with the words ``otherwise`` where there is no room."""
    button = Button(option.key, shorten(option.title, BUTTON_TITLE))
    match message:
        case Text(body=body) if fits(body, INTERACTIVE_BODY):
            return Buttons(body, (button,))
        case Buttons(buttons=buttons) if len(buttons) < BUTTONS:
            return Buttons(message.body, (*buttons, button), message.footer)
        case Choices(sections=(section,)) if len(section.rows) < ROWS:
            longer = Section(section.title, (*section.rows, _row(option)))
            return Choices(message.body, message.button, (longer,), message.footer)
        case _:
            return with_words(message, otherwise)


def with_words(message: Message, words: str) -> Message:
    """``message`` with a line of ``words`` below its own, where it has any and they fit."""
    match message:
        case Text(body=body) | AskLocation(body=body) | AskPhone(body=body):
            longer = f"{body}\n{words}" if words else body
            return type(message)(longer) if fits(longer, INTERACTIVE_BODY) else message
        case Choices(body=body) if words and fits(f"{body}\n{words}", INTERACTIVE_BODY):
            return Choices(f"{body}\n{words}", message.button, message.sections, message.footer)
        case Buttons(body=body) if words and fits(f"{body}\n{words}", INTERACTIVE_BODY):
            return Buttons(f"{body}\n{words}", message.buttons, message.footer)
        case _:
            return message


def _page(options: Sequence[Option], page: int) -> Sequence[Option]:
    if pages_of(options) == 1:
        return options
    first = (page % pages_of(options)) * (ROWS - 1)
    return options[first : first + ROWS - 1]


def _row(option: Option) -> Row:
    """A row; a title that does not fit stands whole in the description, where there is room."""
    title = shorten(option.title, ROW_TITLE)
    description = option.description or ("" if title == option.title else option.title)
    return Row(option.key, title, shorten(description, ROW_DESCRIPTION))


def _numbered(body: str, options: Sequence[Option]) -> str:
    """``body`` with a line for each option, if all of them fit."""
    lines = [f"{one.number}. {one.title}" for one in options if one.number is not None]
    whole = "\n".join([body, "", *lines]) if body else "\n".join(lines)
    return whole if lines and fits(whole, INTERACTIVE_BODY) else body
