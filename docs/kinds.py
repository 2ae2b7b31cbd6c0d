"""Writes docs/reference/kinds.md from the kinds themselves: `make docs`.

Nothing here knows any kind: what a page says of one is read off its model, as the staff's pages are.
"""

from collections.abc import Iterator
from typing import Any

from admin.builder import fresh
from config import ROOT
from flows import fields, kinds
from flows.conditions import Rule
from flows.documents.anatomy import MISSING, Piece, pieces
from flows.documents.shape import Shape
from flows.node import Exit, Node

PAGE = ROOT / "docs" / "reference" / "kinds.md"
HEAD = """# Kinds of node

Everything that a node can be, read off the program by `make docs`; [flows as files](../flows.md)
explains it by an example. The names in brackets are what staff read in Chinese.

Every node has a `kind`, and `exits` that name the next node for each way out. One that waits may
have a `silence_after` of its own, such as `30m`, `23h` or `3d`.
"""
_HOLDS = {
    "words": "words by language",
    "pairs": "texts by names",
    "duration": "a length of time, such as `30m` or `3d`",
    "node": "a node's id",
    "flow": "a flow's name",
    "queue": "a queue's name",
    "template": "a template's name",
    "booking": "the name of what can be booked",
    "table": "a table's name",
    "calendar": "a calendar's name",
    "asset": "a file, by the SHA-256 of its content",
}
Parts = dict[type[Shape], list[str]]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as it should be."""
    parts: Parts = {}
    blocks = [HEAD]
    for name, kind in kinds.registry().items():
        blocks.append("\n".join(_kind(name, kind, parts)))
    blocks.append("## Parts\n")
    for shape, places in parts.items():  # grows while it is gone through: parts have parts
        blocks.append("\n".join(_part(shape, places)))
    blocks.append("\n".join(_types()))
    return "\n".join(blocks)


def _kind(name: str, kind: type[Node], parts: Parts) -> Iterator[str]:
    yield f"## `{name}`: {_called(kind.names)}\n"
    yield f"{_lead(kind)}\n"
    own = [piece for piece in pieces(kind) if piece.key not in _shared()]
    for piece in own:
        _collect(piece, f"{name}.{piece.key}", parts)
    yield from _table(own)
    yield from _exits(kind, own)


def _exits(kind: type[Node], own: list[Piece]) -> Iterator[str]:
    ways = {way.id: way for way in kind.model_construct().ways()}
    routing = [piece.key for piece in own if fresh.routes(kind, piece.key)]
    if not ways and not routing:
        yield "It has no exits.\n"
        return
    yield "| exit | |"
    yield "|---|---|"
    for key in routing:
        yield f"| one for each of `{key}`, by its id | |"
    for way in ways.values():
        yield f"| `{way.id}` | {_way(way)} |"
    yield ""


def _way(way: Exit) -> str:
    return way.label if way.needed else f"{way.label}; may be left out"


def _part(shape: type[Shape], places: list[str]) -> Iterator[str]:
    yield f"### {', '.join(f'`{place}`' for place in places)}\n"
    yield f"{_lead(shape)}\n"
    yield from _table(list(pieces(shape)))


def _collect(piece: Piece, place: str, parts: Parts) -> None:
    """Note the shape that ``piece`` holds, and those within it."""
    shape = piece.item_shape or piece.shape
    if shape is None:
        return
    where = f"{place}[]" if piece.item_shape else place
    known = shape in parts
    parts.setdefault(shape, []).append(where)
    if known:
        return
    for inner in pieces(shape):
        _collect(inner, f"{where}.{inner.key}", parts)


def _table(rows: list[Piece]) -> Iterator[str]:
    if not rows:
        return
    yield "| key | meaning | holds | if left out |"
    yield "|---|---|---|---|"
    for piece in rows:
        meaning = _called(piece.titles) + (f". {piece.help}" if piece.help else "")
        yield f"| `{piece.key}` | {meaning} | {_holds(piece)} | {_default(piece)} |"
    yield ""


def _holds(piece: Piece) -> str:
    if piece.literals:
        return ", ".join(f"`{one}`" for one in piece.literals)
    if Rule in piece.types:
        return "a rule"
    if piece.item_shape is not None:
        return "a list of parts"
    if piece.shape is not None:
        return "a part"
    if piece.by_language:
        return "a text, or one by language" if piece.holds(str) else "a text by language"
    if piece.holds(list):
        return "a list of names"
    return _HOLDS.get(piece.widget) or _single(piece)


def _single(piece: Piece) -> str:
    if piece.holds(bool):
        return "`true` or `false`"
    if piece.holds(float) and piece.holds(str):
        return "a number or a text"
    if piece.holds(float):
        return "a number"
    return "a whole number" if piece.holds(int) else "a text"


def _default(piece: Piece) -> str:
    default: Any = piece.default
    if default is MISSING:
        return "must be there"
    if default in (None, "") or default in ({}, []):
        return "none"
    return f"`{str(default).lower()}`" if isinstance(default, bool) else f"`{default}`"


def _types() -> Iterator[str]:
    yield "## Types of answers\n"
    yield "| type | |"
    yield "|---|---|"
    for name, behaviour in fields.registry().items():
        yield f"| `{name}` | {_called(behaviour.names)} |"
    yield ""


def _called(names: Any) -> str:
    """What staff call it, in English and in brackets in Chinese."""
    chinese = dict.fromkeys(names[tag] for tag in ("zh-Hant", "zh-Hans") if tag in names)
    return f"{names['en']} ({', '.join(chinese)})" if chinese else str(names["en"])


def _lead(shape: type[Shape]) -> str:
    return " ".join((shape.__doc__ or "").strip().partition("\n\n")[0].split())


def _shared() -> set[str]:
    """The keys that every kind has."""
    return {piece.key for piece in pieces(Node)}


if __name__ == "__main__":
    main()
