"""Flows as people write and read them: YAML 1.2 and JSON text, in and out."""

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.util import load_yaml_guess_indent

from flows.faults import Fault, ShapeError

LARGEST = 4 * 1024 * 1024  # characters
DEEPEST = 40
MOST_VALUES = 500_000
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
    if text.lstrip()[:1] == "{":
        return _read_json(text)
    _refuse_depth(text)
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    try:
        return _Plain().copy(reader.load(text), 0)
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
                raise ShapeError([Fault("", f"The key {key!r} is written twice.")])
            found[key] = value
        return found

    try:
        return _Plain().copy(json.loads(text, object_pairs_hook=once), 0)
    except (ValueError, RecursionError) as error:
        raise ShapeError([Fault("", f"This is not JSON: {error}.")]) from error


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


class _Plain:
    """Turns what was read into plain values, a bounded number of them.

    An alias in YAML is one object in many places; copied out, a small file could fill the memory.
    """

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def copy(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0:
            raise ShapeError([Fault("", f"The file holds more than {MOST_VALUES} values.")])
        if depth > DEEPEST:
            raise ShapeError([Fault("", f"The file is nested more than {DEEPEST} deep.")])
        if isinstance(value, dict):
            return {str(key): self.copy(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.copy(inner, depth + 1) for inner in value]
        if isinstance(value, dt.date):
            return value.isoformat()
        return value
