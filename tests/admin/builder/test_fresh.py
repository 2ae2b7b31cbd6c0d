"""Which items of a node are exits is found by asking the kind."""

import pytest

from admin.builder import fresh
from admin.builder.node_form import NodeForm
from flows.kinds import registry
from tests.admin.builder.forms import sent
from tests.admin.builder.test_node_form import SETTING, translated

__all__ = ["translated"]


@pytest.mark.parametrize(
    ("kind", "key", "routes"),
    [
        ("menu", "options", True),
        ("condition", "rules", True),
        ("split", "shares", True),
        ("form", "fields", False),
        ("set", "tag", False),
    ],
)
def test_items_that_are_exits(kind: str, key: str, routes: bool) -> None:
    assert fresh.routes(registry()[kind], key) is routes


def test_a_share_is_an_exit_and_goes_with_it() -> None:
    stored = {
        "kind": "split",
        "shares": [{"id": "a", "percent": 50}, {"id": "b", "percent": 50}],
        "exits": {"a": "done", "b": "welcome"},
    }
    form = NodeForm(stored, SETTING, sent(NodeForm(stored, SETTING)))
    form.press("remove:shares:0")
    assert NodeForm(stored, SETTING, sent(form)).stored["exits"] == {"b": "welcome"}
