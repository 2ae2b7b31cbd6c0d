"""Texts at their longest: what can be filled in is as long as the field that asks for it allows."""

from typing import Any

import pytest

from flows.check import check
from flows.fields import registry
from flows.fields.definition import FormField
from flows.graph import parse
from flows.messages import INTERACTIVE_BODY, ROW_TITLE, TEXT_BODY, length
from tests.flows.test_check import BOTH, SOUND

LINK = {"label": {"en": "More", "zh-Hant": "更多"}, "url": "https://example.org"}


def found(field: dict[str, Any], filler: int, room: int) -> list[tuple[str, Any]]:
    """What the gate says of a text of ``filler`` letters and the answer to ``field``."""
    choices = [{"id": "x", "label": {"en": "A long label", "zh-Hant": "長標籤"}}]
    offered = {"choices": choices} if field["type"] == "choice" else {}
    ask = {"kind": "question", "field": {"id": "q", "ask": BOTH} | field | offered}
    said = {"en": "x" * filler + "{{ answers.ask }}", "zh-Hant": "x"}
    nodes = {
        "ask": ask | {"exits": {"next": "said"}},
        "said": {"kind": "message", "text": said, "exits": {"next": "over"}}
        | ({"link": LINK} if room == INTERACTIVE_BODY else {}),
        "over": {"kind": "end"},
    }
    flow = parse(SOUND | {"triggers": [{"by": "anything"}], "start": "ask", "nodes": nodes})
    return [(one.code, one.facts.get("found")) for one in check(flow)]


@pytest.mark.parametrize(
    ("field", "widest"),
    [
        ({"type": "text", "max_length": 40}, 40),
        ({"type": "text"}, 2000),
        ({"type": "number", "min": 1, "max": 6}, 18),
        ({"type": "number", "min": -1000, "max": 6}, 18),
        ({"type": "date"}, 10),
        ({"type": "time"}, 5),
        ({"type": "rating"}, 1),
        ({"type": "email"}, 254),
        ({"type": "choice"}, 12),
        ({"type": "phone"}, 60),
    ],
)
def test_a_text_is_measured_with_the_longest_answer(field: dict[str, Any], widest: int) -> None:
    room = INTERACTIVE_BODY if widest < INTERACTIVE_BODY else TEXT_BODY
    assert found(field, room - widest, room) == []
    assert found(field, room - widest + 1, room) == [("text_too_long", room + 1)]


def test_what_is_beyond_all_measure_is_too_long_as_well() -> None:
    """Texts are filled in within a budget; what breaks it is not taken for short."""
    field = {"type": "text", "max_length": 4000}
    fields = [field | {"id": f"f{place}", "ask": BOTH} for place in range(5)]
    all_of_them = "".join(f"{{{{ answers.report.f{place} }}}}" for place in range(5))
    said = {"en": all_of_them, "zh-Hant": "x"}
    nodes = SOUND["nodes"] | {
        "report": SOUND["nodes"]["report"] | {"fields": fields},
        "filed": SOUND["nodes"]["filed"] | {"text": said},
    }
    assert [one.code for one in check(parse(SOUND | {"nodes": nodes}))] == ["text_too_long"]


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_type_has_a_longest_answer(name: str) -> None:
    field = FormField.model_validate({"id": "q", "type": name})
    assert length(str(field.behaviour.widest(field, "en"))) > 0


def test_up_to_three_labels_too_long_for_buttons_are_a_list_in_that_language() -> None:
    def codes(label: str, options: int, **more: Any) -> list[tuple[str, str]]:
        one = {"id": "c", "label": {"en": label, "zh-Hant": "丙"}} | more
        rest = [
            {"id": f"d{place}", "label": {"en": f"D{place}", "zh-Hant": f"丁{place}"}}
            for place in range(options)
        ]
        hub = SOUND["nodes"]["hub"]
        exits = dict.fromkeys(["c", *(one["id"] for one in rest)], "over")
        options_ = [*hub["options"], one, *rest]
        hub = hub | {"options": options_, "exits": hub["exits"] | exits}
        flow = parse(SOUND | {"nodes": SOUND["nodes"] | {"hub": hub}})
        return [(one.code, one.language) for one in check(flow)]

    assert codes("x" * 20, 0) == []
    assert codes("x" * 21, 0) == [("label_makes_list", "en")]
    assert codes("x" * 21, 1) == []  # four are a list anyway
    assert codes("x" * 21, 0, description=BOTH) == []  # so are those with a line of explanation
    assert codes("x" * (ROW_TITLE + 1), 0) == [("text_too_long", "en")]
