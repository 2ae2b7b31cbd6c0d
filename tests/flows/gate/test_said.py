"""What people type: words that choose two things, and words that mean something else everywhere."""

from typing import Any

import pytest

from flows.check import check
from flows.graph import parse
from tests.flows.test_check import SOUND


def found(**changes: dict[str, Any]) -> list[tuple[str, str]]:
    """The problems of the sound flow's menu with these changes to its options ``a`` and ``b``."""
    hub = SOUND["nodes"]["hub"]
    options = [option | changes.get(option["id"], {}) for option in hub["options"]]
    exits = changes.get("exits", {})
    nodes = SOUND["nodes"] | {"hub": hub | {"options": options, "exits": hub["exits"] | exits}}
    more = (
        {"help": {"kind": "handover", "exits": {"closed": "over"}}}
        if "help" in exits.values()
        else {}
    )
    return [(one.code, one.field) for one in check(parse(SOUND | {"nodes": nodes | more}))]


B = "options[1]"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"b": {"also": {"en": ["tree"]}}}, [("double_word", f"{B}.also")]),
        ({"b": {"also": {"zh-Hant": ["树"]}}}, [("double_word", f"{B}.also")]),
        ({"b": {"also": {"en": ["hours", "HOURS!"]}}}, []),
        ({"b": {"label": {"en": "Tree", "zh-Hant": "時間"}}}, [("double_label", f"{B}.label")]),
        ({"b": {"also": {"en": ["", "  "]}}}, []),
        ({"b": {"label": {"en": "Cancel", "zh-Hant": "時間"}}}, [("word_taken", f"{B}.label")]),
        ({"b": {"label": {"en": "English", "zh-Hant": "時間"}}}, [("word_taken", f"{B}.label")]),
        ({"b": {"also": {"en": ["0"]}}}, [("word_taken", f"{B}.also")]),
        # What leads where the word leads anyway does no harm.
        ({"b": {"also": {"en": ["menu"]}}, "exits": {"b": "hub"}}, [("unreachable", ""), ("unreachable", "")]),
        ({"b": {"also": {"en": ["cancel"]}}, "exits": {"b": "over"}}, [("unreachable", ""), ("unreachable", "")]),
    ],
    ids=range(10),
)  # fmt: skip
def test_words_of_options(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert found(**changes) == problems


def test_an_option_that_puts_a_person_on_may_be_called_so() -> None:
    person = {"label": {"en": "Staff", "zh-Hant": "職員"}}
    assert ("word_taken", f"{B}.label") in found(b=person)
    assert ("word_taken", f"{B}.label") not in found(b=person, exits={"b": "help"})


def test_choices_of_a_field_are_looked_at_as_well() -> None:
    choices = [
        {"id": "x", "label": {"en": "Roads", "zh-Hant": "路"}},
        {"id": "y", "label": {"en": "roads", "zh-Hant": "街"}},
    ]
    form = SOUND["nodes"]["report"]
    fields = [form["fields"][0], form["fields"][1] | {"choices": choices}, form["fields"][2]]
    nodes = SOUND["nodes"] | {"report": form | {"fields": fields}}
    problems = [(one.code, one.field) for one in check(parse(SOUND | {"nodes": nodes}))]
    assert problems == [("double_label", "fields[1].choices[1].label")]
