"""Rules: what each comparison makes of what is known."""

from typing import Any

import pytest
from pydantic import ValidationError

from flows.conditions import Rule

VALUES: dict[str, Any] = {
    "answers": {
        "n": 5,
        "t": "Central 中環",
        "c": ["a", "b"],
        "d": "2026-11-23",
        "none": None,
        "yes": True,
    },
    "contact": {"name": "", "district": "ＹＵＥＮ ＬＯＮＧ"},
}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"answer": "n", "is": 5}, True),
        ({"answer": "n", "is": "5"}, True),
        ({"answer": "n", "is_not": 5}, False),
        ({"answer": "gone", "is_not": 5}, True),
        ({"answer": "gone", "is": 5}, False),
        ({"answer": "n", "in": [1, 5]}, True),
        ({"answer": "n", "less_than": 5}, False),
        ({"answer": "n", "more_than": 4.5}, True),
        ({"answer": "n", "between": [5, 6]}, True),
        ({"answer": "t", "contains": "中环"}, True),
        ({"answer": "t", "less_than": 3}, False),
        ({"answer": "c", "is": "b"}, True),
        ({"answer": "c", "contains": "z"}, False),
        ({"answer": "d", "before": "2026-11-24"}, True),
        ({"answer": "d", "after": "2026-11-23"}, False),
        ({"answer": "t", "before": "2026-11-24"}, False),
        ({"answer": "yes", "is": True}, True),
        ({"answer": "n", "is": True}, False),
        ({"contact": "district", "is": "yuen long"}, True),
        ({"contact": "name", "is_set": False}, True),
        ({"is_set": "answers.none"}, False),
        ({"is_set": "answers.t"}, True),
        ({"value": "answers.n.deeper", "is_set": True}, False),
        ({"not": {"is_set": "answers.t"}}, False),
        ({"all": []}, True),
        ({"any": []}, False),
        ({"any": [{"is_set": "answers.none"}, {"all": [{"is_set": "answers.t"}]}]}, True),
    ],
    ids=str,
)
def test_holds(rule: dict[str, Any], holds: bool) -> None:
    assert Rule.model_validate(rule).holds(VALUES) is holds


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"is": 1},
        {"answer": "n"},
        {"answer": "n", "contact": "x", "is": 1},
        {"answer": "n", "is": 1, "in": [1]},
        {"all": [], "any": []},
        {"all": [], "answer": "n"},
        {"is_set": "a.b", "answer": "n"},
        {"answer": "n", "between": [1]},
        {"answer": "a b", "is": 1},
        {"answer": "n", "equals": 1},
    ],
    ids=str,
)
def test_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(rule)


def test_paths_are_found_at_any_depth() -> None:
    rule = Rule.model_validate(
        {"not": {"any": [{"is_set": "contact.x"}, {"answer": "n.f", "is": 1}]}}
    )
    assert set(rule.paths()) == {("contact", "x"), ("answers", "n", "f")}
