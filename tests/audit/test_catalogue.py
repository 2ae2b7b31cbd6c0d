import inspect
from typing import Any

import pytest

from audit import detail
from audit.catalogue import ACTIONS, fault

# The only kinds of value that may stand on the trail. None of them can hold a sentence, a name, an
# address or a telephone number: tests/audit/test_detail.py proves that of each.
ALLOWED = {"number", "digest", "slug", "slugs", "references", "maybe_slug", "maybe_digest"}

GOOD_TURN: dict[str, Any] = {
    "turn": 3,
    "flow": "leisure-main",
    "version": "a" * 64,
    "node": "report",
    "messages": "b" * 64,
    "cases": ["PARKS-1"],
}


def test_every_field_is_bounded_by_its_kind() -> None:
    assert ACTIONS
    for action, fields in ACTIONS.items():
        assert detail.slug(action)
        for name, holds in fields.items():
            assert detail.slug(name)
            assert holds.__name__ in ALLOWED, f"{action}.{name}"
            assert inspect.getmodule(holds) is detail


def test_details_that_fit_have_no_fault() -> None:
    assert fault("turn.taken", GOOD_TURN) == ""
    assert fault("user.signed_in", {}) == ""


@pytest.mark.parametrize(
    ("action", "details", "said"),
    [
        ("turn.dreamt", {}, "turn.dreamt"),
        ("turn.taken", {}, "cases, flow, messages"),
        ("turn.taken", {**GOOD_TURN, "text": "hello"}, "text"),
        ("turn.taken", {**GOOD_TURN, "node": "what they wrote"}, "node"),
        ("turn.taken", {**GOOD_TURN, "turn": "3"}, "number"),
        ("department.added", {"code": "+852 5555 0100"}, "code"),
    ],
)
def test_a_fault_is_named_without_repeating_the_value(
    action: str, details: dict[str, object], said: str
) -> None:
    sentence = fault(action, details)
    assert said in sentence
    assert "5555" not in sentence
    assert "wrote" not in sentence
