"""The page docs/flows.md says what is there: its example works, and nothing that exists is left out."""

import re

import pytest

from config import ROOT
from flows import fields, graph, kinds
from flows.check import check
from flows.conditions import COMPARISONS
from flows.department import surroundings
from flows.department.calendars import Calendar
from flows.department.surroundings import Surroundings
from flows.documents import written
from flows.documents.shape import RESERVED
from flows.fields.definition import FormField
from flows.filters import FILTERS
from flows.trials.script import Rehearsal

PAGE = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))


def test_the_examples_hold() -> None:
    flow, kept, around, scripts = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert check(graph.parse(written.read(flow))) == []
    assert surroundings.read(written.read(around)).known["table"] == {"offices"}
    found = surroundings.read(written.read(kept))
    assert (len(found.questions), [*found.templates], [*found.bookings]) == (
        1, ["visit_reminder"], ["clinic-visit"],
    )  # fmt: skip
    assert [Rehearsal.model_validate(one) for one in written.read(scripts)["rehearsals"]]
    said = set(re.findall(r"\b([a-z_]+):", PAGE)) | {"from", "to", "hours"}
    assert {*Surroundings.model_fields, *Calendar.model_fields} <= said


@pytest.mark.parametrize("kind", sorted(kinds.registry()))
def test_every_kind_and_its_exits_are_named(kind: str) -> None:
    (row,) = re.findall(rf"^\| `{kind}` .*$", PAGE, re.MULTILINE)
    ways = kinds.registry()[kind].model_construct(kind=kind, exits={}).ways
    for way in ways() if kind not in {"menu", "condition"} else ():
        assert f"`{way.id}`" in row


WORDS = {
    *fields.registry(),
    *FILTERS,
    *RESERVED,
    *(name.rstrip("_") for name in COMPARISONS),
    *(key for key in FormField.model_fields if key != "choices_from"),
    *(key for key in graph.Flow.model_fields if key != "document"),
    *graph.Trigger.model_fields,
}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_word_of_the_format_is_named(name: str) -> None:
    assert any(re.search(rf"\b{name}\b", one) for one in NAMED)
