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


SERVICE = {"kind": "service", "connector": "offices", "operation": "find"}


def test_a_time_that_is_seconds_when_left_out_is_given_in_seconds() -> None:
    control: Any = NodeForm(SERVICE, SETTING).sheet["patience"]
    assert control.typed == ("", "s")
    assert "s" in dict(control.units())
    data = sent(NodeForm(SERVICE, SETTING))
    assert NodeForm(SERVICE, SETTING, data).stored == SERVICE
    data["patience"], data["patience-unit"] = "30", "s"
    assert NodeForm(SERVICE, SETTING, data).stored["patience"] == "30s"


def test_other_times_do_without_seconds() -> None:
    control: Any = NodeForm({"kind": "handover"}, SETTING).sheet["nobody_after"]
    assert "s" not in dict(control.units())


def test_connectors_and_what_they_are_asked_are_offered() -> None:
    offers = {"connector": [("offices", "offices")], "operation": [("find", "find (offices)")]}
    setting = Setting(languages=("en",), offers=offers)
    sheet = NodeForm(SERVICE, setting).sheet
    for key, value in (("connector", "offices"), ("operation", "find")):
        control: Any = sheet[key]
        assert value in dict(control.choices())
    assert "silence_after" not in [control.name for control in sheet.controls]
