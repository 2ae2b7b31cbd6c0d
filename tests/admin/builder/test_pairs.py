"""Values under names come back as they were, in their order, and are added, changed and removed."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from admin.builder.node_form import NodeForm
from admin.builder.notes import Note
from tests.admin.builder.forms import sent
from tests.admin.builder.test_node_form import SETTING, translated

__all__ = ["translated"]
STORED: dict[str, Any] = {
    "kind": "set",
    "remember": {"district": "{{ answers.ask }}", "note": "two\nlines ", "seen": ""},
    "exits": {"next": "done"},
}


def _sent(stored: dict[str, Any] = STORED) -> MultiDict[str, str]:
    return sent(NodeForm(stored, SETTING))


def _after(data: MultiDict[str, str], stored: dict[str, Any] = STORED) -> Any:
    return NodeForm(stored, SETTING, data).stored.get("remember")


@pytest.mark.parametrize("given", [{}, {"a": ""}, {"a": "1", "b": " two ", "c": "three\nlines"}])
def test_what_nobody_touched_stays(given: dict[str, str]) -> None:
    stored = {"kind": "set", "remember": given}
    assert NodeForm(stored, SETTING, _sent(stored)).stored == stored
    bare = {"kind": "set"}
    assert NodeForm(bare, SETTING, _sent(bare)).stored == bare


def test_a_changed_value_changes_alone() -> None:
    data = _sent()
    data["remember-0-text"] = "Sha Tin"
    after = _after(data)
    assert after == {**STORED["remember"], "district": "Sha Tin"}
    assert list(after) == ["district", "note", "seen"]


def test_rows_are_added_and_removed() -> None:
    form = NodeForm(STORED, SETTING, _sent())
    form.press("add:remember")
    assert form.focus == "remember-3-key"
    data = sent(form)
    data["remember-3-key"], data["remember-3-text"] = "floor", "3"
    form = NodeForm(STORED, SETTING, data)
    form.press("remove:remember:1")
    assert _after(sent(form)) == {"district": "{{ answers.ask }}", "seen": "", "floor": "3"}


def test_an_empty_row_is_dropped_and_the_last_takes_the_key_along() -> None:
    stored = {"kind": "set", "remember": {"a": "1"}}
    form = NodeForm(stored, SETTING, _sent(stored))
    form.press("add:remember")
    assert _after(sent(form), stored) == {"a": "1"}
    form.press("remove:remember:0")
    assert NodeForm(stored, SETTING, sent(form)).stored == {"kind": "set"}


@pytest.mark.parametrize(
    ("key", "said"), [("note", "the same name"), ("", "Give every value a name")]
)
def test_names_that_are_missing_or_stand_twice_are_told(key: str, said: str) -> None:
    data = _sent()
    data["remember-0-key"] = key
    form = NodeForm(STORED, SETTING, data)
    assert isinstance(form.stored["remember"], list), "the model refuses it: nothing is lost unseen"
    form.put([Note("remember", "Input should be a valid dictionary")])
    assert [said in note.text for note in form.notes] == [True]
    assert sent(form)["remember-0-text"] == "{{ answers.ask }}"
