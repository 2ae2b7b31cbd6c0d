"""How problems are said: each code's gravity, its sentence, and what to do, in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Saying:
    """How one code is said, by language: ``en``, ``zh-Hant``, ``zh-Hans``.

    ``sentences`` have places for facts, as in ``{exit}``; ``fixes`` say what to do, as they stand.
    """

    severity: Severity
    sentences: Mapping[str, str]
    fixes: Mapping[str, str]


def error(
    en: str, zh_hant: str, zh_hans: str, fix: str, fix_zh_hant: str = "", fix_zh_hans: str = ""
) -> Saying:
    """How a code is said that blocks publishing."""
    return Saying("error", _by_language(en, zh_hant, zh_hans), _by_language(fix, fix_zh_hant, fix_zh_hans))  # fmt: skip


def warning(
    en: str, zh_hant: str, zh_hans: str, fix: str, fix_zh_hant: str = "", fix_zh_hans: str = ""
) -> Saying:
    """How a code is said that may stay, with a reason."""
    return Saying("warning", _by_language(en, zh_hant, zh_hans), _by_language(fix, fix_zh_hant, fix_zh_hans))  # fmt: skip


def _by_language(en: str, zh_hant: str, zh_hans: str) -> dict[str, str]:
    return {"en": en, "zh-Hant": zh_hant, "zh-Hans": zh_hans}
