"""What the canvas makes its panel from: the fields of every kind as JSON, read off the same pieces.

Nothing here knows any kind of node, and neither does the canvas: a new kind shows up by being there.
"""

from typing import Any

from flask_babel import gettext, pgettext

from admin.builder import fresh
from admin.builder.frame import Frame
from admin.builder.offered import offered
from flows import fields
from flows.conditions import Rule
from flows.documents.anatomy import MISSING, Piece, pieces
from flows.documents.shape import Shape
from flows.kinds import registry
from flows.node import Node


def kinds(language: str) -> list[dict[str, Any]]:
    """Every kind with its fields, those that are offered first coming first."""
    found = offered(language)
    return [
        {**_kind(name, registry()[name], language), "first": place < len(found["first"])}
        for place, (name, _) in enumerate([*found["first"], *found["more"]])
    ]


def frame(language: str) -> list[dict[str, Any]]:
    """The fields of the flow's own settings."""
    return _pieces(Frame, language)


def _kind(name: str, kind: type[Node], language: str) -> dict[str, Any]:
    made = fresh.node(name, {})
    said = (kind.__doc__ or "").strip().partition("\n")[0]
    return {
        "name": name,
        "title": kind.names.get(language) or kind.names["en"],
        "help": str(gettext(said)) if said else "",
        "waits": kind.waits,
        "collects": kind.collects,
        "fresh": made,
        "ways": [
            {"id": way.id, "label": str(pgettext("exit", way.label)), "needed": way.needed}
            for way in kind.model_validate(made).ways()
        ],
        "routing": [
            one.key for one in pieces(kind) if one.item_shape and fresh.routes(kind, one.key)
        ],
        "rooms": fresh.rooms(name),
        # How long to wait means nothing to a step that does not.
        "pieces": [
            one
            for one in _pieces(kind, language)
            if kind.waits or one["key"] not in Node.model_fields
        ],
    }


def _pieces(shape: type[Shape], language: str) -> list[dict[str, Any]]:
    return [_piece(one, language) for one in pieces(shape)]


def _piece(piece: Piece, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": piece.key,
        "title": piece.title(language),
        "help": str(gettext(piece.help)) if piece.help else "",
        "form": _form(piece),
        "widget": piece.widget,
        "required": piece.required,
    }
    if not piece.required and piece.default not in (MISSING, None, "", [], {}):
        told["default"] = piece.default
    if piece.literals or _form(piece) == "choice":
        told["choices"] = _choices(piece, language)
    if piece.item_shape is not None:
        told["item"] = _pieces(piece.item_shape, language)
        told["fresh"] = fresh.item(piece.item_shape, (), "item")
    elif piece.shape is not None:
        told["part"] = _pieces(piece.shape, language)
    return told


def _form(piece: Piece) -> str:
    """How the panel edits it; the order of the questions is that of the node page's controls."""
    if piece.item_shape is not None:
        return "items"
    if piece.shape is not None:
        return "part"
    if Rule in piece.types:
        return "rule"
    if piece.widget == "pairs":
        return "pairs"
    if piece.by_language:
        return "texts"
    if piece.widget == "words" and piece.holds(dict):
        return "words"
    if piece.holds(list):
        return "lines"
    return _single(piece)


def _single(piece: Piece) -> str:
    if piece.literals or piece.widget == "choice":
        return "choice"
    if piece.key == "id":
        return "id"
    if piece.holds(bool):
        return "tick"
    if piece.widget in {"number", "duration", "node"}:
        return piece.widget
    return "number" if piece.holds(int) or piece.holds(float) else "line"


def _choices(piece: Piece, language: str) -> list[tuple[str, str]]:
    if piece.literals:
        return [(one, str(gettext(one.replace("_", " ").capitalize()))) for one in piece.literals]
    return [
        (name, kind.names.get(language, kind.names["en"]))
        for name, kind in fields.registry().items()
    ]
