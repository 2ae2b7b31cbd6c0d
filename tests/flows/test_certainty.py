"""Which values are set on every way to a node."""

from flows.certainty import covers, known_at
from flows.graph import parse
from tests.flows.test_check import SOUND


def test_what_is_known_is_what_every_way_sets() -> None:
    known = known_at(parse(SOUND))
    assert known["hub"] == frozenset()
    assert known["said"] == {("answers", "hub")}
    assert known["report"] == frozenset(), "the link leads here past the menu"
    assert known["filed"] == {("answers", "report", "n"), ("answers", "report", "c")}


def test_a_known_path_covers_what_lies_below() -> None:
    assert covers([("result", "call")], ("result", "call", "street"))
    assert not covers([("result", "call", "street")], ("result", "call"))
