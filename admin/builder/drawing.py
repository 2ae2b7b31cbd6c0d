"""The drawing of a flow: cards in columns, each exit a line of its card and a line to its target.

All numbers are pixels of the drawing. It holds no style: classes say what a thing is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.builder.layers import Lane, columns
from admin.builder.outline import Card, Outline, Way
from flows.match import is_chinese

WIDTH = 216
ACROSS, DOWN, EDGE, TOP = 84, 28, 40, 40
LANE = 12
HEAD, LINE, ROW, FOOT = 26, 17, 22, 8
MOST_LINES = 3
LETTERS = 30  # of Latin text in a line; a Chinese character counts as two
ROW_LETTERS = 28

Point = tuple[int, int]


@dataclass(frozen=True)
class Stub:
    """An exit in its card."""

    label: str
    y: int
    is_loose: bool


@dataclass(frozen=True)
class Box:
    """A card with its corner and size."""

    card: Card
    x: int
    y: int
    height: int
    lines: list[str]
    stubs: list[Stub]

    @property
    def middle(self) -> int:
        """Where lines arrive."""
        return self.y + HEAD // 2


@dataclass(frozen=True)
class Line:
    """A line from an exit to a card; ``is_return`` when it leads back or stays in its column."""

    path: str
    is_return: bool


@dataclass(frozen=True)
class Drawing:
    """The whole drawing."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]
    card_width: int = WIDTH


def draw(outline: Outline) -> Drawing:
    """The drawing of an outline."""
    cards = {card.id: card for card in (*outline.cards, *outline.lost)}
    edges = {card.id: [way.target for way in _drawn(card) if way.exists] for card in cards.values()}
    boxes: dict[str, Box] = {}
    lanes: dict[Lane, tuple[int, int]] = {}
    column_of: dict[str, int] = {}
    tallest = 0
    for number, column in enumerate(columns(edges, list(cards))):
        x, y = EDGE + number * (WIDTH + ACROSS), TOP
        for place in column:
            if isinstance(place, Lane):
                lanes[place] = (x, y + LANE // 2)
                y += LANE + DOWN // 2
                continue
            box = boxes[place] = _box(cards[place], x, y)
            column_of[place] = number
            y += box.height + DOWN
        tallest = max(tallest, y)
    lines = [line for box in boxes.values() for line in _lines(box, boxes, lanes, column_of)]
    width = EDGE * 2 + len(set(column_of.values())) * (WIDTH + ACROSS) - ACROSS
    return Drawing(width, max(tallest, 80) + EDGE, list(boxes.values()), lines)


def _drawn(card: Card) -> list[Way]:
    """The exits that are drawn; what leads on only by the flow's defaults would hide the rest."""
    return [way for way in card.ways if way.needed or (way.target and not way.by_default)]


def _box(card: Card, x: int, y: int) -> Box:
    words = " ".join(next((text for _, text in card.texts if text), "").split())
    lines = wrapped(words, LETTERS, MOST_LINES)
    top = y + HEAD + len(lines) * LINE + (6 if lines else 0)
    stubs = [
        Stub(
            wrapped(way.label, ROW_LETTERS, 1)[0] if way.label else way.id,
            top + place * ROW,
            not way.exists,
        )
        for place, way in enumerate(_drawn(card))
    ]
    height = top - y + len(stubs) * ROW + FOOT
    return Box(card, x, y, height, lines, stubs)


def _lines(
    box: Box,
    boxes: Mapping[str, Box],
    lanes: Mapping[Lane, tuple[int, int]],
    column_of: Mapping[str, int],
) -> list[Line]:
    found = []
    here = column_of[box.card.id]
    for way, stub in zip(_drawn(box.card), box.stubs, strict=True):
        if not way.exists:
            continue
        target = boxes[way.target]
        start = (box.x + WIDTH, stub.y + ROW // 2)
        end = (target.x, target.middle)
        if column_of[way.target] <= here:
            found.append(Line(_return(start, end), is_return=True))
            continue
        between = [Lane(way.target, column) for column in range(here + 1, column_of[way.target])]
        through = [lanes[lane] for lane in between if lane in lanes]
        found.append(Line(_onward(start, through, end), is_return=False))
    return found


def _onward(start: Point, through: Sequence[Point], end: Point) -> str:
    """From the left to the right, straight through each lane."""
    path, here = f"M{start[0]} {start[1]}", start
    for x, y in (*through, end):
        reach = max(36, (x - here[0]) // 2)
        path += f"C{here[0] + reach} {here[1]} {x - reach} {y} {x} {y}"
        here = (x, y)
        if (x, y) != end:
            path += f"H{x + WIDTH}"
            here = (x + WIDTH, y)
    return path


def _return(start: Point, end: Point) -> str:
    """Out to the right, over the top of both cards, and in from the left."""
    (x1, y1), (x2, y2) = start, end
    top = max(10, min(y1, y2) - 34)
    return (
        f"M{x1} {y1}C{x1 + 46} {y1} {x1 + 46} {top} {x1} {top}"
        f"L{x2} {top}C{x2 - 36} {top} {x2 - 36} {y2} {x2} {y2}"
    )


def wrapped(text: str, letters: int, most: int) -> list[str]:
    """``text`` in at most ``most`` lines of ``letters`` Latin letters, cut with an ellipsis."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(text):
        wide = _width(word)
        if used + wide > letters and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()  # noqa: PLW2901 (a line does not begin with the blank that ended one)
            wide = _width(word)
        if len(lines) == most:
            break
        line, used = line + word, used + wide
    if len(lines) < most and line.strip():
        lines.append(line.rstrip())
        return [_cut(one, letters) for one in lines]
    if lines:
        lines[-1] = _cut(f"{lines[-1]} …", letters)
    return [_cut(one, letters) for one in lines[:most]]


def _words(text: str) -> Sequence[str]:
    """Pieces at which a line may end: after blanks, and around every Chinese character."""
    found: list[str] = []
    for sign in text:
        if (
            found
            and not is_chinese(sign)
            and not found[-1].endswith(" ")
            and not is_chinese(found[-1][-1])
        ):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _cut(line: str, letters: int) -> str:
    if _width(line) <= letters:
        return line
    kept = ""
    for sign in line:
        if _width(kept + sign) > letters - 1:
            break
        kept += sign
    return kept.rstrip() + "…"


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
