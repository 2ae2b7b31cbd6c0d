"""Each code has a broken sibling of a sound flow that is refused with just that, and is well said."""

import string
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from flows.check import Context, check
from flows.department.surroundings import read as surroundings
from flows.documents.written import read
from flows.graph import parse
from flows.problems import MENDABLE, SAYINGS, Problem
from tests.flows.test_check import BOTH, SOUND

SIBLINGS = sorted(Path("tests/flows_broken/gate").glob("*.yaml"))
LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def beside(name: str, nodes: dict[str, Any], **more: Any) -> Any:
    """Another live flow of the department."""
    whole = {"name": name, "triggers": [], "start": next(iter(nodes)), "nodes": nodes}
    return parse(SOUND | whole | more)


OVER: dict[str, Any] = {"over": {"kind": "end"}}
LATE: dict[str, Any] = {
    "wait": {"kind": "wait", "for": "5h", "exits": {"next": "late"}},
    "late": {"kind": "message", "text": BOTH, "exits": {"next": "over"}},
}
CONNECTORS: dict[str, Any] = {
    "bills": {
        "base": "https://api.example.gov.hk",
        "operations": {
            "due": {"path": "/bills/{account}", "gives": {"amount": "amount"}},
        },
    }
}
# What the department keeps beside its flows.
KEPT = surroundings(
    {
        "tables": {
            "offices": {"columns": ["District", "Office (en)"], "rows": [["x", "X office"]]},
            "wide": {"columns": ["a", "b", "c", "d", "e"], "rows": [["x" * 450] * 5]},
        },
        "calendars": {"default": {}},
        "questions": [
            {"id": "fee", "topic": "fees", "question": BOTH, "answer": {"en": "Words"}},
            {"id": "way", "topic": "ways", "question": BOTH, "answer": BOTH},
        ],
        "templates": {
            "visit": {
                "languages": {
                    "zh_HK": {"header": "{{1}}", "body": "於{{1}}見", "buttons": [{"text": "好"}]},
                    "en": {"header": "{{1}}", "body": "On {{1}}", "buttons": [{"text": "Yes"}]},
                }
            },
            "crowded": {
                "languages": {
                    "zh_HK": {
                        "header": "{{1}}", "body": "於{{1}}見",
                        "buttons": [{"text": "好"}, {"text": "網頁", "type": "url", "url": "https://example.org"}],
                    },
                    "en": {"header": "{{1}}", "body": "On {{1}}", "buttons": [{"text": "Yes"}]},
                }
            },
            "chinese": {
                "languages": {
                    "zh_HK": {"header": "{{1}}", "body": "於{{1}}見", "buttons": [{"text": "好"}]}
                }
            },
            "paused": {
                "languages": {
                    "zh_HK": {"header": "{{1}}", "body": "於{{1}}見", "buttons": [{"text": "好"}]},
                    "en": {
                        "header": "{{1}}", "body": "On {{1}}", "buttons": [{"text": "Yes"}],
                        "status": "PAUSED",
                    },
                }
            },
        },
        "bookings": {"clinic": {}},
        "connectors": CONNECTORS,
    }
)  # fmt: skip
# What the gate must know of the department for a problem of the outside to show.
AROUND: dict[str, Context] = {
    "second_front_door": Context(front_doors=["other"]),
    "words_claimed": Context(
        others=[beside("trees", OVER, triggers=[{"by": "words", "words": {"en": ["Fallen Tree"]}}])]
    ),
    "flow_missing": Context(known={"flow": ["trees"]}),
    "flow_circle": Context(
        known={"flow": ["fees", "more"]}, runs={"fees": ["more"], "more": ["sound"]}
    ),
    "flow_deep": Context(
        runs={"fees": ["a"], "a": ["b"], "b": ["c"], "c": ["d"]},
    ),
    "window_closed_within": Context(others=[beside("fees", LATE | OVER)]),
    "queue_missing": Context(known={"queue": ["default"]}),
    "nobody_answers": Context(has_person=False),
    "asset_missing": Context(known={"asset": ["b" * 64]}),
    "personal_data": Context(known=KEPT.known, around=KEPT, trusted=[]),
}


def found_in(path: Path) -> list[Problem]:
    return check(
        parse(read(path.read_text(encoding="utf-8"))),
        AROUND.get(path.stem, Context(known=KEPT.known, around=KEPT)),
    )


@pytest.mark.parametrize("path", SIBLINGS, ids=lambda path: path.stem)
def test_a_broken_sibling_is_refused_with_just_its_code(path: Path) -> None:
    place = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#").strip()
    found = found_in(path)
    assert {one.code for one in found} == {path.stem}, found
    assert place in {one.path for one in found}


def test_the_flow_that_they_are_siblings_of_is_sound() -> None:
    assert check(parse(SOUND)) == []
    assert check(parse(SOUND), Context(has_person=True)) == []


def test_every_code_has_a_sibling() -> None:
    assert {path.stem for path in SIBLINGS} == set(SAYINGS)


@pytest.mark.parametrize("code", SAYINGS)
def test_every_code_is_said_in_three_languages(code: str) -> None:
    saying = SAYINGS[code]
    assert tuple(saying.sentences) == tuple(saying.fixes) == LANGUAGES
    for said in (saying.sentences, saying.fixes):
        assert all(said.values())
        assert OpenCC("t2s").convert(said["zh-Hans"]) == said["zh-Hans"]
    facts = {frozenset(_facts(sentence)) for sentence in saying.sentences.values()}
    assert len(facts) == 1, "the same facts in every language"


def test_a_problem_speaks_the_reader_s_language() -> None:
    (found,) = found_in(Path("tests/flows_broken/gate/exit_missing.yaml"))
    assert found.message == found.sentence("en") == "The exit “Next” leads nowhere."
    assert "沒有去向" in found.sentence("zh-Hant")
    assert "没有去向" in found.sentence("zh-Hans")
    assert found.advice("zh-Hant") == "請選擇去向。"
    assert found.advice("fr") == found.fix
    assert not found.mendable


def test_what_is_mendable_is_a_code() -> None:
    assert set(SAYINGS) >= MENDABLE


def _facts(sentence: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]
