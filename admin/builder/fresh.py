"""New nodes and items, made from what their shape demands and nothing more."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from flows import fields
from flows.conditions import Rule
from flows.documents.anatomy import Piece, pieces
from flows.documents.shape import Shape
from flows.kinds import registry
from flows.node import Node

Leaf = Callable[[Piece], Any]


def node(kind: str, nodes: Mapping[str, Any]) -> dict[str, Any]:
    """The least that a node of ``kind`` can be stored as, in a flow that has these stored nodes."""
    made = _least(registry()[kind], lambda piece: _guess(piece, kind, nodes))
    return {"kind": kind, **made}


def item(shape: type[Shape], taken: Collection[str], name: str) -> dict[str, Any]:
    """A new item of a list, with an id that none of its neighbours has."""
    made = _least(shape, lambda piece: _guess(piece, name, {}))
    if any(piece.key == "id" for piece in pieces(shape)):
        made["id"] = unused(name, taken)
    return {key: value for key, value in made.items() if value != {}}


def unused(stem: str, taken: Collection[str]) -> str:
    """``stem`` with the smallest number behind it that gives an id not in ``taken``."""
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


@cache
def rooms(kind: str) -> dict[str, int]:
    """How long each text of a kind may become, by its path with ``[]`` for any item.

    In UTF-16 code units, as ``Wording.room``; found by filling in one node of the kind.
    """
    try:
        filled = registry()[kind].model_validate({"kind": kind, **_fullest(registry()[kind])})
    except ValueError:
        return {}
    return {any_item(wording.path): wording.room for wording in filled.wordings()}


@cache
def routes(kind: type[Node], key: str) -> bool:
    """Whether the items of the list ``key`` are exits of a node of this kind."""
    piece = next(one for one in pieces(kind) if one.key == key)
    shape = piece.item_shape
    if shape is None or "id" not in shape.model_fields:
        return False
    probe = "a-probe"
    try:
        inner: dict[str, Any] = {**item(shape, (), key), "id": probe}
        outer: dict[str, Any] = {key: [shape.model_construct(**inner)]}
        return any(way.id == probe for way in kind.model_construct(**outer).ways())
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def any_item(path: str) -> str:
    """``options[3].label`` as ``options[].label``."""
    kept = []
    for part in path.split("["):
        number, closing, rest = part.partition("]")
        kept.append(f"]{rest}" if closing and number.isdecimal() else part)
    return "[".join(kept)


def _least(shape: type[Shape], leaf: Leaf) -> dict[str, Any]:
    return {
        piece.key: _least(piece.shape, leaf) if piece.shape else leaf(piece)
        for piece in pieces(shape)
        if piece.required
    }


def _guess(piece: Piece, name: str, nodes: Mapping[str, Any]) -> Any:
    """A value that a required field can begin with."""
    if piece.widget == "node":
        return _source(nodes)
    if piece.widget == "choice":
        return piece.literals[0] if piece.literals else _first_type()
    if piece.holds(dict):
        return {}
    if piece.holds(list):
        return []
    if piece.holds(bool):
        return False
    if piece.holds(int) or piece.holds(float):
        return 1
    if Rule in piece.types:
        return {}
    return "1d" if piece.widget == "duration" else name


def _source(nodes: Mapping[str, Any]) -> str:
    """The node that another one most likely draws on: the last that collects answers."""
    kinds = registry()
    collecting = [
        node_id
        for node_id, stored in nodes.items()
        if stored.get("kind") in kinds and kinds[stored["kind"]].collects
    ]
    return (
        [*(list(nodes) or ["none"]), *collecting][-1] if collecting else next(iter(nodes), "none")
    )


def _first_type() -> str:
    known = fields.registry()
    return "text" if "text" in known else next(iter(known))


def _fullest(shape: type[Shape]) -> dict[str, Any]:
    """Every field filled with something short, lists with one item."""
    made: dict[str, Any] = {}
    for piece in pieces(shape):
        if piece.item_shape is not None:
            made[piece.key] = [_fullest(piece.item_shape)]
        elif piece.shape is not None:
            made[piece.key] = _fullest(piece.shape)
        elif piece.by_language:
            made[piece.key] = {"en": "x"}
        elif Rule in piece.types:
            made[piece.key] = {"is_set": "contact.name"}
        elif piece.required:
            made[piece.key] = _guess(piece, "x", {"x": {}})
    return made
