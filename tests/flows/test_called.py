"""What texts can name is read in words: the department's own, and answers by their labels."""

from typing import Any

import pytest

from flows.called import read
from flows.graph import parse

FIELDS: list[dict[str, Any]] = [
    {"id": "age", "type": "number", "ask": {"en": "How old?"}, "label": {"zh-Hant": "年齡"}},
    {"id": "name", "type": "text", "ask": {"en": "Your name?"}},
]
FLOW: dict[str, Any] = {
    "format": 1,
    "name": "test",
    "languages": ["en", "zh-Hant"],
    "start": "a",
    "nodes": {"a": {"kind": "form", "fields": FIELDS}, "b": {"kind": "end"}},
}


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Call {{ department.telephone }}.", "en", "Call [department's telephone]."),
        ("{{contact.name | default: 'you'}}", "zh-Hant", "［市民姓名］"),
        ("{{ answers.a.age }}", "zh-Hant", "［年齡］"),
        ("{{ answers.a.name }}", "zh-Hans", "［Your name?］"),
        ("{{ answers.a.gone }} {{ answers.x }} {{ result.b.y }}", "en", "[answers.a.gone] [answers.x] [result.b.y]"),
        ("{{ half", "en", "{{ half"),
    ],
)  # fmt: skip
def test_it_is_read_in_words(text: str, language: str, shown: str) -> None:
    assert read(parse(FLOW), text, language) == shown
