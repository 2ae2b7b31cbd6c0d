"""Connectors: a department's own systems as flows know them, each with its named operations.

An operation says how a request is made of what a node sends (``{name}`` in its path, query and
body), and which values of the answer a node gets, under which names. Samples of what it answers let
flows be tried where nothing may be asked. No secret is part of it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import msgspec
from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from flows.documents.shape import FreeId, Localised, Name, PlainText, Shape

LONGEST_VALUE = 500  # characters of one value that a node gets
MOST_ITEMS = 50  # of a list
MOST_BYTES = 6000  # of everything that one answer leaves in a talk
MOST_SECONDS = 20  # that one attempt may take
DEEPEST = 6  # levels of a request's body
OUTCOMES = ("ok", "not_found", "failed", "slow")

_SLOT = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]{0,59})(:number)?\}")
_PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@%-]|\{[A-Za-z][A-Za-z0-9_-]{0,59}\})*)+")


def _is_path(value: str) -> str:
    if not _PATH.fullmatch(value) or re.search(r"%(?![0-9A-Fa-f]{2})", value):
        message = "a path begins with / and holds no spaces, ?, # or \\; write {name} for a value"
        raise ValueError(message)
    if any(_SLOT.sub("x", part) in {".", ".."} for part in value.split("/")):
        message = "a path holds no . or .. between its slashes"
        raise ValueError(message)
    return value


def _is_shallow(value: Any) -> Any:
    if _depth(value) > DEEPEST:
        message = f"a body has at most {DEEPEST} levels"
        raise ValueError(message)
    return value


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


Template = Annotated[str, StringConstraints(max_length=1000)]
RequestPath = Annotated[Template, AfterValidator(_is_path)]
Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\[\]-]{1,80}$")]
Body = Annotated[dict[str, JsonValue], Field(max_length=50), AfterValidator(_is_shallow)]
Within = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_$@-]+(\.[A-Za-z0-9_$@-]+)*\??$", max_length=200)
]


class Listed(Shape):
    """A list in the answer: where it is, and what of each of its items is kept.

    Each item has an ``id`` and a ``label``, so that a menu or a question can offer it.
    """

    list: Within
    each: Annotated[dict[FreeId, Within], Field(max_length=10)]

    @model_validator(mode="after")
    def _can_be_offered(self) -> Self:
        if not {"id", "label"} <= self.each.keys():
            message = "every item needs an “id” and a “label”"
            raise ValueError(message)
        return self


class Sample(Shape):
    """One answer to try with: given where ``when`` is what is sent, or, without it, always."""

    when: Annotated[dict[FreeId, PlainText], Field(max_length=20)] = Field(default_factory=dict)
    outcome: Literal["ok", "not_found", "failed", "slow"] = "ok"
    data: Annotated[dict[FreeId, JsonValue], Field(max_length=40)] = Field(default_factory=dict)


class Operation(Shape):
    """One thing that the system can be asked.

    ``path``, ``query`` and ``body`` hold ``{name}`` where a value goes that the node sends;
    ``{name:number}``, alone in a body's text, becomes a number. ``gives`` names what the node gets:
    the place of a value in the answer such as ``office.name`` or ``items.0.id``, with ``?`` after it
    where it may be missing. ``found`` is the place of something that is there only when something
    was found; a 404 means the same.
    """

    title: Localised = Field(default_factory=dict)
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    path: RequestPath = "/"
    query: Annotated[dict[Parameter, Template], Field(max_length=30)] = Field(default_factory=dict)
    body: Body | None = None
    found: Within | None = None
    gives: Annotated[dict[FreeId, Within | Listed], Field(max_length=40)] = Field(
        default_factory=dict
    )
    samples: Annotated[list[Sample], Field(max_length=50)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_a_body_where_it_may(self) -> Self:
        if self.body is not None and self.method in {"GET", "DELETE"}:
            message = f"a {self.method} has no body; use query, or another method"
            raise ValueError(message)
        return self

    @cached_property
    def takes(self) -> tuple[str, ...]:
        """The names of the values that it needs, in the order of path, query and body."""
        texts = [self.path, *self.query.values(), *_texts(self.body)]
        return tuple(dict.fromkeys(name for text in texts for name in slots(text)))

    def sample(self, sent: Mapping[str, str]) -> Sample | None:
        """What it answers in a trial to what is ``sent``: the first sample that fits, or None."""
        return next(
            (
                one
                for one in self.samples
                if all(
                    sent.get(name, "").strip().casefold() == wanted.strip().casefold()
                    for name, wanted in one.when.items()
                )
            ),
            None,
        )


class Connector(Shape):
    """A system: its address, and what it can be asked.

    ``base`` is ``https://`` and a host, with a path where all operations share one. ``header`` is
    the one in which the secret goes. ``personal`` says that it may be given personal data.
    ``seconds`` bounds one attempt.
    """

    base: Annotated[str, StringConstraints(max_length=300)] = ""
    header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,59}$")] = (
        "Authorization"
    )
    personal: bool = False
    seconds: Annotated[int, Field(ge=1, le=MOST_SECONDS)] = 10
    operations: Annotated[dict[Name, Operation], Field(min_length=1, max_length=50)]


def slots(text: str) -> list[str]:
    """The names in braces in a template, in their order."""
    return [name for name, _ in _SLOT.findall(text)]


def filled(template: str, values: Mapping[str, str]) -> str:
    """``template`` with each ``{name}`` replaced by its value, once: a value is never read again."""
    return _SLOT.sub(lambda found: values.get(found[1], ""), template)


def _texts(body: Any) -> Iterator[str]:
    match body:
        case str():
            yield body
        case dict():
            for inner in body.values():
                yield from _texts(inner)
        case list():
            for inner in body:
                yield from _texts(inner)
        case _:
            return


def bounded(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """``data`` as a talk may keep it: plain values and lists of items; None when it is too much.

    What is neither is left out, a long text is cut.
    """
    kept = {name: value for name, one in data.items() if (value := _bounded(one)) is not None}
    return kept if len(msgspec.json.encode(kept)) <= MOST_BYTES else None


def _bounded(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\x00", "")[:LONGEST_VALUE]
        case bool() | int() | float():
            return value
        case list():
            return [_item(one) for one in value[:MOST_ITEMS] if isinstance(one, Mapping)]
        case _:
            return None


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(name): one[:LONGEST_VALUE] if isinstance(one, str) else one
        for name, one in item.items()
        if isinstance(one, str | bool | int | float)
    }
