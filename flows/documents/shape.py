"""The small types that a stored flow is written in: ids, localised texts, durations.

They are Pydantic types, so that the form page of a node, its documentation and its refusal of bad
input all come from one place. ``ui`` adds what a page needs to know of a field.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

RESERVED = frozenset(
    {"other", "silence", "otherwise", "next", "start", "safe", "stop", "menu", "back"}
)
LONGEST_TEXT = 4096
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def ui(
    en: str, zh_hant: str, zh_hans: str, *, widget: str = "line", help_en: str = "", **more: Any
) -> Any:
    """Describe a field for the pages made from it.

    The three titles are in English, Traditional and Simplified Chinese. ``widget`` names how the
    field is edited: ``line``, ``number``, ``tick``, ``localised``, ``words``, ``options``,
    ``fields``, ``rules``, ``choice``, ``node``, ``duration``, ``hidden``. ``more`` goes to Pydantic.
    """
    return Field(
        title=en,
        description=help_en or None,
        json_schema_extra={
            "titles": dict(named(en, zh_hant, zh_hans)),
            "widget": widget,
        },
        **more,
    )


def named(en: str, zh_hant: str, zh_hans: str) -> Mapping[str, str]:
    """What staff call something, in English, Traditional and Simplified Chinese."""
    return MappingProxyType({"en": en, "zh-Hant": zh_hant, "zh-Hans": zh_hans})


def _not_reserved(value: str) -> str:
    if value in RESERVED:
        message = f"“{value}” is a reserved word; choose another id"
        raise ValueError(message)
    return value


def _clean(value: str) -> str:
    if "\x00" in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        message = "the text holds a character that no telephone can show (NUL or half a pair)"
        raise ValueError(message)
    return value


ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,59}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
FreeId = Annotated[Id, AfterValidator(_not_reserved)]
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$"
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
LanguageTag = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
]
PlainText = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_clean)]
Localised = Annotated[dict[LanguageTag, PlainText], Field(max_length=20)]
ShortWord = Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean)]
LocalisedWords = Annotated[
    dict[LanguageTag, Annotated[list[ShortWord], Field(max_length=100)]], Field(max_length=20)
]
DURATION_PATTERN = r"^[1-9][0-9]{0,4}[smhdw]$"
DurationText = Annotated[str, StringConstraints(pattern=DURATION_PATTERN)]


class Shape(BaseModel):
    """A part of a stored flow: unknown keys and wrong types are refused, nothing is changed later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@lru_cache(maxsize=256)
def duration(text: str) -> timedelta:
    """The length of time that ``text`` such as ``23h``, ``3d`` or ``90s`` names."""
    return timedelta(seconds=int(text[:-1]) * _SECONDS[text[-1]])


def is_duration(text: str) -> bool:
    """Whether ``duration`` understands ``text``."""
    return re.fullmatch(DURATION_PATTERN, text) is not None


def is_id(text: str) -> bool:
    """Whether ``text`` can be an id."""
    return re.fullmatch(ID_PATTERN, text) is not None


def is_name(text: str) -> bool:
    """Whether ``text`` can be the name of a flow, or of something that flows mention."""
    return re.fullmatch(NAME_PATTERN, text) is not None
