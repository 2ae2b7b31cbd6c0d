"""Pydantic's findings as faults: a path as the document's author sees it, and a plain sentence."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.documents.faults import Fault
from flows.documents.shape import ID_PATTERN

MOST_FAULTS = 100

_SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "This key is not known here.",
    "string_type": "This must be text.",
    "int_type": "This must be a whole number.",
    "float_type": "This must be a number.",
    "bool_type": "This must be true or false.",
    "dict_type": "This must be a mapping of keys to values.",
    "list_type": "This must be a list.",
    "model_type": "This must be a mapping of keys to values.",
    "model_attributes_type": "This must be a mapping of keys to values.",
    "literal_error": "This must be {expected}.",
    "string_too_long": "This has more than {max_length} characters.",
    "string_too_short": "This has fewer than {min_length} characters.",
    "too_long": "There are {actual_length} here; at most {max_length} are allowed.",
    "too_short": "There are {actual_length} here; at least {min_length} are needed.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
    "greater_than": "This must be more than {gt}.",
    "less_than": "This must be less than {lt}.",
    "recursion_loop": "This contains itself.",
}


def faults_of(error: ValidationError, prefix: str) -> list[Fault]:
    """The faults in ``error``, their paths beginning with ``prefix``; each place once."""
    faults: dict[str, Fault] = {}
    for detail in error.errors(include_url=False, include_input=False)[:MOST_FAULTS]:
        path = _path(prefix, detail["loc"])
        faults.setdefault(path, Fault(path, _sentence(detail)))
    return list(faults.values())


def _path(prefix: str, places: tuple[int | str, ...]) -> str:
    path = prefix
    for place in places:
        if isinstance(place, int):
            path += f"[{place}]"
        elif place != "[key]" and not _is_inside_union(place):
            path += f".{place}" if path else place
    return path


def _is_inside_union(place: str) -> bool:
    """Pydantic names the member of a union that it tried, which is no place in the document."""
    return (
        place in {"str", "int", "float", "bool", "constrained-str"} or "(" in place or "[" in place
    )


def _sentence(detail: ErrorDetails) -> str:
    kind = detail["type"]
    context: dict[str, Any] = detail.get("ctx") or {}
    if kind == "value_error":
        return _capitalised(str(context["error"])) + "."
    if kind == "string_pattern_mismatch":
        if context["pattern"] == ID_PATTERN:
            return "An id begins with a letter and has letters, digits, - and _, at most 60."
        return f"This is not written as it should be (pattern {context['pattern']})."
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**context)
    return _capitalised(detail["msg"]) + "."


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")
