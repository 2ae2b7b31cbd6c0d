"""Plain values out of what a YAML parser reports: mappings, lists, texts, numbers, within bounds.

Only what YAML 1.2's core schema has, and what JSON can hold. Everything is counted while it is
read, so that a file that is nested without end, or small and full of aliases, is turned away early:
an alias stands for a copy, and counts as one.
"""

import copy
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from flows.documents.faults import Fault, ShapeError

DEEPEST = 40
MOST_VALUES = 200_000
LONGEST_NUMBER = 25  # characters
_CORE = "tag:yaml.org,2002:"
_KNOWN = {
    None,
    "!",
    *(_CORE + name for name in ("str", "int", "float", "bool", "null", "map", "seq")),
}
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_BROKEN = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass
class _Open:
    """A mapping or a list that is being read; ``key`` is the one that waits for its value."""

    value: Any
    anchor: str | None
    key: str | None = None
    size: int = 1
    deep: int = 1


@dataclass
class _Anchored:
    """What an anchor stands for; ``size`` in values, ``deep`` in levels; still open without."""

    value: Any = None
    size: int = 0
    deep: int = 0
    is_read: bool = field(default=False)


def built(events: Iterable[Event]) -> Any:
    """The one document that ``events`` report; None when there is none.

    Raises:
        ShapeError: it holds too much, or something that JSON cannot hold; with the line.

    """
    builder = _Builder()
    for event in events:
        builder.take(event)
    return builder.document


class _Builder:
    def __init__(self) -> None:
        self.document: Any = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._left = MOST_VALUES
        self._begun = False

    def take(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self._begin_document(event)
            case MappingStartEvent() | SequenceStartEvent():
                self._begin(event, {} if isinstance(event, MappingStartEvent) else [])
            case MappingEndEvent() | SequenceEndEvent():
                self._end(event)
            case ScalarEvent():
                self._scalar(event)
            case AliasEvent():
                self._alias(event)
            case _:
                pass

    def _begin_document(self, event: Any) -> None:
        if event.version not in {None, (1, 2)}:
            raise _refusal(event, "only YAML 1.2 is read")
        if self._begun:
            raise _refusal(event, "a second document begins; a file holds one")
        self._begun = True

    def _begin(self, event: Any, value: Any) -> None:
        _refuse_tag(event)
        if self._stack and self._waits_for_key(self._stack[-1]):
            raise _refusal(event, "a key is a text")
        if len(self._stack) >= DEEPEST:
            raise ShapeError([Fault("", f"The file is nested more than {DEEPEST} deep.")])
        self._count(1)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored()
        self._stack.append(_Open(value, event.anchor))

    def _end(self, event: Any) -> None:
        done = self._stack.pop()
        if done.anchor:
            self._anchors[done.anchor] = _Anchored(done.value, done.size, done.deep, is_read=True)
        self._put(event, done.value, done.size, done.deep)

    def _scalar(self, event: Any) -> None:
        _refuse_tag(event)
        if self._stack and self._waits_for_key(self._stack[-1]):
            self._name(event)
            return
        self._count(1)
        value = _scalar(event)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, 1, 0, is_read=True)
        self._put(event, value, 1, 0)

    def _alias(self, event: Any) -> None:
        if self._stack and self._waits_for_key(self._stack[-1]):
            raise _refusal(event, "a key is a text, not an alias")
        known = self._anchors.get(event.anchor)
        if known is None:
            raise _refusal(event, f"the alias {event.anchor[:40]!r} stands for nothing")
        if not known.is_read:
            raise _refusal(event, f"{event.anchor[:40]!r} contains itself")
        if len(self._stack) + known.deep > DEEPEST:
            raise ShapeError([Fault("", f"The file is nested more than {DEEPEST} deep.")])
        self._count(known.size)
        self._put(event, copy.deepcopy(known.value), known.size, known.deep)

    def _name(self, event: Any) -> None:
        """Take the key of the next value, as it is written."""
        here = self._stack[-1]
        if event.value == "<<" and event.style is None:
            raise _refusal(event, "the merge key << is not part of YAML 1.2: write the keys out")
        if event.value in here.value:
            raise _refusal(event, f"duplicate key {event.value[:40]!r}")
        here.key = event.value

    def _put(self, event: Any, value: Any, size: int, deep: int) -> None:
        if not self._stack:
            self.document = value
            return
        here = self._stack[-1]
        here.size += size
        here.deep = max(here.deep, deep + 1)
        if isinstance(here.value, list):
            here.value.append(value)
            return
        assert here.key is not None, event  # noqa: S101 (the parser reports keys and values in turn)
        here.value[here.key] = value
        here.key = None

    def _waits_for_key(self, here: _Open) -> bool:
        return isinstance(here.value, dict) and here.key is None

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ShapeError([Fault("", f"The file holds more than {MOST_VALUES} values.")])


def _scalar(event: Any) -> Any:
    """A text, a number, true, false or nothing, by YAML 1.2's core schema."""
    text: str = event.value
    if event.style is not None or event.tag == _CORE + "str":
        return text
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _ENDLESS.fullmatch(text):
        raise _refusal(event, f"{text} is no number that can be kept")
    if len(text) <= LONGEST_NUMBER and text[0] in "+-.0123456789":
        return _number(event, text)
    if _WHOLE.fullmatch(text):
        raise _refusal(event, f"a number has at most {LONGEST_NUMBER} characters")
    return text


def _number(event: Any, text: str) -> Any:
    if _WHOLE.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if not _BROKEN.fullmatch(text):
        return text
    amount = float(text)
    if not math.isfinite(amount):
        raise _refusal(event, f"{text} is no number that can be kept")
    return amount


def _refuse_tag(event: Any) -> None:
    tag = None if event.tag is None else str(event.tag)
    if tag not in _KNOWN:
        raise _refusal(event, f"the tag {tag[:60] if tag else ''} is not read: write plain values")


def _refusal(event: Any, why: str) -> ShapeError:
    mark = event.start_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}"
    return ShapeError([Fault("", f"This is not YAML that can be read: {where}: {why}.")])
