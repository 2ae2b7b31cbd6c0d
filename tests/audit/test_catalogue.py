import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit import detail
from audit.catalogue import ACTIONS, fault
from tests.policy import tree

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


def test_every_action_is_written_somewhere() -> None:
    # Made of two parts by conversations.trail.flag_people and by staff.proposals; and what only
    # older trails hold.
    elsewhere = {"person.phone_moved", "person.identity_collision", "grant.added"}
    elsewhere |= {"proposal.approved", "proposal.refused", "proposal.withdrawn"}
    named = {
        node.value
        for path in _writers()
        for node in ast.walk(tree.parse(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(ACTIONS.keys() - named - elsewhere) == []


def test_nothing_is_written_that_the_catalogue_does_not_have() -> None:
    every = {"actor", "subject", "department_id", "at"}
    wrong = []
    for path in _writers():
        for call in ast.walk(tree.parse(path)):
            if isinstance(call, ast.Call) and (action := _action(call)):
                named = {one.arg for one in call.keywords if one.arg} - every
                if action not in ACTIONS or named - ACTIONS[action].keys():
                    wrong.append(f"{path}: {action} {sorted(named)}")
    assert not wrong


def _writers() -> Iterator[Path]:
    return (
        path
        for path in tree.product()
        if str(path) not in {"audit/catalogue.py", "admin/sentences.py"}
    )


def _action(call: ast.Call) -> str:
    """The action that this call puts on the trail; empty when it puts none there."""
    function = ast.unparse(call.func).rpartition(".")[2].lstrip("_")
    first = call.args[0] if call.args else None
    if function not in {"record", "event", "note", "note_opening"}:
        return ""
    value = first.value if isinstance(first, ast.Constant) else None
    return value if isinstance(value, str) and "." in value else ""
