"""What changed between two documents of a flow, in the terms of the people who build them.

Pure: nothing is judged, and nothing that no citizen meets (layout, notes, rehearsals) is looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.graph import UNHASHED

What = Literal["added", "removed", "kind", "text", "exit", "field", "flow"]


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
    )
    return found


def told(change: Change) -> str:
    """The change as a sentence for the terminal."""
    where = ".".join(part for part in (change.node, change.path) if part)
    language = f" ({change.language})" if change.language else ""
    match change.what:
        case "added":
            return f"added: {change.node} ({change.after})"
        case "removed":
            return f"removed: {change.node} ({change.before})"
        case "exit":
            return f"rewired: {where} leads to {change.after or 'nothing'}, not {change.before or 'nothing'}"
        case "text":
            return f"reworded: {where}{language}: “{change.before}” is now “{change.after}”"
        case _:
            return (
                f"changed: {where}: {change.before or 'nothing'} is now {change.after or 'nothing'}"
            )


def is_only_words(changes: list[Change]) -> bool:
    """Whether nothing changed but words: the graph is the same."""
    return all(change.what == "text" for change in changes)


def _kind(node: Any) -> str:
    return str(node.get("kind", "")) if isinstance(node, Mapping) else ""


def _node(node_id: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if _kind(old) != _kind(new):
        yield Change("kind", node_id, before=_kind(old), after=_kind(new))
    left, right = old.get("exits", {}), new.get("exits", {})
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
    )


def _mapping(
    node_id: str, path: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        where = f"{path}.{key}" if path else key
        yield from _value(node_id, where, old.get(key), new.get(key))


def _value(node_id: str, path: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new and type(old) is type(new):
        return
    if (old or new) and _is_texts(old or {}) and _is_texts(new or {}):
        yield from _texts(node_id, path, old or {}, new or {})
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not _is_rule(path):
        yield from _mapping(node_id, path, old, new)
        return
    if isinstance(old, list) and isinstance(new, list) and _have_ids([*old, *new]):
        yield from _items(node_id, path, old, new)
        return
    yield Change("field" if node_id else "flow", node_id, path, before=short(old), after=short(new))


def _texts(
    node_id: str, path: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    for tag in dict.fromkeys([*old, *new]):
        if old.get(tag) != new.get(tag):
            was, now = short(old.get(tag)), short(new.get(tag))
            yield Change("text", node_id, path, tag, was, now)


def _items(node_id: str, path: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    left = {one["id"]: one for one in old}
    right = {one["id"]: one for one in new}
    for item_id in dict.fromkeys([*left, *right]):
        where = f"{path}[{item_id}]"
        if item_id not in left or item_id not in right:
            yield Change(
                "field",
                node_id,
                where,
                before=_name(left.get(item_id)),
                after=_name(right.get(item_id)),
            )
        else:
            yield from _mapping(node_id, where, left[item_id], right[item_id])
    kept = [one for one in left if one in right]
    if kept != [one for one in right if one in left]:
        yield Change("field", node_id, path, before=", ".join(left), after=", ".join(right))


def _name(item: Any) -> str:
    """What people call an item of a list: its words, else its id."""
    if item is None:
        return ""
    for key in ("label", "ask"):
        texts = item.get(key)
        if isinstance(texts, Mapping) and any(texts.values()):
            return next(str(text) for text in texts.values() if text)
    return str(item["id"])


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


def _is_texts(value: Any) -> bool:
    """Whether ``value`` is texts, or lists of words, by language tag."""
    if not isinstance(value, Mapping):
        return False
    return all(
        _is_tag(key) and (isinstance(text, str) or _is_words(text)) for key, text in value.items()
    )


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _is_tag(key: Any) -> bool:
    head, *rest = str(key).split("-")
    return (
        head.isascii()
        and head.isalpha()
        and head.islower()
        and 2 <= len(head) <= 3
        and all(part.isalnum() and 2 <= len(part) <= 8 for part in rest)
        and key not in ("is", "in", "any", "all", "not", "min", "max", "ask", "by", "at")
    )


def _is_rule(path: str) -> bool:
    return path.rpartition(".")[2] == "when"


def _have_ids(items: list[Any]) -> bool:
    ids = [one.get("id") if isinstance(one, Mapping) else None for one in items]
    return bool(ids) and all(isinstance(one, str) for one in ids)
