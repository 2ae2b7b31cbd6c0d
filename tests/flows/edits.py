"""Random edits of a random flow, as staff make them between two publications."""

import copy
from typing import Any

from hypothesis import strategies as st

from tests.flows.graphs import documents, nodes, texts


@st.composite
def edited(draw: st.DrawFn, before: dict[str, Any]) -> dict[str, Any]:
    """``before`` after up to four edits; its name, entrances and languages stay."""
    document = copy.deepcopy(before)
    for _ in range(draw(st.integers(0, 4))):
        _edit(draw, document)
    return document


def _edit(draw: st.DrawFn, document: dict[str, Any]) -> None:
    stored = document["nodes"]
    count = len(stored)
    node_id = draw(st.sampled_from(sorted(stored)))
    node = stored[node_id]
    match draw(
        st.sampled_from(["reword", "replace", "remove", "add", "fields", "rewire", "start"])
    ):
        case "reword":
            node_texts = [key for key in ("text",) if key in node]
            for key in node_texts:
                node[key] = draw(texts())
        case "replace":
            stored[node_id] = draw(nodes(0, count))
        case "remove" if count > 1:
            del stored[node_id]
        case "add":
            stored[f"m{draw(st.integers(0, 3))}"] = draw(nodes(0, count))
        case "fields":
            _edit_parts(draw, node)
        case "rewire" if node.get("exits"):
            exit_id = draw(st.sampled_from(sorted(node["exits"])))
            node["exits"][exit_id] = f"n{draw(st.integers(0, count))}"
        case "start":
            document["start"] = draw(st.sampled_from(sorted(stored)))
        case _:
            pass


def _edit_parts(draw: st.DrawFn, node: dict[str, Any]) -> None:
    for key in ("fields", "options"):
        parts = node.get(key)
        if not parts:
            continue
        place = draw(st.integers(0, len(parts) - 1))
        what = draw(st.sampled_from(["drop", "turn", "type", "label"]))
        if what == "drop":
            del parts[place]
        elif what == "turn":
            parts.reverse()
        elif what == "type" and "type" in parts[place]:
            parts[place]["type"] = draw(st.sampled_from(["text", "number", "photo", "date"]))
            parts[place].pop("choices", None)
        elif "label" in parts[place]:
            parts[place]["label"] = {"en": draw(st.sampled_from(["A", "B", "C"]))}


@st.composite
def publications(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A flow, and the same flow as it is published next."""
    before = draw(documents())
    return before, draw(edited(before))
