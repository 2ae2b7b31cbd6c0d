"""Flows as people write and read them: YAML 1.2 and JSON text, in and out."""

import io
import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.util import load_yaml_guess_indent

from flows.documents.faults import Fault, ShapeError
from flows.documents.plain import DEEPEST, MOST_VALUES, built

LARGEST = 4 * 1024 * 1024  # characters
_INDENTED = re.compile(r"^([ ]+)[^\s#-]", re.MULTILINE)
ORDER = (
    "format", "name", "languages", "triggers", "defaults", "safe", "expires", "start", "nodes",
    "rehearsals", "layout", "notes",
)  # fmt: skip


def read(text: str) -> Any:
    """The document in ``text``, YAML or JSON, as plain dictionaries, lists, texts and numbers.

    Raises:
        ShapeError: it is too large, malformed, or names a key twice; with the line where it is.

    """
    if len(text) > LARGEST:
        raise ShapeError([Fault("", f"The file has {len(text)} characters; at most {LARGEST}.")])
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] == "{":
        return _read_json(text)
    _refuse_depth(text)
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    try:
        return _refused_if_unfit(built(reader.parse(io.StringIO(text))))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        problem = str(error.problem or error.context or "malformed").partition("\n")[0]
        raise ShapeError([Fault("", f"This is not YAML: {where}: {problem}.")]) from error
    except (YAMLError, ValueError, RecursionError) as error:
        problem = str(error).partition("\n")[0][:200]
        raise ShapeError([Fault("", f"This is not YAML: {problem}.")]) from error


def write(document: dict[str, Any]) -> str:
    """``document`` as YAML, keys in the order people expect, one node after another."""
    ordered = {key: document[key] for key in ORDER if key in document}
    ordered |= {key: value for key, value in document.items() if key not in ordered}
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 100
    stream = io.StringIO()
    writer.dump(ordered, stream)
    return stream.getvalue()


def amended(text: str, additions: Iterable[tuple[Sequence[str | int], str]]) -> str:
    """``text``, a document that ``read`` takes, with texts put in and all else left as it stands.

    Each addition is where the text goes (keys, and places in lists) and the text. Comments, quotes
    and the order of a YAML file stay.
    """
    if text.lstrip()[:1] == "{":
        document = json.loads(text)
        _add(document, additions)
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    document, sequence, offset = load_yaml_guess_indent(text, yaml=_keeping())
    _add(document, additions)
    writer = _keeping()
    mapping = min((len(found[1]) for found in _INDENTED.finditer(text)), default=2)
    writer.indent(mapping=mapping, sequence=sequence or mapping, offset=offset or 0)
    stream = io.StringIO()
    writer.dump(document, stream)
    return stream.getvalue()


def _keeping() -> YAML:
    """A reader and writer that keeps comments and quotes."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = 4096
    return yaml


def _add(document: Any, additions: Iterable[tuple[Sequence[str | int], str]]) -> None:
    for place, added in additions:
        inner = document
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = added


def _read_json(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ShapeError([Fault("", f"The key {key[:40]!r} is written twice.")])
            found[key] = value
        return found

    try:
        read = json.loads(text, object_pairs_hook=once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ShapeError([Fault("", f"This is not JSON: {str(error)[:200]}.")]) from error
    return _refused_if_unfit(read)


def _no_number(written: str) -> NoReturn:
    message = f"{written} is no number"
    raise ValueError(message)


def _refuse_depth(text: str) -> None:
    """Turn away brackets nested so deep that reading them would exhaust the reader."""
    depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise ShapeError([Fault("", f"The file is nested more than {DEEPEST} deep.")])
        elif character in "]}":
            depth = max(depth - 1, 0)


def _refused_if_unfit(document: Any) -> Any:
    """``document``, if it holds nothing that cannot be kept; else a refusal that says where.

    Half a pair of a character outside Unicode's first plane is no text, and a number beyond all
    measure no number, though both can be written.
    """
    count = 0
    waiting: list[tuple[str, int, Any]] = [("", 0, document)]
    while waiting:
        path, depth, value = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            raise ShapeError([Fault("", f"The file holds more than {MOST_VALUES} values.")])
        if depth > DEEPEST:
            raise ShapeError([Fault("", f"The file is nested more than {DEEPEST} deep.")])
        if isinstance(value, dict):
            for key in value:
                _refuse_half(path, key)
            waiting += [
                (f"{path}.{key}" if path else key, depth + 1, inner) for key, inner in value.items()
            ]
        elif isinstance(value, list):
            waiting += [(f"{path}[{place}]", depth + 1, inner) for place, inner in enumerate(value)]
        elif isinstance(value, str):
            _refuse_half(path, value)
        elif isinstance(value, float) and not math.isfinite(value):
            raise ShapeError([Fault(path, "This is no number that can be kept.")])
    return document


def _refuse_half(path: str, text: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ShapeError([Fault(path, "This text holds half a character.")])
