"""Changes in words: a clerk reads first words and labels, in their own language, never a bare id."""

import re
from pathlib import Path
from typing import Any

import pytest

from flows.check import check
from flows.documents import written
from flows.graph import parse
from flows.phrases import LANGUAGE_NAMES
from flows.versions.difference import describe
from flows.versions.telling import SAYINGS, Teller
from tests.flows.versions.test_difference import BEFORE, changed

BROKEN = sorted((Path(__file__).parents[2] / "flows_broken" / "gate").glob("*.yaml"))
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


@pytest.mark.parametrize(
    ("node", "path", "language", "words"),
    [
        ("a", "options[1].label", "en", "Options “Two” › Label"),
        ("a", "options[1].label", "zh-Hant", "選項「Two」 › 標籤"),
        ("a", "exits.y", "zh-Hant", "出口「Two」"),
        ("a", "exits", "en", ""),
        ("a", "", "en", ""),
        ("", "triggers[0].at", "en", "Entrances “any message” › Begins at"),
        ("", "start", "zh-Hans", "起点"),
        ("", "rehearsals[0].steps[0]", "en", "Rehearsal “Greets” › Step “1”"),
        ("", "rehearsals[1].steps[0]", "en", "Rehearsal “2” › Step “1”"),
    ],
)
def test_a_place_reads_as_its_page_calls_it(
    node: str, path: str, language: str, words: str
) -> None:
    said = {"name": "Greets", "language": "en", "steps": [{"words": "hi"}]}
    flow = parse({**SOUND, "rehearsals": [said]})
    assert Teller(flow, flow, language).spot(node, path) == words


def test_a_new_order_names_the_items() -> None:
    turned = list(reversed(SOUND["nodes"]["a"]["options"]))
    assert lines("nodes.a.options", turned) == [
        "“Hello” (Menu) [a]: Options stand in another order: Two, One"
    ]


def test_every_saying_is_there_in_three_languages() -> None:
    for key, saying in SAYINGS.items():
        assert set(saying) == {"en", "zh-Hant", "zh-Hans"} <= set(LANGUAGE_NAMES), key


@pytest.mark.parametrize("file", BROKEN, ids=[file.stem for file in BROKEN])
def test_no_place_that_the_gate_finds_reads_as_a_path(file: Path) -> None:
    flow = parse(written.read(file.read_text("utf-8")))
    for one in check(flow):
        for language in LANGUAGE_NAMES:
            said = Teller(flow, flow, language).spot(one.node, one.field)
            assert not re.search(r"\[\d|\w\.\w", said), (one.path, said)
