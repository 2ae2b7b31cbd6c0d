"""Localised text with placeholders.

A text is looked up in the reader's language, then in the flow's first language. Its placeholders
are Liquid outputs (``{{ contact.name | default: 'Please' }}``) and nothing more: there are no tags,
only the filters in ``flows.filters``, and a budget on what a text may grow to. What a placeholder
brings in is data: it is never read again as a template, and WhatsApp's formatting in it is
neutralised.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError

from flows.filters import FILTERS

LONGEST_RESULT = 8192  # bytes; twice the longest message
ROOTS = frozenset(
    {"answers", "contact", "department", "case", "result", "row", "campaign", "booking", "today"}
)
_OUTPUT = re.compile(r"\{\{-?\s*([A-Za-z][\w.-]*)([^}]*)\}\}")
# Look-alikes that WhatsApp does not read as formatting.
_NEUTRAL = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "\n": " ", "\r": " ", "\t": " "})


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
    """``value`` in one line, with nothing in it that WhatsApp would take for formatting."""
    shown = value.translate(_NEUTRAL)
    if shown.count("_") > 1:
        shown = shown.replace("_", "＿")
    return shown.strip()


def render(source: str, values: Mapping[str, Any]) -> str:
    """``source`` with its placeholders filled from ``values``, a namespace of nested mappings.

    A value that is missing is left out. A text that cannot be read or grows beyond its budget is
    given back without its placeholders: a talk goes on, and the publish gate reports the text.
    """
    return _rendered(source, values, neutral)


def exact(source: str, values: Mapping[str, Any]) -> str:
    """The same for a machine that reads it: the values are just as they are."""
    return _rendered(source, values, str)


def _rendered(source: str, values: Mapping[str, Any], shown: Callable[[str], str]) -> str:
    if "{{" not in source and "{%" not in source:
        return source
    try:
        template, paths = _compiled(source)
        return template.render(**_picked(values, paths, shown))
    except (PlaceholderError, LiquidError):
        return source.partition("{")[0].rstrip()


def _picked(
    values: Mapping[str, Any], paths: Sequence[tuple[str, ...]], shown: Callable[[str], str]
) -> dict[str, Any]:
    """Just what ``paths`` name, copied, texts as ``shown`` makes them."""
    picked: dict[str, Any] = {}
    for path in paths:
        value: Any = values
        for segment in path:
            value = value.get(segment) if isinstance(value, Mapping) else None
        if value is None or isinstance(value, Mapping | list):
            continue
        place = picked
        for segment in path[:-1]:
            inner = place.setdefault(segment, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place[path[-1]] = shown(value) if isinstance(value, str) else value
    return picked


def pick(texts: Mapping[str, Any], language: str, languages: Sequence[str]) -> Any:
    """What ``texts`` holds for ``language``, else for the first of ``languages`` that it has.

    Chinese of the other script comes before any other language. Empty when there is nothing.
    """
    if found := texts.get(language):
        return found
    chinese = [tag for tag in languages if tag.startswith("zh")] if language[:2] == "zh" else []
    for tag in (language, *chinese, *languages):
        if texts.get(tag):
            return texts[tag]
    return next((text for text in texts.values() if text), "")
