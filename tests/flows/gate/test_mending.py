"""Mending by machine: what is mended is gone, nothing else is worse, and what is not sure is left."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from flows.check import check, errors
from flows.documents.drafts import drafted
from flows.documents.written import read, write
from flows.gate.mending import MENDERS, mended, mended_throughout, proposed
from flows.graph import parse
from flows.problems import MENDABLE, Problem, problem
from tests.flows.graphs import documents
from tests.flows.test_check import SOUND

BROKEN = Path("tests/flows_broken/gate")


def sibling(code: str) -> dict[str, Any]:
    document: dict[str, Any] = read((BROKEN / f"{code}.yaml").read_text(encoding="utf-8"))
    return document


def test_what_says_it_is_mendable_has_a_mender() -> None:
    assert set(MENDERS) == MENDABLE


@pytest.mark.parametrize("code", sorted(MENDERS))
def test_the_broken_sibling_is_whole_after_mending(code: str) -> None:
    document = sibling(code)
    before = copy.deepcopy(document)
    (one,) = check(parse(document))
    assert one.mendable
    better = mended(document, one)
    assert better is not None
    assert document == before, "the document that was given stays as it is"
    assert check(parse(read(write(better)))) == []


@pytest.mark.parametrize(
    ("code", "path", "value"),
    [
        ("text_missing", ("nodes", "said", "text", "zh-Hans"), "文字"),
        ("placeholder_unset", ("nodes", "said", "text", "en"),
         "Dear {{ contact.name | default: '–' }}, the parks are open."),
        ("double_id", ("nodes", "hub", "options", 2, "id"), "b_2"),
        ("double_id", ("nodes", "hub", "exits", "b_2"), "said"),
        ("window_closed", ("nodes", "hub", "silence_after"), "23h"),
        ("range_reversed", ("nodes", "report", "fields", 0, "max"), 6),
        ("word_taken", ("nodes", "hub", "options", 1, "also", "en"), ["opening"]),
    ],
)  # fmt: skip
def test_what_it_becomes(code: str, path: tuple[Any, ...], value: Any) -> None:
    document = sibling(code)
    found: Any = mended(document, check(parse(document))[0])
    for step in path:
        found = found[step]
    assert found == value


@pytest.mark.parametrize(
    ("change", "code"),
    [
        # Where it leads, only its author knows.
        (lambda d: d["nodes"]["hub"]["exits"].pop("b"), "exit_missing"),
        # There is no Chinese to draft from.
        (lambda d: d["nodes"]["said"]["text"].pop("zh-Hant"), "text_missing"),
        # English is for people to write.
        (lambda d: d["nodes"]["said"]["text"].pop("en"), "text_missing"),
        # A label that is taken has to be worded anew.
        (lambda d: d["nodes"]["hub"]["options"][1]["label"].update(en="Back"), "word_taken"),
        # Two waits of 13 hours: which is to be shorter?
        (lambda d: d["nodes"].update(
            pause={"kind": "wait", "for": "2d", "exits": {"next": "said"}},
            look=d["nodes"]["look"] | {"exits": {"r": "over", "otherwise": "pause"}}), "window_closed"),
        # Removing the form would take away what the case is filed from.
        (lambda d: (d["nodes"]["hub"]["exits"].update(a="filed"), d["triggers"].pop(1)), "unreachable"),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_not_sure_is_left_to_people(change: Any, code: str) -> None:
    document = copy.deepcopy(SOUND)
    change(document)
    (one, *_) = [one for one in check(parse(document)) if one.code == code]
    assert mended(document, one) is None


def test_an_island_is_taken_away_whole() -> None:
    document = copy.deepcopy(SOUND)
    text = {"en": "x", "zh-Hant": "x"}
    document["layout"] = {"i1": [0, 0], "hub": [1, 1]}
    for name, to in (("i1", "i2"), ("i2", "i1")):
        document["nodes"][name] = {"kind": "question", "field": {"id": "q", "type": "text", "ask": text},
                                   "exits": {"next": to}}  # fmt: skip
    better, done = mended_throughout(document)
    assert [one.code for one in done] == ["unreachable"]
    assert better == SOUND | {"layout": {"hub": [1, 1]}}


def test_a_problem_of_another_document_mends_nothing() -> None:
    stray = problem("exit_unknown", node="gone", field="exits.x", exit="x")
    assert proposed(SOUND, stray) is None
    assert mended(SOUND, stray) is None


@pytest.mark.parametrize(
    ("texts", "language", "words"),
    [
        ({"zh-Hant": "請填妥電郵 {{ contact.name }}"}, "zh-Hans", "请填妥电邮 {{ contact.name }}"),
        ({"zh-Hans": "请填妥"}, "zh-Hant", "請填妥"),
        ({"en": "Hello"}, "zh-Hans", ""),
        ({"zh-Hant": "請"}, "en", ""),
        ({"zh-Hant": "請"}, "zh-CN", "请"),
    ],
)
def test_one_chinese_script_is_drafted_from_the_other(
    texts: dict[str, str], language: str, words: str
) -> None:
    assert drafted(texts, language) == words


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_mending_any_flow_ends_and_makes_nothing_worse(document: dict[str, Any]) -> None:
    before: list[Problem] = check(parse(document))
    better, done = mended_throughout(document)
    after = check(parse(better))
    gone = [one for one in done if one.code != "exit_dangling"]
    assert len(after) + len(gone) <= len(before)
    assert len(errors(after)) <= len(before)
