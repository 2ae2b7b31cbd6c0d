"""Flows as text: there and back, and what is turned away."""

from typing import Any

import pytest
from hypothesis import given

from flows.documents.faults import ShapeError
from flows.documents.plain import DEEPEST
from flows.documents.written import LARGEST, amended, read, write
from tests.flows.graphs import documents


@given(documents())
def test_there_and_back(document: dict[str, Any]) -> None:
    assert read(write(document)) == document


def test_json_is_read_too() -> None:
    assert read('{"format": 1, "name": "x"}') == {"format": 1, "name": "x"}


def test_yaml_1_2_means_what_it_says() -> None:
    assert read("a: no\nb: on\nc: 0o17\nd: 2026-04-01\ne: 12:30") == {
        "a": "no",
        "b": "on",
        "c": 15,
        "d": "2026-04-01",
        "e": "12:30",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1", "line"),
        ("a: 1\na: 2", "duplicate key"),
        ('{"a": 1, "a": 2}', "written twice"),
        ('{"a": ', "not JSON"),
        ("!!python/object/apply:os.system [ls]", "not YAML"),
        ("a: !!python/name:os.system", "not YAML"),
        ("a: \x00", "not YAML"),
        ("[" * 5000, "nested"),
        ("- " * 3000 + "x", "n"),
        ("x" * (LARGEST + 1), "at most"),
        ("a: *b", "alias"),
    ],
)
def test_turned_away_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ShapeError) as caught:
        read(text)
    assert sentence in str(caught.value)


def test_aliases_cannot_blow_a_small_file_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(ShapeError):
        read("\n".join(lines))


def test_depth_is_bounded_in_json() -> None:
    with pytest.raises(ShapeError):
        read('{"a": ' * (DEEPEST + 5) + "1" + "}" * (DEEPEST + 5))


HAND_WRITTEN = """\
# What the parks say.
format: 1   # the only one
nodes:
  hub:
    text: {en: "Hi", zh-Hant: '您好'}  # to be translated
    options:
      - {id: a, label: {zh-Hant: "樹"}}
"""


def test_texts_are_put_in_and_all_else_stays() -> None:
    added = [
        (("nodes", "hub", "text", "zh-Hans"), "您好: #1"),
        (("nodes", "hub", "options", 0, "label", "zh-Hans"), "树"),
    ]
    after = amended(HAND_WRITTEN, added)
    assert read(after)["nodes"]["hub"]["text"] == {
        "en": "Hi",
        "zh-Hant": "您好",
        "zh-Hans": "您好: #1",
    }
    assert read(after)["nodes"]["hub"]["options"][0]["label"]["zh-Hans"] == "树"
    same = set(HAND_WRITTEN.splitlines()) & set(after.splitlines())
    assert len(same) == len(HAND_WRITTEN.splitlines()) - 2
    assert "# to be translated" in after


def test_json_is_amended_too() -> None:
    assert read(amended('{"a": {"en": "x"}}', [(("a", "zh-Hans"), "好")])) == {
        "a": {"en": "x", "zh-Hans": "好"}
    }


@given(documents())
def test_a_document_is_amended_without_loss(document: dict[str, Any]) -> None:
    assert read(amended(write(document), [])) == document
