"""Comparisons are measured against the type of the answer that they look at."""

from typing import Any

import pytest

from flows.check import check
from flows.conditions import COMPARISONS
from flows.fields import registry
from flows.graph import parse
from tests.flows.test_check import BOTH, SOUND


def judged(field: dict[str, Any], when: dict[str, Any]) -> list[tuple[str, str]]:
    """What the gate says of a rule over the answer to ``field``."""
    choices = [{"id": "x", "label": BOTH}, {"id": "y", "label": {"en": "Why", "zh-Hant": "二"}}]
    offered = {"choices": choices} if field["type"] in {"choice", "choices"} else {}
    ask = {"kind": "question", "field": {"id": "q", "ask": BOTH} | field | offered}
    look = {"kind": "condition", "rules": [{"id": "r", "when": when}]}
    nodes = {
        "ask": ask | {"exits": {"next": "look"}},
        "look": look | {"exits": {"r": "over", "otherwise": "over"}},
        "over": {"kind": "end"},
    }
    flow = parse(SOUND | {"triggers": [{"by": "anything"}], "start": "ask", "nodes": nodes})
    return [(one.code, one.field) for one in check(flow)]


WHEN = "rules[0].when"


@pytest.mark.parametrize(
    ("type_", "comparison", "code"),
    [
        ("number", {"less_than": 3}, None),
        ("number", {"is": 3}, None),
        ("number", {"is": "three"}, "comparison_never"),
        ("number", {"in": [1, "two"]}, "comparison_never"),
        ("number", {"before": "2026-01-01"}, "comparison_unfit"),
        ("number", {"contains": "3"}, "comparison_unfit"),
        ("rating", {"more_than": 3}, None),
        ("date", {"less_than": 3}, "comparison_unfit"),
        ("date", {"before": "2026-12-31"}, None),
        ("date", {"after": "today"}, None),
        ("date", {"before": "next week"}, "comparison_never"),
        ("date", {"is": "31/12/2026"}, "comparison_never"),
        ("time", {"before": "12:00"}, None),
        ("time", {"before": "2026-12-31"}, "comparison_never"),
        ("text", {"contains": "tree"}, None),
        ("text", {"more_than": 2}, "comparison_unfit"),
        ("choice", {"is": "x"}, None),
        ("choice", {"is": "z"}, "comparison_never"),
        ("choice", {"in": ["x", "y"]}, None),
        ("choice", {"in": ["x", "z"]}, "comparison_never"),
        ("choice", {"contains": "x"}, "comparison_unfit"),
        ("choices", {"contains": "x"}, None),
        ("choices", {"contains": "z"}, "comparison_never"),
        ("photo", {"is_set": True}, None),
        ("photo", {"is": "a"}, "comparison_unfit"),
        ("phone", {"contains": "5555"}, None),
    ],
)
def test_a_comparison_suits_the_answer(
    type_: str, comparison: dict[str, Any], code: str | None
) -> None:
    found = judged({"type": type_}, {"answer": "ask", **comparison})
    assert found == ([(code, WHEN)] if code else [])


def test_it_is_looked_at_within_others() -> None:
    wrong = {"answer": "ask", "before": "2026-01-01"}
    for when, where in (
        ({"all": [{"is_set": "today"}, wrong]}, "all[1]"),
        ({"any": [wrong]}, "any[0]"),
        ({"not": {"not": wrong}}, "not.not"),
    ):
        assert judged({"type": "number"}, when) == [("comparison_unfit", f"{WHEN}.{where}")]


def test_a_range_that_is_the_wrong_way_round() -> None:
    found = judged({"type": "number"}, {"answer": "ask", "between": [6, 1]})
    assert found == [("range_reversed", f"{WHEN}.between")]


def test_what_menus_remember_is_one_of_their_options() -> None:
    for wanted, codes in (("a", []), ("c", ["comparison_never"])):
        rules = [{"id": "r", "when": {"answer": "hub", "is": wanted}}]
        nodes = SOUND["nodes"] | {"look": SOUND["nodes"]["look"] | {"rules": rules}}
        assert [one.code for one in check(parse(SOUND | {"nodes": nodes}))] == codes


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_type_says_what_it_can_be_asked(name: str) -> None:
    kind = registry()[name]
    assert {"is_set"} <= kind.compares <= set(COMPARISONS)


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("result.look.street", False),
        ("result.gone.street", False),
        ("result.inputs.street", True),
        ("row.street", True),
        ("answers.report.n.deeper", True),
        ("answers.report", False),
    ],
)
def test_what_can_be_named(path: str, known: bool) -> None:
    rules = [{"id": "r", "when": {"is_set": path}}]
    nodes = SOUND["nodes"] | {"look": SOUND["nodes"]["look"] | {"rules": rules}}
    found = [one.code for one in check(parse(SOUND | {"nodes": nodes}))]
    assert found == ([] if known else ["rule_unknown"])
