"""A flow of sixty nodes in three languages: menus that lead over texts and a rule to other menus."""

from typing import Any

from flows.graph import Flow, parse

ROOMS = 15  # menus; with each go two messages and a condition
HANT, EN, HANS = "zh-Hant", "en", "zh-Hans"


def document() -> dict[str, Any]:
    """The flow as it is stored."""
    nodes: dict[str, Any] = {}
    for room in range(ROOMS):
        onward = f"menu{(room + 1) % ROOMS}"
        nodes[f"menu{room}"] = _menu(room)
        nodes[f"visit{room}"] = {
            "kind": "condition",
            "rules": [{"id": "known", "when": {"is_set": "contact.district"}}],
            "exits": {"known": f"known{room}", "otherwise": f"unknown{room}"},
        }
        nodes[f"known{room}"] = _message(room, onward)
        nodes[f"unknown{room}"] = _message(room, onward)
    return {
        "format": 1,
        "name": "sixty",
        "languages": [HANT, EN, HANS],
        "triggers": [{"by": "anything"}],
        "start": "menu0",
        "nodes": nodes,
    }


def flow() -> Flow:
    """The flow, parsed."""
    return parse(document())


def _menu(room: int) -> dict[str, Any]:
    return {
        "kind": "menu",
        "text": {
            HANT: f"{{{{ contact.name | default: '您好' }}}}，這裏是第 {room} 室。請選擇。",
            EN: f"{{{{ contact.name | default: 'Hello' }}}}, this is room {room}. Please choose.",
            HANS: f"{{{{ contact.name | default: '您好' }}}}，这里是第 {room} 室。请选择。",
        },
        "options": [
            {"id": "go", "label": {HANT: "繼續參觀", EN: "Go on", HANS: "继续参观"}},
            {"id": "stay", "label": {HANT: "留在這裏", EN: "Stay here", HANS: "留在这里"},
             "also": {HANT: ["唔走住", "等等先"], EN: ["stay"]}},
        ],
        "exits": {"go": f"visit{room}", "stay": f"unknown{room}"},
    }  # fmt: skip


def _message(room: int, onward: str) -> dict[str, Any]:
    return {
        "kind": "message",
        "text": {
            HANT: f"第 {room} 室已參觀，今天是 {{{{ today | date: 'zh' }}}}。",
            EN: f"Room {room} is seen; today is {{{{ today | date }}}}.",
            HANS: f"第 {room} 室已参观，今天是 {{{{ today | date: 'zh' }}}}。",
        },
        "exits": {"next": onward},
    }
