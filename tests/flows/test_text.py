"""Placeholders: what they may say, what they may cost, and that values stay data."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.text import LONGEST_VALUE, UNTOLD, PlaceholderError, neutral, pick, placeholders, render

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


def test_a_value_and_a_part_of_it_can_stand_in_one_text() -> None:
    told: dict[tuple[str, ...], str] = {("place",): "1 Example Road"}
    values = {"place": {"district": "sha-tin", "address": {"line": "x"}}}
    text = "{{ place }} ({{ place.district }}, {{ place.address.line }})"
    shown = render(text, values, tell=lambda path: told.get(path, UNTOLD))
    assert shown == "1 Example Road (sha-tin, x)"


def test_what_is_masked_is_shown_only_so() -> None:
    card = {"number": "A123456(3)", "masked": "A123•••(•)", "verified": False}
    values = {"answers": {"ask": card}, "result": {"inner": {"form": {"card": card}}}}
    for path in (
        "answers.ask",
        "answers.ask.number",
        "answers.ask.x",
        "result.inner.form.card.number",
    ):
        assert render(f"{{{{ {path} }}}}", values) == "A123•••(•)"
    assert render("{{ answers.ask.verified }}", values) == "false"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("- milk", "– milk"),
        ("> quoted", "› quoted"),
        ("-5", "-5"),
        ("me_and_you@example.org", "me_and_you@example.org"),
        ("_slanted_", "＿slanted＿"),
        ("a\u2028b\x85c\vd", "a b c d"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066x\u2069", "x"),
        ("a\x00b\x1bc\ud800d", "abcd"),
        ("سلام", "\u2068سلام\u2069"),
        ("م\u200cن", "\u2068م\u200cن\u2069"),
        ("👨\u200d👩\u200d👧 🇭🇰", "👨\u200d👩\u200d👧 🇭🇰"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_a_value_stays_itself_but_formats_and_turns_nothing(value: str, shown: str) -> None:
    assert neutral(value) == shown


@given(
    st.text(
        st.sampled_from("ab אب\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069*_~`-> \n"),
        max_size=40,
    )
)
def test_no_value_reaches_beyond_itself(value: str) -> None:
    shown = neutral(value)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u202c\u2066\u2067*~`\n")
    assert shown.count("\u2068") == shown.count("\u2069") <= 1
    assert shown == "" or shown[0] not in " \n"


@pytest.mark.parametrize(
    ("source", "language", "shown"),
    [
        ("{{ today | date }}", "en", "23 November 2026"),
        ("{{ today | date }}", "zh-Hant", "2026年11月23日"),
        ("{{ today | date }}", "zh-Hans", "2026年11月23日"),
        ("{{ today | date: 'weekday' }}", "en", "Monday, 23 November 2026"),
        ("{{ today | date: 'weekday' }}", "zh-Hant", "2026年11月23日（星期一）"),
        ("{{ today | date: 'en' }}", "zh-Hant", "23 November 2026"),
        ("{{ today | plus_months: 1 | date }}", "zh-Hant", "2026年12月23日"),
        ("{{ contact.name | date }}", "en", "Ms Fictional"),
        ("{{ contact.missing | default: '–' }}", "zh-Hant", "–"),
        ("{{ today | plus_days: 99999999 }}", "en", "2026-11-23"),
    ],
)
def test_dates_follow_the_language_of_the_text(source: str, language: str, shown: str) -> None:
    assert render(source, VALUES, language) == shown


def test_filters_without_end_are_bounded() -> None:
    chain = "{{ answers.form.n" + " | times: 999999999999" * 180 + " }}"
    assert len(render(chain, VALUES)) < 40
    assert (
        len(render("{{ contact.name | masked: 999999 }}", {"contact": {"name": "x" * 9999}})) < 40
    )


def test_a_very_long_value_is_cut() -> None:
    shown = render("{{ contact.name }}", {"contact": {"name": "字" * 50_000}})
    assert len(shown) == LONGEST_VALUE
    assert shown.endswith("…")
