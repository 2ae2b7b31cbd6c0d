"""YAML as plain values: what the core schema has, and bounds that a small file cannot get around."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents.faults import ShapeError
from flows.documents.plain import DEEPEST, MOST_VALUES
from flows.documents.written import read, write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None), ("", None), ("null", None), ("true", True), ("FALSE", False),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("012", 12), ("-7", -7), ("0o17", 15), ("0x1F", 31),
        ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("+", "+"), (".", "."), ("1_000", "1_000"),
        ("2026-04-01", "2026-04-01"), ("12:30", "12:30"), ("2026-04-01 10:00:00", "2026-04-01 10:00:00"),
        ("'1'", "1"), ('"~"', "~"), ("!!str 5", "5"), ("! 5", 5), ("1.2.3", "1.2.3"), ("=", "="),
    ],
)  # fmt: skip
def test_what_a_scalar_is(text: str, value: Any) -> None:
    found = read(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_read_as_they_are_written() -> None:
    assert read("1: a\nno: b\n~: c\n2026-01-01: d") == {
        "1": "a",
        "no": "b",
        "~": "c",
        "2026-01-01": "d",
    }


def test_an_alias_stands_for_a_copy() -> None:
    found = read("a: &one {b: [1]}\nc: *one")
    found["c"]["b"].append(2)
    assert found["a"] == {"b": [1]}


def test_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    plain = "a: |\n  one\n  two\nb: 1\n"
    assert read("\ufeff" + plain.replace("\n", "\r\n")) == read(plain)
    assert read('\ufeff{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\n---\nb: 2", "second document"),
        ("%YAML 1.1\n---\na: no", "only YAML 1.2"),
        ("a: &x {b: 1}\nc: {<<: *x}", "merge key"),
        ("a: !!binary aGVsbG8=", "tag"),
        ("a: !!set {b}", "tag"),
        ("a: !local x", "tag"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("? [a]\n: b", "a key is a text"),
        ("a: &x 1\n? *x\n: 2", "a key is a text"),
        ("a: &x [*x]", "contains itself"),
        ("a: *nobody", "stands for nothing"),
        ("a: .nan", "line 1, column 4"),
        ("a: -.inf", "no number"),
        ("a: 1e999", "no number"),
        ("a: " + "9" * 5000, "at most 25"),
        ("a: 0x" + "f" * 5000, "at most 25"),
        ('a: "\\ud800"', "a: This text holds half a character."),
        ('{"a": [{"b": "\\udc00"}]}', "a[0].b: This text holds half a character."),
        ('{"a": {"b": 1e999}}', "a.b: This is no number"),
        ('{"a": NaN}', "NaN is no number"),
        ("a:\n  b: 1\n  b: 2", "line 3, column 3: duplicate key 'b'"),
    ],
)
def test_turned_away_with_the_place(text: str, sentence: str) -> None:
    with pytest.raises(ShapeError) as caught:
        read(text)
    assert sentence in str(caught.value)


def doubling(line: Callable[[int], str], lines: int) -> str:
    return "a0: &a0 [x, x]\n" + "\n".join(line(place) for place in range(1, lines))


@pytest.mark.parametrize(
    "text",
    [
        doubling(lambda n: f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]", 40),
        doubling(lambda n: f"a{n}: &a{n} {{b: *a{n - 1}, c: *a{n - 1}}}", 60),
        "a: &a {b: 1}\n" + doubling(lambda n: f"c{n}: &c{n} {{<<: [*a, *a], x{n}: 1}}", 300),
        "- " * 5000 + "x",
        "\n".join(" " * place + "a:" for place in range(400)),
        "[" * 5000,
        '{"a": ' * 5000 + "1" + "}" * 5000,
        "- x\n" * 1000 + "- &a [" + "x, " * 9000 + "x]\n" + "- *a\n" * 30,
    ],
    ids=range(8),
)
def test_a_small_file_cannot_fill_the_memory(text: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ShapeError):
            read(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000 + 20 * len(text)


def test_the_bounds_leave_room_for_the_largest_flows() -> None:
    assert MOST_VALUES >= 2000 * 50
    deep: Any = "x"
    for _ in range(DEEPEST - 1):
        deep = [deep]
    assert read(write({"a": deep}))["a"] == deep


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 🇭🇰 🌳", "ٹیکس کی واپسی", "שלום \u202eabc\u202c", "e\u0301 n\u0303 가", "a\u200bb\u200d\u2060c", "𠮷野家 㗎 冧咗",
        "  leading, trailing  ", "line\nbreak\n\n", "tab\there", "'quotes' \"both\"", "# no comment", "{{ a | default: 'x' }}",
        "- not a list", "key: value", "null", "123", "~", "\ufeffmark", "\u0085 \u2028",
    ],
)  # fmt: skip
def test_any_writing_survives_there_and_back(text: str) -> None:
    assert read(write({"a": text, text: ["b"]})) == {"a": text, text: ["b"]}


WRITING = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | WRITING,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WRITING, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.fuzz
@given(st.dictionaries(WRITING, VALUES, max_size=4))
def test_any_document_survives_there_and_back(document: dict[str, Any]) -> None:
    assert read(write(document)) == document


@pytest.mark.fuzz
@given(st.text(max_size=200) | st.text("{}[]&*!|>-:?,#'\"% \n\tab1.<", max_size=200))
def test_any_text_is_read_or_turned_away(text: str) -> None:
    try:
        read(text)
    except ShapeError as refused:
        assert refused.faults  # noqa: PT017 (either way is right; a refusal says why)
