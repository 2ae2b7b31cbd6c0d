"""The built-in sentences in every language, and the words that mean the same everywhere.

A department overrides any of them through its ``world``. One module per language; every key of one
is in all of them.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flows.match import Matcher, fold, meant
from flows.phrases import en, zh_hans, zh_hant

SENTENCES: dict[str, dict[str, str]] = {
    "en": en.SENTENCES,
    "zh-Hant": zh_hant.SENTENCES,
    "zh-Hans": zh_hans.SENTENCES,
}
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": en.WORDS,
    "zh-Hant": zh_hant.WORDS,
    "zh-Hans": zh_hans.WORDS,
}
LANGUAGE_NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}
ANYWHERE = "救命"  # danger that is recognised inside a sentence; the other words must stand alone
_CALLED = re.compile(r"(?:call|dial|ring|phone|打|致电)\s?999(?!\d)")


def sentence(
    key: str, language: str, overrides: Mapping[str, Mapping[str, str]], facts: Mapping[str, Any]
) -> str:
    """The sentence ``key`` in ``language`` (English where there is none), with ``facts`` put in."""
    own = overrides.get(key, {})
    built_in = SENTENCES.get(language) or SENTENCES[nearest(language)]
    text = own.get(language) or own.get(nearest(language)) or built_in[key]
    for name, value in facts.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def nearest(language: str) -> str:
    """The built-in language closest to ``language``."""
    if language in SENTENCES:
        return language
    if language.startswith("zh"):
        return "zh-Hans" if language.endswith(("CN", "SG", "Hans")) else "zh-Hant"
    return "en"


@lru_cache(maxsize=1)
def global_words() -> Matcher:
    """Finds which of the words that work everywhere a whole message is."""
    named = ("menu", "back", "person", "stop", "language")
    tags = [(f"language:{tag}", words) for tag, words in _TAGS.items()]
    return Matcher([(name, _all(name)) for name in named] + tags)


@lru_cache(maxsize=32)
def meaning(name: str) -> frozenset[str]:
    """The folded words of every language that mean ``name``, such as ``yes`` or ``skip``."""
    return frozenset(fold(word) for word in _all(name))


def is_danger(text: str) -> bool:
    """Whether ``text`` speaks of danger to life."""
    forms = meant(text)
    called = ANYWHERE in forms[0] or _CALLED.search(forms[0]) is not None
    return called or not meaning("danger").isdisjoint(forms)


def _all(name: str) -> tuple[str, ...]:
    return tuple(word for words in WORDS.values() for word in words[name])


_TAGS = {
    "en": ("english", "eng", "en", "英文", "in english"),
    "zh-Hant": ("繁體", "繁體中文", "繁", "中文", "廣東話", "chinese", "traditional chinese"),
    "zh-Hans": ("简体", "简体中文", "简", "简体字", "普通話", "simplified chinese"),
}
