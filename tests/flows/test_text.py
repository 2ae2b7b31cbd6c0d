"""Placeholders: what they may say, what they may cost, and that values stay data."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.text import PlaceholderError, neutral, pick, placeholders, render

VALUES: dict[str, Any] = {
    "contact": {"name": "Ms Fictional", "odd": "{{ contact.name }}"},
    "answers": {"ask": "2026-01-31", "form": {"n": 3, "price": 1234.5, "id": "A123456"}},
    "today": "2026-11-23",
}


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("plain", "plain"),
        ("Dear {{ contact.name }}", "Dear Ms Fictional"),
        ("Dear {{ contact.missing | default: 'you' }}", "Dear you"),
        ("{{ contact.missing }}!", "!"),
        ("{{ contact.odd }}", "{{ contact.name }}"),
        ("{{ answers.ask | plus_months: 1 }}", "2026-02-28"),
        ("{{ answers.ask | plus_days: 1 | date }}", "1 February 2026"),
        ("{{ today | date: 'zh' }}", "2026年11月23日"),
        ("{{ answers.form.price | money }}", "HK$1,234.50"),
        ("{{ answers.form.price | number: 1 }}", "1,234.5"),
        ("{{ answers.form.n | times: 2 | minus: 1 }}", "5"),
        ("{{ answers.form.id | masked }}", "A12••••"),
        ("{{ answers.form }}", ""),
        ("{{ contact.name.deeper }}", ""),
        ("{{ answers.form.n | times: 'x' }}", "3"),
        ("{{ answers.ask | plus_days: 99999999999 }}", "2026-01-31"),
    ],
)
def test_rendered(source: str, shown: str) -> None:
    assert render(source, VALUES) == shown


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% if x %}a{% endif %}", "unexpected tag 'if'"),
        ("{% include 'a' %}", "unexpected tag 'include'"),
        ("{{ a | upcase }}", "no filter “upcase”"),
        ("{{ a", "expected"),
        ("{{ a[b] }}", "without brackets"),
        ("{{ a if b else c }}", "ternary"),
    ],
)
def test_refused(source: str, why: str) -> None:
    with pytest.raises(PlaceholderError, match=None) as caught:
        placeholders(source)
    assert why in str(caught.value)
    assert "{" not in render(source, VALUES)  # at run time such a text goes without them


def test_paths() -> None:
    assert placeholders("{{ a.b }} {{ c.d.e | default: 'x' }}") == (("a", "b"), ("c", "d", "e"))


@pytest.mark.parametrize(
    "value", ["*bold*", "_it_ _it_", "~s~", "```m```", "line\n> quote\n- list"]
)
def test_formatting_in_a_value_is_neutralised(value: str) -> None:
    shown = neutral(value)
    assert not set(shown) & set("*~`\n")
    assert shown.count("_") <= 1


@given(st.text(max_size=300))
def test_any_value_is_shown_and_never_read_as_a_template(value: str) -> None:
    shown = render("[{{ contact.name }}]", {"contact": {"name": value}})
    assert shown == f"[{neutral(value)}]"


@given(st.text(max_size=200))
def test_any_source_is_refused_or_rendered(source: str) -> None:
    render(source, VALUES)
    try:
        placeholders(source)
    except PlaceholderError as refused:
        assert str(refused)  # noqa: PT017 (either way is right; a refusal says why)


def test_a_text_cannot_grow_beyond_its_budget() -> None:
    values = {"contact": {"name": "x" * 5000}}
    assert render("{{ contact.name }}" * 1000, values) == ""


@pytest.mark.parametrize(
    ("language", "picked"),
    [
        ("en", "one"),
        ("zh-Hans", "三"),
        ("zh-Hant", "三"),
        ("zh-TW", "三"),
        ("fr", "one"),
        ("", "one"),
    ],
)
def test_pick(language: str, picked: str) -> None:
    assert pick({"en": "one", "zh-Hans": "三"}, language, ["en", "zh-Hans"]) == picked


def test_pick_of_nothing_is_empty() -> None:
    assert pick({}, "en", ["en"]) == ""
    assert pick({"en": ""}, "en", ["en"]) == ""
