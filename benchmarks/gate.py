"""The gate over a thousand nodes in three languages, next to the time that reading them takes."""

import time
from typing import Any

from flows.check import check
from flows.graph import parse

NODES = 1000
LANGUAGES = ("zh-Hant", "en", "zh-Hans")
Document = dict[str, Any]


def measure() -> str:
    """Check such a flow once; a line with its time, and how many times that of reading it."""
    document = flow_of(NODES)
    begun = time.perf_counter()
    flow = parse(document)
    read = time.perf_counter()
    problems = check(flow)
    checked = time.perf_counter()
    assert not problems, "the flow of this benchmark is no longer sound: mend it"
    ratio = (checked - read) / (read - begun)
    return (
        f"gate: {NODES:,} nodes in {(checked - read) * 1e3:,.0f} ms, "
        f"{ratio:.1f} times what reading them takes"
    )


def flow_of(count: int, options: int = 4) -> Document:
    """A sound flow of ``count`` nodes: menus, forms, texts with placeholders, conditions, in turn."""
    makers = (_menu, _form, _message, _condition)
    nodes = {f"n{place}": makers[place % 4](place, count, options) for place in range(count)}
    return {
        "format": 1, "name": "large", "languages": list(LANGUAGES), "start": "n0",
        "triggers": [{"by": "anything"}], "nodes": nodes,
    }  # fmt: skip


def _menu(place: int, count: int, options: int) -> Document:
    return {
        "kind": "menu",
        "text": _said(f"{{{{ contact.name | default: '–' }}}}: {place}"),
        "options": [
            {"id": f"o{one}", "label": _said(f"Choice {one}"), "also": {"en": [f"way {one}"]}}
            for one in range(options)
        ],
        "exits": {f"o{one}": f"n{(place + 1 + one * 7) % count}" for one in range(options)},
    }


def _form(place: int, count: int, options: int) -> Document:
    del options
    return {
        "kind": "form",
        "fields": [
            {"id": "what", "type": "text", "ask": _said("What is it?"), "max_length": 100},
            {"id": "many", "type": "number", "ask": _said("How many?"), "min": 1, "max": 6},
        ],
        "exits": {"submitted": f"n{(place + 1) % count}", "cancelled": "n0"},
    }


def _message(place: int, count: int, options: int) -> Document:
    del options
    answer = f"answers.n{place - 1}.many"
    text = f"{place}: {{{{ {answer} | default: '–' }}}}"
    return {"kind": "message", "text": _said(text), "exits": {"next": f"n{(place + 1) % count}"}}


def _condition(place: int, count: int, options: int) -> Document:
    del options
    rule = {"id": "several", "when": {"answer": f"n{place - 2}.many", "more_than": 3}}
    exits = {"several": f"n{(place + 1) % count}", "otherwise": "n0"}
    return {"kind": "condition", "rules": [rule], "exits": exits}


def _said(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)
