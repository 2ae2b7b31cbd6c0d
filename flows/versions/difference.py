"""What changed between two documents of a flow, in the terms of the people who build them.

Pure: nothing is judged, and nothing that no citizen meets (layout, notes, rehearsals) is looked at.
What holds words is read off the shapes, as in ``flows.versions.bones``. ``flows.versions.telling`` says it in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from flows.documents.anatomy import Piece
from flows.graph import Flow
from flows.versions.bones import NOTHING, UNHASHED, piece_at, shape_of

What = Literal["added", "removed", "kind", "text", "exit", "gained", "lost", "order", "field"]


@dataclass(frozen=True)
class Change:
    """One change. ``node`` is empty for what belongs to the flow itself.

    ``path`` is within the node (``options[0].label``), or within the flow; ``language`` is set where
    words changed. ``before`` and ``after`` are the words, or the values in short; empty for none.
    """

    what: What
    node: str = ""
    path: str = ""
    language: str = ""
    before: str = ""
    after: str = ""


def describe(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every change from one document to the other: added nodes, removed ones, then what changed.

    Items of a list are compared by their id where they have one, so that a new option in the middle
    is one change and not as many as stand below it.
    """
    old, new = before.get("nodes", {}), after.get("nodes", {})
    found = [
        Change("added", node_id, after=_kind(new[node_id])) for node_id in new if node_id not in old
    ]
    found += [
        Change("removed", node_id, before=_kind(old[node_id]))
        for node_id in old
        if node_id not in new
    ]
    for node_id in new:
        if node_id in old:
            found += _node(node_id, old[node_id], new[node_id])
    skipped = {"nodes", *UNHASHED}
    found += _mapping(
        "",
        "",
        {key: value for key, value in before.items() if key not in skipped},
        {key: value for key, value in after.items() if key not in skipped},
        Flow,
    )
    return found


def _kind(node: Any) -> str:
    return str(node.get("kind", "")) if isinstance(node, Mapping) else ""


def _node(node_id: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if _kind(old) != _kind(new):
        yield Change("kind", node_id, before=_kind(old), after=_kind(new))
    left, right = old.get("exits") or {}, new.get("exits") or {}
    for exit_id in dict.fromkeys([*left, *right]):
        if left.get(exit_id) != right.get(exit_id):
            was, now = left.get(exit_id, ""), right.get(exit_id, "")
            yield Change("exit", node_id, exit_id, before=was, after=now)
    skipped = {"kind", "exits"}
    yield from _mapping(
        node_id,
        "",
        {key: value for key, value in old.items() if key not in skipped},
        {key: value for key, value in new.items() if key not in skipped},
        shape_of(new),
    )


def _mapping(
    node_id: str,
    path: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    shape: type[BaseModel] | None,
) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        where = f"{path}.{key}" if path else key
        yield from _value(node_id, where, old.get(key), new.get(key), piece_at(shape, key))


def _value(node_id: str, path: str, old: Any, new: Any, piece: Piece | None) -> Iterator[Change]:
    if _same(old, new):
        return
    if piece is not None and piece.worded and _are_mappings(old or {}, new or {}):
        yield from _texts(node_id, path, old or {}, new or {})
        return
    if _are_mappings(old, new):
        yield from _mapping(node_id, path, old, new, piece.shape if piece else None)
        return
    if _is_list(old) and _is_list(new) and (old or new):
        shape = piece.item_shape if piece else None
        if _have_ids(old or []) and _have_ids(new or []):
            yield from _items(node_id, path, old or [], new or [], shape)
            return
        if shape is not None and len(old or []) == len(new or []):
            for place, (was, now) in enumerate(zip(old, new, strict=True)):
                if _are_mappings(was, now):
                    yield from _mapping(node_id, f"{path}[{place}]", was, now, shape)
            return
        if shape is not None:
            yield from _nameless(node_id, path, old or [], new or [])
            return
    yield Change("field", node_id, path, before=short(old), after=short(new))


def _texts(
    node_id: str, path: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    for tag in dict.fromkeys([*old, *new]):
        if old.get(tag) != new.get(tag):
            was, now = short(old.get(tag)), short(new.get(tag))
            yield Change("text", node_id, path, tag, was, now)


def _items(
    node_id: str, path: str, old: list[Any], new: list[Any], shape: type[BaseModel] | None
) -> Iterator[Change]:
    left = {one["id"]: one for one in old}
    right = {one["id"]: one for one in new}
    for item_id in dict.fromkeys([*left, *right]):
        where = f"{path}[{item_id}]"
        if item_id not in left:
            yield Change("gained", node_id, where, after=name_of(right[item_id]))
        elif item_id not in right:
            yield Change("lost", node_id, where, before=name_of(left[item_id]))
        else:
            yield from _mapping(node_id, where, left[item_id], right[item_id], shape)
    kept = [one for one in left if one in right]
    if kept != [one for one in right if one in left]:
        names = [", ".join(name_of(one) for one in items.values()) for items in (left, right)]
        yield Change("order", node_id, path, before=names[0], after=names[1])


def _nameless(node_id: str, path: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Items without ids, of which there are more now, or fewer: which are new, which are gone."""
    for place, one in enumerate(old):
        if one not in new:
            yield Change("lost", node_id, f"{path}[{place}]", before=short(one))
    for place, one in enumerate(new):
        if one not in old:
            yield Change("gained", node_id, f"{path}[{place}]", after=short(one))
    if all(one in new for one in old) and all(one in old for one in new):
        yield Change("order", node_id, path, before=short(old), after=short(new))


def name_of(item: Any, language: str = "") -> str:
    """What people call an item of a list: its words, in ``language`` if it has them; else its id."""
    for key in ("label", "ask"):
        texts = item.get(key)
        if isinstance(texts, Mapping) and any(texts.values()):
            return str(texts.get(language) or next(text for text in texts.values() if text))
    return str(item.get("id", ""))


def short(value: Any) -> str:
    """A value as one would write it: words as they are, lists with commas."""
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(short(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {short(inner)}" for key, inner in value.items())
    return str(value)


def _same(old: Any, new: Any) -> bool:
    """Whether they are one value. What is left out and what holds nothing are; 1 and true are not."""
    if old in NOTHING and new in NOTHING:
        return True
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _are_mappings(old: Any, new: Any) -> bool:
    return isinstance(old, Mapping) and isinstance(new, Mapping)


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, list)


def _have_ids(items: list[Any]) -> bool:
    """Whether each item has an id of its own."""
    ids = [one.get("id") if isinstance(one, Mapping) else None for one in items]
    return all(isinstance(one, str) for one in ids) and len(set(ids)) == len(ids)
