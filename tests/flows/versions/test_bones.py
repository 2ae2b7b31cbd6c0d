"""The graph without its words: equal exactly where nothing but words differs."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.graph import Flow
from flows.versions.bones import bones, bones_hash
from flows.versions.difference import describe
from tests.flows.edits import edited
from tests.flows.graphs import documents
from tests.flows.versions.test_difference import BEFORE, changed


def test_words_are_taken_off_and_what_leads_on_stays() -> None:
    assert bones(BEFORE, Flow) == {
        "format": 1,
        "languages": ["en"],
        "start": "a",
        "triggers": [{"by": "anything"}],
        "nodes": {
            "a": {"kind": "menu", "options": [{"id": "x"}, {"id": "y"}], "exits": {"x": "b"}},
            "b": {"kind": "end"},
        },
    }


def test_a_language_more_or_less_in_a_text_is_words() -> None:
    other = changed("nodes.a.text.zh-Hant", None)
    assert bones_hash(other, Flow) == bones_hash(BEFORE, Flow)
    assert bones_hash(changed("nodes.a.exits.x", "a"), Flow) != bones_hash(BEFORE, Flow)


@given(st.data())
def test_the_same_bones_and_only_words_are_one_thing(data: st.DataObject) -> None:
    before: dict[str, Any] = data.draw(documents())
    after = data.draw(edited(copy.deepcopy(before)))
    changes = describe(before, after)
    only_words = all(change.what == "text" for change in changes)
    assert (bones(before, Flow) == bones(after, Flow)) == only_words
