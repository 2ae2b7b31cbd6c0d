"""Templates as they are kept: read, refused, filled, and found in a language."""

from typing import Any

import pytest

from flows.department.surroundings import read
from flows.department.templates import Template, blanks, filled, one_line, preferred
from flows.documents.faults import ShapeError


def kept(**changed: Any) -> Template:
    words = {"body": "Dear {{1}}, come on {{2}}.", **changed}
    return read({"templates": {"visit": {"languages": {"zh_HK": words}}}}).templates["visit"]


def test_blanks_are_filled_once_and_never_read_again() -> None:
    assert blanks("{{2}} {{1}} {{ 2 }}") == ("1", "2")
    assert blanks("{{b}} {{a}} {{b}}") == ("b", "a")
    assert filled("Dear {{1}}, on {{2}}", {"1": "{{2}}", "2": "Monday"}) == "Dear {{2}}, on Monday"
    assert filled("{{name}}!", {}) == "!"
    assert one_line("  two\n lines\tand     spaces ") == "two lines and spaces"


@pytest.mark.parametrize(
    ("language", "code"),
    [("zh-Hant", "zh_HK"), ("zh-Hans", "zh_CN"), ("en", "en"), ("ur", "ur"), ("en-GB", "en_GB")],
)
def test_codes(language: str, code: str) -> None:
    assert kept().code(language) == code


def test_a_template_may_have_its_own_code() -> None:
    stored = {"languages": {"zh_TW": {"body": "你好"}}, "codes": {"zh-Hant": "zh_TW"}}
    template = read({"templates": {"visit": stored}}).templates["visit"]
    found = template.approved(["zh-Hant"])
    assert found is not None
    assert found[0] == "zh_TW"


def test_only_what_is_approved_is_sent() -> None:
    assert kept(status="PAUSED").approved(["zh-Hant"]) is None
    assert kept().approved(["en"]) is None


REPLY: dict[str, Any] = {"text": "Yes"}
PAGE: dict[str, Any] = {"text": "Page", "type": "url", "url": "https://example.gov.hk"}


@pytest.mark.parametrize(
    ("buttons", "shown"),
    [
        ([], True),
        ([REPLY] * 3, True),
        ([REPLY] * 4, False),
        ([PAGE, PAGE], True),
        ([REPLY, PAGE], False),
    ],
)
def test_what_whatsapp_shows_on_a_computer(buttons: list[dict[str, Any]], *, shown: bool) -> None:
    assert kept(buttons=buttons).languages["zh_HK"].shown_on_a_computer is shown


def test_the_other_chinese_comes_before_another_language() -> None:
    assert preferred("zh-Hans", ["en", "zh-Hant"]) == ["zh-Hans", "zh-Hant", "en"]
    assert preferred("", ["en", "zh-Hant"]) == ["en", "zh-Hant"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"body": ""}, "body"),
        ({"body": "x" * 1025}, "body"),
        ({"body": "{{1}} and {{3}}"}, "body"),
        ({"body": "{{1}} and {{name}}"}, "body"),
        ({"header": "x" * 61}, "header"),
        ({"status": "LOVED"}, "status"),
        ({"buttons": [{"text": "x" * 26}]}, "buttons[0].text"),
        ({"buttons": [{"text": "Go", "type": "url"}]}, "buttons[0]"),
        (
            {"buttons": [{"text": "Go", "type": "url", "url": "https://e.org/{{1}}"}]},
            "buttons[0].url",
        ),
        ({"buttons": [{"text": "Go"}] * 11}, "buttons"),
    ],
)
def test_what_whatsapp_would_not_take_is_refused(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        kept(**changed)
    assert [fault.path for fault in refusal.value.faults] == [
        f"templates.visit.languages.zh_HK.{path}"
    ]
