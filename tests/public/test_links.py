from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Settings
from public.links import chat_link, prefilled, spaced


def settings(**more: str) -> Settings:
    secrets = {
        "META_APP_SECRETS": "x", "META_VERIFY_TOKEN": "x", "SECRET_KEYS": "x" * 32,
        "DATA_KEYS": "x" * 32, "DATABASE_URL": "postgresql://nobody@localhost/never-opened",
    }  # fmt: skip
    return Settings.read(secrets | more)


REAL = settings(GRAPH_API_URL="https://graph.example.org")


@given(st.text(min_size=1))
def test_the_words_arrive_as_they_were(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    link = urlsplit(chat_link(REAL, "+852 5555 0121", text))
    assert (link.netloc, link.path) == ("wa.me", "/85255550121")
    assert parse_qs(link.query, keep_blank_values=True).get("text", [""]) == [text]


def test_the_sandbox_has_a_phone_of_its_own() -> None:
    link = chat_link(settings(PORT="8123"), "+85255550121", "hi")
    assert link == "http://127.0.0.1:8123/phone?to=85255550121&text=hi"


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ({"en": "Tree", "zh-Hant": "塌樹"}, "zh-Hant", "塌樹 (#TREE)"),
        ({"en": "Tree", "zh-Hant": "塌樹"}, "en", "Tree (#TREE)"),
        ({"en": "Tree"}, "zh-Hant", "您好 (#TREE)"),  # the script tells the flow the language
        ({}, "en", "Hello (#TREE)"),
        ({}, "zh-Hans", "你好，请问 (#TREE)"),
    ],
)
def test_the_prefilled_words_end_in_the_code(
    words: dict[str, str], language: str, expected: str
) -> None:
    assert prefilled(words, "TREE", language) == expected


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+85255550121", "+852 5555 0121"), ("+442079460000", "+44 20 7946 0000"), ("odd", "odd")],
)
def test_a_number_is_written_as_people_do(number: str, shown: str) -> None:
    assert spaced(number) == shown
