import copy
from typing import Any

import pytest

from flows.versions.difference import Change, describe

BEFORE: dict[str, Any] = {
    "format": 1,
    "languages": ["en"],
    "start": "a",
    "triggers": [{"by": "anything"}],
    "notes": ["one"],
    "layout": {"a": [0, 0]},
    "nodes": {
        "a": {
            "kind": "menu",
            "text": {"en": "Hello", "zh-Hant": "您好"},
            "options": [
                {"id": "x", "label": {"en": "One"}},
                {"id": "y", "label": {"en": "Two"}, "also": {"en": ["second"]}},
            ],
            "exits": {"x": "b"},
        },
        "b": {"kind": "end"},
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(BEFORE)
    *places, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    found: Any = document
    for place in places:
        found = found[place]
    if value is None:
        del found[last]
    else:
        found[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "change"),
    [
        ("nodes.c", {"kind": "end"}, Change("added", "c", after="end")),
        ("nodes.b", None, Change("removed", "b", before="end")),
        ("nodes.a.text.en", "Hi", Change("text", "a", "text", "en", "Hello", "Hi")),
        ("nodes.a.text.zh-Hant", None, Change("text", "a", "text", "zh-Hant", "您好", "")),
        ("nodes.a.text", None, [
            Change("text", "a", "text", "en", "Hello", ""),
            Change("text", "a", "text", "zh-Hant", "您好", ""),
        ]),
        ("nodes.a.options.1.label.en", "2", Change("text", "a", "options[y].label", "en", "Two", "2")),
        ("nodes.a.options.1.also.en", ["2nd"], Change(
            "text", "a", "options[y].also", "en", "second", "2nd")),
        ("nodes.a.options.0", None, Change("lost", "a", "options[x]", before="One")),
        ("nodes.a.exits.y", "b", Change("exit", "a", "y", after="b")),
        ("nodes.a.exits", None, Change("exit", "a", "x", before="b")),
        ("nodes.b.kind", "menu", Change("kind", "b", before="end", after="menu")),
        ("nodes.a.silence_after", "3h", Change("field", "a", "silence_after", after="3h")),
        ("start", "b", Change("field", "", "start", before="a", after="b")),
        ("languages", ["en", "fr"], Change("field", "", "languages", before="en", after="en, fr")),
        ("nodes.a.options", [], [
            Change("lost", "a", "options[x]", before="One"),
            Change("lost", "a", "options[y]", before="Two"),
        ]),
        ("triggers", [{"by": "anything"}, {"by": "link", "code": "A"}], Change(
            "gained", "", "triggers[1]", after="by: link; code: A")),
        ("triggers.0.by", "photo", Change("field", "", "triggers[0].by", "", "anything", "photo")),
        ("defaults", {}, []),
        ("notes", [], []),
        ("layout", {}, []),
    ],
)  # fmt: skip
def test_each_change_is_told_as_what_it_is(path: str, value: Any, change: Any) -> None:
    wanted = change if isinstance(change, list) else [change]
    assert describe(BEFORE, changed(path, value)) == wanted


def test_a_new_order_is_one_change() -> None:
    turned = copy.deepcopy(BEFORE)
    turned["nodes"]["a"]["options"].reverse()
    (change,) = describe(BEFORE, turned)
    assert change == Change("order", "a", "options", before="One, Two", after="Two, One")


def test_words_of_an_entrance_are_words_and_keys_that_look_like_languages_are_not() -> None:
    before = changed("triggers", [{"by": "words", "words": {"en": ["zoo"]}}])
    after = changed("triggers", [{"by": "words", "words": {"en": ["zoo", "animals"]}}])
    assert {one.what for one in describe(before, after)} == {"text"}
    before = changed("nodes.b", {"kind": "set", "remember": {"hk": "yes"}})
    after = changed("nodes.b", {"kind": "set", "remember": {"hk": "no"}})
    assert describe(before, after) == [Change("field", "b", "remember.hk", "", "yes", "no")]


def test_only_words_or_more() -> None:
    assert [one.what for one in describe(BEFORE, changed("nodes.a.text.en", "Hi"))] == ["text"]
    assert [one.what for one in describe(BEFORE, changed("nodes.a.exits.x", "a"))] != ["text"]
    assert describe(BEFORE, copy.deepcopy(BEFORE)) == []
