"""The stored graph: read, checked for shape, written, and known by the hash of its content.

The same document is JSON in the database and YAML 1.2 for people. Shape (unknown keys, wrong types,
sizes) is refused here, whole, with the path to each fault. What is merely unfinished (missing exits,
empty texts) is for ``flows.check``.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import rfc8785
from pydantic import ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from flows.documents.faults import Fault, ShapeError
from flows.documents.sentences import faults_of
from flows.documents.shape import (
    DurationText,
    FreeId,
    Id,
    LanguageTag,
    LocalisedWords,
    Name,
    Shape,
    duration,
)
from flows.kinds import registry
from flows.match import Matcher
from flows.node import Node
from flows.trials.script import Rehearsal
from flows.versions.bones import UNHASHED, bones_hash

FORMAT = 1
MOST_NODES = 2000
LARGEST = 4 * 1024 * 1024  # bytes of canonical JSON

By = Literal[
    "anything",
    "words",
    "link",
    "photo",
    "location",
    "first_contact",
    "referral",
    "case_closed",
    "schedule",
    "campaign",
]


class Trigger(Shape):
    """What brings a person into a flow; at ``at``, or else at its start."""

    by: By
    words: LocalisedWords | None = None
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,20}$")] | None = None
    at: Id | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if self.by == "words" and not any((self.words or {}).values()):
            message = "a trigger by words needs words"
            raise ValueError(message)
        if self.by == "link" and not self.code:
            message = "a trigger by link needs a code"
            raise ValueError(message)
        for key, by in (("words", "words"), ("code", "link")):
            if key in self.model_fields_set and self.by != by:
                message = f"“{key}” belongs to a trigger by {by}"
                raise ValueError(message)
        return self


class Defaults(Shape):
    """The exits that a node may leave out."""

    model_config = ConfigDict(extra="allow")

    silence_after: DurationText | None = None
    __pydantic_extra__: dict[str, Id] = Field(init=False)


class Flow(Shape):
    """A flow, parsed. Nodes stand in the order of the document."""

    format: Literal[1]
    name: Name
    languages: Annotated[list[LanguageTag], Field(min_length=1, max_length=12)]
    triggers: list[Trigger] = Field(default_factory=list, max_length=100)
    defaults: Defaults = Defaults()
    safe: Id | None = None
    expires: DurationText = "3d"
    start: Id
    nodes: dict[str, Any]
    rehearsals: list[Rehearsal] = Field(default_factory=list, max_length=500)
    layout: dict[str, list[float]] = Field(default_factory=dict)
    notes: list[Any] = Field(default_factory=list, max_length=500)

    _document: dict[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """The document as it was stored, nothing filled in."""
        return self._document

    def keeping(self, document: dict[str, Any]) -> Self:
        """This flow, holding on to the ``document`` that it was read from."""
        self._document = document
        return self

    def node(self, node_id: str) -> Node | None:
        """The node of this id, or None."""
        return self.nodes.get(node_id)

    def target(self, node_id: str, exit_id: str) -> str | None:
        """Where an exit of a node leads: by the node itself, else by the flow's defaults."""
        node = self.node(node_id)
        own = node.exits.get(exit_id) if node else None
        return own or (self.defaults.__pydantic_extra__ or {}).get(exit_id)

    @cached_property
    def onward(self) -> Mapping[str, Mapping[str, str]]:
        """Where each exit of each node leads, defaults included, as far as it leads to a node."""
        found: dict[str, dict[str, str]] = {}
        for node_id, node in self.nodes.items():
            leads = ((way.id, self.target(node_id, way.id)) for way in node.ways())
            found[node_id] = {exit_id: to for exit_id, to in leads if to in self.nodes}
        return found

    def silence_after(self, node: Node) -> timedelta | None:
        """How long ``node`` waits before its exit for silence is taken; None for ever."""
        return node.patience(duration(self.defaults.silence_after or "23h"))

    @property
    def refuge(self) -> str:
        """Where a bound or a fault leads."""
        return self.safe or self.start

    @property
    def is_front_door(self) -> bool:
        """Whether whoever writes anything at all is brought here."""
        return any(trigger.by == "anything" for trigger in self.triggers)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the RFC 8785 form of the document without layout, notes and rehearsals."""
        return content_hash(self.document)

    @cached_property
    def bones_hash(self) -> str:
        """The hash of the graph alone: versions that share it differ in nothing but words."""
        return bones_hash(self.document, type(self))

    @cached_property
    def openings(self) -> Matcher:
        """Finds the trigger that typed words mean; the key is the trigger's place in the list."""
        return Matcher(
            (place, [word for words in (trigger.words or {}).values() for word in words])
            for place, trigger in enumerate(self.triggers)
            if trigger.by == "words"
        )


def content_hash(document: Mapping[str, Any]) -> str:
    """The hash by which a version is known: hexadecimal SHA-256 of what a citizen can meet."""
    kept = {key: value for key, value in document.items() if key not in UNHASHED}
    return hashlib.sha256(rfc8785.dumps(kept)).hexdigest()


def parse(document: object) -> Flow:
    """The flow that ``document``, as read from JSON or YAML, describes.

    Raises:
        ShapeError: with the path and a sentence for every fault of shape.

    """
    if not isinstance(document, dict):
        raise ShapeError(
            [Fault("", "A flow is a mapping with format, name, languages, start, nodes.")]
        )
    given = migrated(document)
    faults = _size_faults(given)
    if faults:
        raise ShapeError(faults)
    nodes, faults = _parsed_nodes(given.get("nodes"))
    outer = {key: value for key, value in given.items() if key != "nodes"}
    if "nodes" in given:
        outer["nodes"] = nodes
    try:
        flow = Flow.model_validate(outer)
    except ValidationError as error:
        faults = faults_of(error, "") + faults
        raise ShapeError(faults) from error
    if faults:
        raise ShapeError(faults)
    return flow.keeping(given)


def migrated(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` brought to the present format number, one small step at a time.

    Raises:
        ShapeError: the format number is missing, or is of a newer program.

    """
    found = document.get("format")
    if found == FORMAT and not isinstance(found, bool):
        return document
    if found is None:
        raise ShapeError([Fault("format", "The format number is missing; write “format: 1”.")])
    raise ShapeError([Fault("format", f"This program reads format 1, not {str(found)[:40]!r}.")])


def _size_faults(document: dict[str, Any]) -> list[Fault]:
    nodes = document.get("nodes")
    if isinstance(nodes, dict) and len(nodes) > MOST_NODES:
        return [Fault("nodes", f"There are {len(nodes)} nodes; a flow has at most {MOST_NODES}.")]
    try:
        size = len(rfc8785.dumps(document))
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        return [Fault("", f"The document holds something that JSON cannot: {str(error)[:120]}")]
    if size > LARGEST:
        return [Fault("", f"The document has {size} bytes; a flow has at most {LARGEST}.")]
    return []


def _parsed_nodes(given: object) -> tuple[Any, list[Fault]]:
    if not isinstance(given, dict):
        return given, []
    nodes: dict[str, Node] = {}
    faults: list[Fault] = []
    for node_id, stored in given.items():
        path = f"nodes.{node_id}"
        try:
            _NodeId.model_validate({"id": node_id})
        except ValidationError as error:
            faults += [Fault(path, fault.sentence) for fault in faults_of(error, path)]
            continue
        if not isinstance(stored, dict):
            faults.append(Fault(path, "A node is a mapping with a kind."))
            continue
        kind = registry().get(str(stored.get("kind")))
        if kind is None:
            known = ", ".join(registry())
            found = stored.get("kind")
            sentence = (
                f"There is no kind {str(found)[:60]!r}; the kinds are {known}."
                if "kind" in stored
                else f"The kind is missing; it is one of {known}."
            )
            faults.append(Fault(f"{path}.kind", sentence))
            continue
        try:
            nodes[node_id] = kind.model_validate(stored)
        except ValidationError as error:
            faults += faults_of(error, path)
    return nodes, faults


class _NodeId(Shape):
    id: FreeId
