"""What a shape is made of: its fields as a page needs to know them, read off the Pydantic model.

Nothing here knows any kind of node. A field says by its type and by ``flows.documents.shape.ui`` what it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.conditions import Rule
from flows.documents.shape import LanguageTag, Shape


class Missing:
    """Stands for a key that a stored mapping does not have."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True)
class Piece:
    """One field of a shape. ``types`` are what it may hold, annotations taken off, without None."""

    key: str  # as it is stored
    titles: Mapping[str, str]
    help: str
    widget: str
    required: bool
    default: Any
    types: tuple[Any, ...]

    def title(self, language: str) -> str:
        """What staff call it."""
        return self.titles.get(language) or self.titles.get("en") or self.key.replace("_", " ")

    def holds(self, wanted: type) -> bool:
        """Whether it may hold a value of this plain type."""
        return any((get_origin(one) or one) is wanted for one in self.types)

    @property
    def shape(self) -> type[Shape] | None:
        """The shape that it holds one of, or None."""
        return next((one for one in self.types if _is_shape(one)), None)

    @property
    def item_shape(self) -> type[Shape] | None:
        """The shape that it holds a list of, or None."""
        for one in self.types:
            if get_origin(one) is list:
                return next((item for item in members(get_args(one)[0]) if _is_shape(item)), None)
        return None

    @property
    def literals(self) -> tuple[str, ...]:
        """The values to choose from, where the type names them."""
        named = (get_args(one) for one in self.types if get_origin(one) is Literal)
        return tuple(str(value) for values in named for value in values)

    @property
    def worded(self) -> bool:
        """Whether it holds words, by language: what may change while the graph stays the same."""
        return any(
            get_origin(one) is dict and get_args(one)[0] == LanguageTag for one in self.types
        )

    @property
    def by_language(self) -> bool:
        """Whether it holds a mapping of texts by language."""
        return self.holds(dict) and self.widget not in {"words", "pairs"}


@cache
def pieces(shape: type[BaseModel]) -> tuple[Piece, ...]:
    """The fields of ``shape`` that a page shows, in the order of the model; its own before inherited."""
    found = [_piece(name, info) for name, info in shape.model_fields.items()]
    inherited = {name for base in shape.__mro__[1:] for name in getattr(base, "model_fields", ())}
    own = [
        piece
        for name, piece in zip(shape.model_fields, found, strict=True)
        if name not in inherited or not _is_late(piece)
    ]
    late = [piece for piece in found if piece not in own]
    return tuple(piece for piece in (*own, *late) if piece.widget != "hidden")


def members(annotation: Any) -> Iterator[Any]:
    """The types that ``annotation`` allows, without what annotates them and without None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from members(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from members(one)
    elif annotation is not type(None):
        yield annotation


def _piece(name: str, info: FieldInfo) -> Piece:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    titles = extra.get("titles")
    return Piece(
        key=info.alias or name,
        titles=titles if isinstance(titles, dict) else {"en": info.title or ""},  # type: ignore[arg-type]
        help=info.description or "",
        widget=str(extra.get("widget", "line")),
        required=info.is_required(),
        default=MISSING
        if info.is_required()
        else info.get_default(call_default_factory=True, validated_data={}),
        types=tuple(members(info.annotation)),
    )


def _is_shape(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, Shape) and found is not Rule


def _is_late(piece: Piece) -> bool:
    """What every kind has stands after what the kind is about."""
    return piece.widget == "duration"
