"""Drafting one Chinese script from the other: words of the place, nothing else touched."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents.drafting import NoDraftError, drafted, drafts, steps, with_drafts
from flows.graph import parse
from tests.flows.talking import document

HANT, HANS = "zh-Hant", "zh-Hans"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("報告塌樹", "报告塌树"),
        ("請致電職員", "请致电工作人员"),
        ("主選單的訊息", "主菜单的消息"),
        ("衞生署裏面", "卫生署里面"),
        ("請上載相片及短片", "请上传照片及视频"),
        ("的士站、巴士站、泊車位", "出租车站、公交车站、停车位"),
        ("吃麵、床、頭髮、後面、乾燥", "吃面、床、头发、后面、干燥"),
        ("{{ answers.form.姓名 | default: '職員' }}您好", "{{ answers.form.姓名 | default: '職員' }}您好"),
        ("請看 https://example.org/選單?q=職員 的連結", "请看 https://example.org/選單?q=職員 的链接"),
        ("電郵 職員@example.org", "电子邮件 職員@example.org"),
        ("OK 👍 *重要*\n- 一", "OK 👍 *重要*\n- 一"),
    ],
)  # fmt: skip
def test_there_and_back(traditional: str, simplified: str) -> None:
    assert drafted(traditional, HANT, HANS) == simplified
    assert drafted(simplified, HANS, HANT) == traditional


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [("檔案編號", "档案编号"), ("上傳檔案", "上传文件"), ("遞交", "提交"), ("列印", "打印")],
)
def test_one_way(traditional: str, simplified: str) -> None:
    assert drafted(traditional, HANT, HANS) == simplified


def test_good_news_is_news() -> None:
    assert drafted("好消息", HANS, HANT) == "好消息"


@pytest.mark.parametrize(("source", "target"), [("en", HANS), (HANT, "en"), (HANT, HANT)])
def test_nothing_else_is_drafted(source: str, target: str) -> None:
    with pytest.raises(NoDraftError):
        drafted("x", source, target)


@given(st.text(max_size=200))
def test_anything_is_drafted_without_a_fault(text: str) -> None:
    drafted(text, HANT, HANS)
    drafted(text, HANS, HANT)


@given(st.text(st.sampled_from("{}%|. 職員訊息abc'\n"), max_size=60))
def test_what_is_in_braces_stays(inner: str) -> None:
    kept = "{{ " + inner.replace("}}", "") + " }}"
    assert kept in drafted(f"職員{kept}職員", HANT, HANS)


FLOW: dict[str, Any] = document(
    {
        "hub": {
            "kind": "menu",
            "text": {HANT: "請選擇", HANS: "由人写的", "en": "Choose"},
            "options": [
                {"id": "a", "label": {HANT: "職員", "en": "Staff"}},
                {"id": "b", "label": {"en": "None"}},
            ],
            "exits": {"a": "form", "b": "hub"},
        },
        "form": {
            "kind": "form",
            "fields": [
                {"id": "f", "type": "text", "ask": {HANT: "地址？", HANS: " ", "en": "Where?"}}
            ],
            "exits": {"submitted": "hub"},
        },
    },
    languages=["en", HANT, HANS],
)


def test_only_what_is_missing_is_drafted() -> None:
    before = copy.deepcopy(FLOW)
    found = drafts(parse(FLOW), HANT, HANS)
    assert [(one.place, one.text) for one in found] == [
        ("nodes.hub.options[0].label", "工作人员"),
        ("nodes.form.fields[0].ask", "地址？"),
    ]
    after = with_drafts(FLOW, found, HANS)
    assert before == FLOW
    assert after["nodes"]["hub"]["text"][HANS] == "由人写的"
    assert after["nodes"]["hub"]["options"][0]["label"][HANS] == "工作人员"
    assert after["nodes"]["form"]["fields"][0]["ask"][HANS] == "地址？"
    assert drafts(parse(after), HANT, HANS) == ()


def test_a_flow_that_lacks_the_language_says_so() -> None:
    with pytest.raises(NoDraftError, match="does not speak zh-Hans"):
        drafts(parse(FLOW | {"languages": ["en", HANT]}), HANT, HANS)


def test_steps() -> None:
    assert steps("fields[0].choices[12].label") == ("fields", 0, "choices", 12, "label")
