"""Rules are edited as rows where rows can say them, else as text, and never change untouched."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from admin.builder.control import Setting
from admin.builder.node_form import NodeForm
from flows.conditions import Rule
from tests.admin.builder.forms import sent

SETTING = Setting(languages=("zh-Hant", "en"), nodes=(("done", "done"),), kinds=(("end", "End"),))


@pytest.fixture(autouse=True)
def translated(app: Flask) -> Iterator[None]:
    """Within a request, where words are translated."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (("answer", "a.b", "is", "road"), {"answer": "a.b", "is": "road"}),
        (("contact", "name", "is_set", ""), {"contact": "name", "is_set": True}),
        (("answer", "a", "is_not_set", ""), {"answer": "a", "is_set": False}),
        (("answer", "a", "in", "x, y、z"), {"answer": "a", "in": ["x", "y", "z"]}),
        (("answer", "a", "between", "1 – 5"), {"answer": "a", "between": [1.0, 5.0]}),
        (("answer", "a", "more_than", "3"), {"answer": "a", "more_than": 3.0}),
        (("answer", "a", "is", "true"), {"answer": "a", "is": True}),
        (("answer", "a", "after", "2026-12-01"), {"answer": "a", "after": "2026-12-01"}),
    ],
)
def test_rows_say_rules(typed: tuple[str, ...], stored: dict[str, Any]) -> None:
    base = {"kind": "question", "field": {"id": "q", "type": "text"}}
    form = NodeForm(base, SETTING)
    form.press("add:field-when")
    data = sent(form)
    for name, value in zip(("subject", "path", "comparison", "value"), typed, strict=True):
        data[f"field-when-0-{name}"] = value
    after = NodeForm(base, SETTING, data).stored["field"]["when"]
    assert after == stored
    Rule.model_validate(after)


def test_two_rows_are_joined_and_an_untouched_one_stays_as_it_was() -> None:
    base = {"kind": "condition", "rules": [{"id": "a", "when": {"answer": "x", "is": 3}}]}
    form = NodeForm(base, SETTING, sent(NodeForm(base, SETTING)))
    form.press("add:rules-0-when")
    data = sent(form)
    data["rules-0-when-1-path"] = "y"
    data["rules-0-when-1-value"] = "no"
    data["rules-0-when-how"] = "any"
    when = NodeForm(base, SETTING, data).stored["rules"][0]["when"]
    assert when == {"any": [{"answer": "x", "is": 3}, {"answer": "y", "is": "no"}]}


def test_a_deep_rule_is_edited_as_text_and_a_broken_one_is_kept() -> None:
    base = {
        "kind": "condition",
        "rules": [{"id": "a", "when": {"not": {"answer": "x", "is": "y"}}}],
    }
    data = sent(NodeForm(base, SETTING))
    assert "not:" in data["rules-0-when-yaml"]
    data["rules-0-when-yaml"] = "not: {answer: x, is: z}"
    changed = NodeForm(base, SETTING, data).stored["rules"][0]["when"]
    assert changed == {"not": {"answer": "x", "is": "z"}}
    data["rules-0-when-yaml"] = "not: ["
    broken = NodeForm(base, SETTING, data)
    assert broken.node() is None
    assert "not: [" in sent(broken)["rules-0-when-yaml"]
