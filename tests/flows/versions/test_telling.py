"""Changes in words: a clerk reads first words and labels, in their own language, never a bare id."""

from typing import Any

import pytest

from flows.graph import parse
from flows.phrases import LANGUAGE_NAMES
from flows.versions.difference import describe
from flows.versions.telling import SAYINGS, Teller
from tests.flows.versions.test_difference import BEFORE, changed

SOUND = {**BEFORE, "name": "test", "languages": ["en", "zh-Hant"], "notes": [], "layout": {}}


def lines(path: str, value: Any, language: str = "en") -> list[str]:
    before = parse(SOUND)
    after = parse(
        {**SOUND, **{key: changed(path, value)[key] for key in ("nodes", "start", "triggers")}}
    )
    teller = Teller(before, after, language)
    return [teller.line(one) for one in describe(before.document, after.document)]


@pytest.mark.parametrize(
    ("path", "value", "language", "line"),
    [
        ("nodes.c", {"kind": "end"}, "en", "End c [c]: new"),
        ("nodes.b", None, "zh-Hant", "結束 b [b]: 已刪除"),
        ("nodes.a.text.en", "Hi", "en",
         "“Hi” (Menu) [a]: Words, reworded in English: “Hello” is now “Hi”"),
        ("nodes.a.text.en", "Hi", "zh-Hant",
         "「您好」（選單） [a]: 文字（English）改寫：由「Hello」改為「Hi」"),
        ("nodes.a.text.zh-Hant", None, "en", "“Hello” (Menu) [a]: Words, no longer in 繁體中文: “您好”"),
        ("nodes.a.options.1.label.en", "2", "en",
         "“Hello” (Menu) [a]: Options “2” › Label, reworded in English: “Two” is now “2”"),
        ("nodes.a.options.0", None, "zh-Hans", "“您好”（菜单） [a]: 删除选项“One”"),
        ("nodes.a.exits.y", "b", "en", "“Hello” (Menu) [a]: “Two” now leads to End b, not nowhere"),
        ("nodes.b.kind", "menu", "en", "Menu b [b]: is another kind of step now: Menu, not End"),
        ("nodes.a.silence_after", "3h", "en",
         "“Hello” (Menu) [a]: Give up waiting after: “3h”, before it was nothing"),
        ("start", "b", "en", "The flow itself: Start: End b, before it was “Hello” (Menu)"),
        ("triggers", [{"by": "anything"}, {"by": "link", "code": "A"}], "en",
         "The flow itself: Entrances “#A” is new"),
        ("triggers", [], "zh-Hant", "整個流程: 刪除入口「任何訊息」"),
    ],
)  # fmt: skip
def test_each_change_reads_as_staff_say_it(path: str, value: Any, language: str, line: str) -> None:
    assert lines(path, value, language) == [line]


def test_a_new_order_names_the_items() -> None:
    turned = list(reversed(SOUND["nodes"]["a"]["options"]))
    assert lines("nodes.a.options", turned) == [
        "“Hello” (Menu) [a]: Options stand in another order: Two, One"
    ]


def test_every_saying_is_there_in_three_languages() -> None:
    for key, saying in SAYINGS.items():
        assert set(saying) == {"en", "zh-Hant", "zh-Hans"} <= set(LANGUAGE_NAMES), key
