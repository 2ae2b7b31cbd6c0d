"""What can be chosen, and what stands there when it is not there any more."""

from typing import Any

import pytest

from admin.builder.control import Setting
from admin.builder.node_form import NodeForm
from tests.admin.builder.forms import sent
from tests.admin.builder.test_node_form import SETTING, translated

__all__ = ["translated"]


@pytest.mark.parametrize(
    ("stored", "key", "offered"),
    [
        ({"kind": "flow", "flow": "side"}, "flow", ["side"]),
        ({"kind": "flow", "flow": "lost"}, "flow", ["lost", "side"]),
        ({"kind": "handover"}, "queue", ["", "default"]),
        ({"kind": "handover", "queue": "lost"}, "queue", ["lost", "default"]),
    ],
)
def test_what_the_department_has_is_offered(
    stored: dict[str, Any], key: str, offered: list[str]
) -> None:
    control: Any = NodeForm(stored, SETTING).sheet[key]
    values = [value for value, _ in control.choices()]
    assert [value for value in values if value or "" in offered] == offered
    data = sent(NodeForm(stored, SETTING))
    data[key] = offered[-1]
    assert NodeForm(stored, SETTING, data).stored == {**stored, key: offered[-1]}


def test_without_anything_to_offer_it_is_a_line() -> None:
    control: Any = NodeForm({"kind": "handover"}, Setting(languages=("en",))).sheet["queue"]
    assert control.look == "line"
