"""Localised text with placeholders.

A text is looked up in the reader's language, then in the flow's first language. Its placeholders
are Liquid outputs (``{{ contact.name | default: 'Please' }}``) and nothing more: there are no tags,
only the filters in ``flows.filters``, and a budget on what a text may grow to. What a placeholder
brings in is data: it is never read again as a template, WhatsApp's formatting in it is neutralised,
and writing from right to left in it cannot reorder what stands around it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError

from flows.filters import FILTERS, LANGUAGE

LONGEST_RESULT = 16_384  # bytes; the longest message, where every character takes four
LONGEST_VALUE = 2000  # characters of one value that are shown
MASKED = "masked"  # a value that has this key is shown as what stands there, and never otherwise
UNTOLD = object()  # nobody has words of their own for a value: it is shown as it is
ROOTS = frozenset(
    {"answers", "contact", "department", "case", "result", "row", "campaign", "booking", "today"}
)
_OUTPUT = re.compile(r"\{\{-?\s*([A-Za-z][\w.-]*)([^}]*)\}\}")
# Look-alikes that WhatsApp does not read as formatting; a value stays in one line.
_NEUTRAL = str.maketrans(
    {"*": "∗", "~": "∼", "`": "ˋ"}
    | dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029", " ")
)
# An underscore within a word, as in an e-mail address, formats nothing.
_ITALIC = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LISTED = re.compile(r"^([->])(?=\s)")
_LISTED_INSTEAD = {"-": "–", ">": "›"}
# Controls, halves of pairs, and the marks that turn the direction of what follows them.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_ISOLATED = "\u2068{}\u2069"


class PlaceholderError(Exception):
    """A text's placeholders cannot be read; the message says why."""


class _Placeholders(Environment):
    output_stream_limit = LONGEST_RESULT
    local_namespace_limit = 0

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in list(self.tags):
            if name not in {"content", "output", "illegal"}:
                del self.tags[name]
        self.filters.clear()
        self.filters.update(FILTERS)


_environment = _Placeholders()


@lru_cache(maxsize=4096)
def _compiled(source: str) -> tuple[BoundTemplate, tuple[tuple[str, ...], ...]]:
    try:
        template = _environment.from_string(source)
        named = {tuple(str(one) for one in path) for path in template.variable_segments()}
        paths = tuple(sorted(named))
        unknown = [name for name in template.filter_names() if name not in FILTERS]
    except LiquidError as fault:
        raise PlaceholderError(str(fault).partition("\n")[0]) from fault
    except (RecursionError, ValueError) as fault:
        message = "it is nested too deeply or malformed"
        raise PlaceholderError(message) from fault
    if unknown:
        message = f"there is no filter “{unknown[0]}”; the filters are {', '.join(FILTERS)}"
        raise PlaceholderError(message)
    if any("[" in segment for path in paths for segment in path):
        message = "a placeholder is a plain path such as contact.name, without brackets"
        raise PlaceholderError(message)
    return template, paths


def placeholders(source: str) -> tuple[tuple[str, ...], ...]:
    """The paths that ``source`` names, each as its segments.

    Raises:
        PlaceholderError: the placeholders cannot be read.

    """
    if "{{" not in source and "{%" not in source:
        return ()
    return _compiled(source)[1]


def undefaulted(source: str) -> tuple[tuple[str, ...], ...]:
    """The paths of ``source`` for which it says nothing that stands in where there is no value."""
    if "{{" not in source:
        return ()
    found = {
        tuple(path.split(".")) for path, rest in _OUTPUT.findall(source) if "default" not in rest
    }
    return tuple(sorted(found))


def neutral(value: str) -> str:
    """``value`` in one line, with nothing in it that WhatsApp would take for formatting.

    Marks that turn the direction of writing are taken out; a value that itself runs from right to
    left is set apart (Unicode's isolates), so that the sentence around it keeps its order.
    """
    shown = _REMOVED.sub("", value[: 2 * LONGEST_VALUE]).translate(_NEUTRAL).strip()
    shown = _ITALIC.sub("＿", shown)
    shown = _LISTED.sub(lambda found: _LISTED_INSTEAD[found[1]], shown)
    if len(shown) > LONGEST_VALUE:
        shown = shown[: LONGEST_VALUE - 1].rstrip() + "…"
    if not shown.isascii() and _turns(shown):
        return _ISOLATED.format(shown)
    return shown


def _turns(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


Path = tuple[str, ...]
Teller = Callable[[Path], Any]


def render(
    source: str, values: Mapping[str, Any], language: str = "", tell: Teller | None = None
) -> str:
    """``source`` with its placeholders filled from ``values``, a namespace of nested mappings.

    ``language`` is the one that ``source`` is written in: dates follow it. ``tell`` may have words
    of its own for the value at a path, else it gives UNTOLD. A value that is missing is left out. A
    text that cannot be read or grows beyond its budget is given back without its placeholders: a
    talk goes on, and the publish gate reports the text.
    """
    try:
        return filled_in(source, values, language, tell)
    except PlaceholderError:
        return source.partition("{")[0].rstrip()


def filled_in(
    source: str, values: Mapping[str, Any], language: str = "", tell: Teller | None = None
) -> str:
    """As ``render``, for those who want to know.

    Raises:
        PlaceholderError: the text cannot be read, or grows beyond its budget.

    """
    return _filled(source, language, lambda paths: _picked(values, paths, tell, neutral))


def exact(source: str, values: Mapping[str, Any]) -> str:
    """The same for a machine that reads it: the values are just as they are, nothing masked."""
    try:
        return _filled(source, "", lambda paths: _picked(values, paths, partial(_raw, values), str))
    except PlaceholderError:
        return source.partition("{")[0].rstrip()


def _filled(source: str, language: str, picked: Callable[[Sequence[Path]], dict[str, Any]]) -> str:
    if "{{" not in source and "{%" not in source:
        return source
    template, paths = _compiled(source)
    try:
        return template.render(**{LANGUAGE: language}, **picked(paths))
    except LiquidError as fault:
        raise PlaceholderError(str(fault).partition("\n")[0]) from fault


def _picked(
    values: Mapping[str, Any],
    paths: Sequence[Path],
    tell: Teller | None,
    shown: Callable[[str], str],
) -> dict[str, Any]:
    """Just what ``paths`` name, copied, texts as ``shown`` makes them."""
    picked: dict[str, Any] = {}
    for path in paths:
        value = tell(path) if tell else UNTOLD
        if value is UNTOLD:
            value = _at(values, path)
        if value is None or isinstance(value, Mapping | list):
            continue
        place = picked
        for segment in path[:-1]:
            inner = place.get(segment)
            if not isinstance(inner, _Part):
                inner = place[segment] = _Part(inner)
            place = inner
        told = shown(value) if isinstance(value, str) else value
        known = place.get(path[-1])
        if isinstance(known, _Part):
            known.whole = told
        else:
            place[path[-1]] = told
    return picked


class _Part(dict[str, Any]):
    """What lies below a path, which may be shown as a whole, too: a place, and its district."""

    def __init__(self, whole: Any) -> None:
        super().__init__()
        self.whole = whole

    def __str__(self) -> str:
        return "" if self.whole is None else str(self.whole)


def _at(values: Mapping[str, Any], path: Sequence[str]) -> Any:
    """What stands at ``path``; of something that is shown masked, that."""
    value: Any = values
    for segment in path:
        if not isinstance(value, Mapping):
            return None
        if MASKED in value and segment != "verified":
            return value[MASKED]
        value = value.get(segment)
    if isinstance(value, Mapping):
        return value.get(MASKED)
    return ", ".join(map(str, value)) if _is_plain_list(value) else value


def _raw(values: Mapping[str, Any], path: Sequence[str]) -> Any:
    """What stands at ``path``, masked or not."""
    value: Any = values
    for segment in path:
        value = value.get(segment) if isinstance(value, Mapping) else None
    return value


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str | int | float) for one in value)


def pick(texts: Mapping[str, Any], language: str, languages: Sequence[str]) -> Any:
    """What ``texts`` holds for ``language``, else for the first of ``languages`` that it has.

    Chinese of the other script comes before any other language. Empty when there is nothing.
    """
    if found := texts.get(language):
        return found
    return texts.get(tag_of(texts, language, languages), "")


def tag_of(texts: Mapping[str, Any], language: str, languages: Sequence[str]) -> str:
    """The language of what ``pick`` picks; empty when there is nothing."""
    chinese = [tag for tag in languages if tag.startswith("zh")] if language[:2] == "zh" else []
    for tag in (language, *chinese, *languages):
        if texts.get(tag):
            return tag
    return next((tag for tag, text in texts.items() if text), "")
