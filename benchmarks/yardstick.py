"""A yardstick: the least that walks a graph of dictionaries, with the state read and written.

It knows no language but one, no near miss, no bound, no timer and no form; it shows what the machine
could do at most.
"""

from typing import Any

import orjson


def take_turn(nodes: dict[str, Any], stored: bytes, said: str) -> tuple[bytes, list[str]]:
    """The state after ``said``, as bytes, and what is answered."""
    state = orjson.loads(stored)
    waiting = nodes[state["node"]]
    chosen = next((one["id"] for one in waiting["options"] if said in one["label"].values()), "")
    state["turn"] += 1
    state["answers"][state["node"]] = chosen
    at = waiting["exits"][chosen]
    said_back: list[str] = []
    while nodes[at]["kind"] != "menu":
        node = nodes[at]
        if node["kind"] == "message":
            said_back.append(_filled(node["text"]["zh-Hant"], state))
        exit_id = "otherwise" if node["kind"] == "condition" else "next"
        at = node["exits"][exit_id]
    state["node"] = at
    said_back.append(_filled(nodes[at]["text"]["zh-Hant"], state))
    return orjson.dumps(state), said_back


def _filled(text: str, state: dict[str, Any]) -> str:
    before, _, rest = text.partition("{{")
    named, _, after = rest.partition("}}")
    return before + str(state["values"].get(named.split("|")[0].strip(), "")) + after
