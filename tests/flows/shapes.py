"""Random nodes of any kind, made from the kind's own schema: a new kind is tried by itself."""

import re
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from flows.node import Node

NAMES = ["second", "random", "default", "nothing-of-the-sort"]
Schema = dict[str, Any]
# Parts that are made with more sense than their schema has, by the name of their class.
Made = dict[str, st.SearchStrategy[Any]]


def nodes_of(kind: type[Node], made: Made) -> st.SearchStrategy[dict[str, Any]]:
    """Stored nodes of ``kind`` without exits; ``made`` are the strategies for parts by their name."""
    schema = _schema(kind)
    parts = {name: part for name, part in schema["properties"].items() if name != "exits"}
    needed = {
        name: _of(part, schema, made) for name, part in parts.items() if name in schema["required"]
    }
    free = {name: _of(part, schema, made) for name, part in parts.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=free).filter(
        lambda stored: _is_valid(kind, stored)
    )


@cache
def _schema(kind: type[Node]) -> Schema:
    schema = kind.model_json_schema(by_alias=True)
    return schema | {"required": [*schema.get("required", []), "kind"]}


def _is_valid(kind: type[Node], stored: dict[str, Any]) -> bool:
    try:
        kind.model_validate(stored)
    except ValidationError:
        return False
    return True


def _of(part: Schema, root: Schema, made: Made) -> st.SearchStrategy[Any]:
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return made[name] if name in made else _of(root["$defs"][name], root, made)
    for key in ("anyOf", "oneOf"):
        if key in part:
            return st.one_of([_of(one, root, made) for one in part[key]])
    if "const" in part:
        return st.just(part["const"])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    if part.get("type") == "object":
        return _object(part, root, made)
    if part.get("type") == "array":
        items = _of(part.get("items", {"type": "string"}), root, made)
        most = min(part.get("maxItems", 4), 4)
        return st.lists(items, min_size=part.get("minItems", 0), max_size=most)
    return _plain(part)


def _plain(part: Schema) -> st.SearchStrategy[Any]:
    match part.get("type"):
        case "integer":
            return st.integers(part.get("minimum", 0), part.get("maximum", 9))
        case "number":
            return st.floats(part.get("minimum", -9), part.get("maximum", 9), allow_nan=False)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return _string(part)


def _object(part: Schema, root: Schema, made: Made) -> st.SearchStrategy[Any]:
    if "properties" not in part:
        inner = part.get("additionalProperties")
        if inner is True or inner is None:
            return st.just({})
        values = _of(inner, root, made)
        keys = st.sampled_from(["en", "zh-Hant"])
        return st.dictionaries(keys, values, max_size=2)
    needed = part.get("required", [])
    parts = {name: _of(one, root, made) for name, one in part["properties"].items()}
    return st.fixed_dictionaries(
        {name: parts[name] for name in parts if name in needed},
        optional={name: parts[name] for name in parts if name not in needed},
    )


def _string(part: Schema) -> st.SearchStrategy[str]:
    pattern = part.get("pattern", "")
    if "smhdw" in pattern:
        return st.sampled_from(["30m", "23h", "3d"])
    if pattern.startswith("^[A-Za-z]"):
        return st.sampled_from(["n0", "n1", "o0", "part", *NAMES])
    if pattern and "[0-9]" in pattern and "A-Z" not in pattern:
        return st.from_regex(re.compile(pattern), fullmatch=True)
    return st.sampled_from([*NAMES, "2026-12-31", "{{ today }}", "{{ answers.n0 }} x"])
