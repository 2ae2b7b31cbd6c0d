"""The drawing of a flow: cards in columns, each exit a line of its card and a line to its target.

All numbers are pixels of the drawing. It holds no style: classes say what a thing is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.builder.layers import Lane, columns
from admin.builder.lettering import wrapped
from admin.builder.outline import Card, Outline, Way

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
