"""The control for a flow's languages: an ordered choice by name, the first being the fallback."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from admin.builder.control import Control
from flows.graph import Flow
from flows.phrases import LANGUAGE_NAMES

# By their own names: those that the system speaks itself, then others that Hong Kong's departments
# publish in, for which its built-in sentences are in English.
TONGUES: Mapping[str, str] = MappingProxyType(
    LANGUAGE_NAMES
    | {
        "fil": "Filipino",
        "hi": "हिन्दी",
        "id": "Bahasa Indonesia",
        "ne": "नेपाली",
        "pa": "ਪੰਜਾਬੀ",
        "th": "ไทย",
        "ur": "اردو",
        "vi": "Tiếng Việt",
    }
)


def texts_in(flow: Flow) -> dict[str, int]:
    """How many of the flow's texts are written in each language."""
    found: dict[str, int] = {}
    for node in flow.nodes.values():
        for wording in node.wordings():
            for tag in (tag for tag, text in wording.texts.items() if text):
                found[tag] = found.get(tag, 0) + 1
    return found


class TonguesControl(Control):
    """The languages, each a row with buttons that move and remove it, and a choice of another."""

    look = "tongues"

    def show(self, base: Any) -> Any:
        """The tags in their order."""
        return [str(one) for one in base] if isinstance(base, list) else []

    def hear(self, formdata: Any) -> Any:
        """The rows as sent, and the language that was chosen to be added."""
        sent = [*formdata.getlist(self.name), formdata.get(f"{self.name}-new", "")]
        return list(dict.fromkeys(one.strip() for one in sent if one.strip()))

    def read(self, typed: Any) -> Any:
        """The list itself."""
        return typed

    def remove(self, tag: str) -> None:
        """Take a language out that nothing is written in."""
        if not self.texts(tag):
            self.typed = [one for one in self.typed if one != tag]

    def move(self, tag: str, by: int) -> None:
        """Move a language up (-1) or down (+1); at the end it stays."""
        if tag not in self.typed:
            return
        to = self.typed.index(tag) + by
        if 0 <= to < len(self.typed):
            self.typed.remove(tag)
            self.typed.insert(to, tag)

    def texts(self, tag: str) -> int:
        """How many texts are written in it."""
        return self.setting.written.get(tag, 0)

    def rows(self) -> list[tuple[str, str, int]]:
        """Of each language its tag, its name and how many texts are written in it."""
        return [(tag, TONGUES.get(tag, tag), self.texts(tag)) for tag in self.typed]

    def others(self) -> list[tuple[str, str]]:
        """The languages that can be added."""
        return [(tag, name) for tag, name in TONGUES.items() if tag not in self.typed]
