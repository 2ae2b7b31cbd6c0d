"""The graph without its words: what two versions share when nothing but words differs.

Which keys hold words is read off the shapes themselves; no kind of node is known here.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import rfc8785
from pydantic import BaseModel

from flows.documents.anatomy import Piece, pieces
from flows.kinds import registry

UNHASHED = ("layout", "notes", "rehearsals")  # what no citizen meets
NOTHING: tuple[Any, ...] = (None, {}, [])


def bones(document: Mapping[str, Any], shape: type[BaseModel]) -> dict[str, Any]:
    """``document``, a flow of this ``shape``, without words and without what no citizen meets.

    A key that is left out and one that holds nothing are the same.
    """
    kept = {key: value for key, value in document.items() if key not in (*UNHASHED, "nodes")}
    nodes = document.get("nodes") or {}
    return {
        **_mapping(kept, shape),
        "nodes": {node_id: _mapping(node, shape_of(node)) for node_id, node in nodes.items()},
    }


def bones_hash(document: Mapping[str, Any], shape: type[BaseModel]) -> str:
    """The hash by which versions of one graph are known to each other."""
    return hashlib.sha256(rfc8785.dumps(bones(document, shape))).hexdigest()


def node_bones(node: Mapping[str, Any]) -> dict[str, Any]:
    """A stored node without its words, and without where it leads."""
    found = _mapping(node, shape_of(node))
    found.pop("exits", None)
    return found


def shape_of(node: Any) -> type[BaseModel] | None:
    """The shape of a stored node, by its kind; None when there is no such kind."""
    return registry().get(str(node.get("kind"))) if isinstance(node, Mapping) else None


@cache
def keys(shape: type[BaseModel]) -> dict[str, Piece]:
    """The pieces of ``shape`` by the keys they are stored under."""
    return {piece.key: piece for piece in pieces(shape)}


def piece_at(shape: type[BaseModel] | None, key: str) -> Piece | None:
    """The piece of ``shape`` that is stored under ``key``."""
    return keys(shape).get(key) if shape is not None else None


def _mapping(stored: Mapping[str, Any], shape: type[BaseModel] | None) -> dict[str, Any]:
    found = {}
    for key, value in stored.items():
        piece = piece_at(shape, key)
        if piece is not None and piece.worded:
            continue
        kept = _value(value, piece)
        if kept not in NOTHING:
            found[key] = kept
    return found


def _value(value: Any, piece: Piece | None) -> Any:
    if piece is None:
        return value
    if isinstance(value, Mapping):
        return _mapping(value, piece.shape) if piece.shape else value
    if isinstance(value, list) and piece.item_shape:
        return [
            _mapping(one, piece.item_shape) if isinstance(one, Mapping) else one for one in value
        ]
    return value
