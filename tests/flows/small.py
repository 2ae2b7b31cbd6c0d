"""The smallest flows with which tests of several parts are about the same thing."""

from typing import Any

from tests.flows.talking import document


def asks(words: str, then: str, id: str = "d") -> dict[str, Any]:
    """A node that asks for a text."""
    field = {"id": id, "type": "text", "ask": {"en": words}}
    return {"kind": "question", "field": field, "exits": {"next": then}}


def says(words: str, then: str = "over") -> dict[str, Any]:
    """A node that says something."""
    return {"kind": "message", "text": {"en": words}, "exits": {"next": then}}


OVER: dict[str, Any] = {"kind": "end"}

ECHO = document(
    {"ask": asks("What next?", "told"), "told": says("You said {{ answers.ask }}.", "ask")},
    name="main",
)

# Asks a department's system for the office of a district.
OFFICES: dict[str, Any] = {
    "ask": asks("Which district?", "find"),
    "find": {
        "kind": "service",
        "connector": "offices",
        "operation": "find",
        "send": {"district": "{{ answers.ask }}"},
        "patience": "60s",
        "exits": {"ok": "told", "not_found": "none", "failed": "sorry", "slow": "later"},
    },
    "told": says("{{ result.find.name }}"),
    "none": says("None."),
    "sorry": says("Sorry."),
    "later": says("Later."),
    "over": OVER,
}
