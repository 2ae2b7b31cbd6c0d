"""The stored graph: what is refused, with which path and sentence; what its hash covers."""

import copy
import itertools
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents.faults import ShapeError
from flows.graph import MOST_NODES, content_hash, parse
from tests.flows.graphs import documents

GOOD: dict[str, Any] = {
    "format": 1,
    "name": "leisure-main",
    "languages": ["zh-Hant", "en"],
    "triggers": [{"by": "anything"}, {"by": "link", "code": "TREE"}],
    "defaults": {"other": "hub", "silence_after": "23h"},
    "start": "hub",
    "nodes": {
        "hub": {
            "kind": "menu",
            "text": {"en": "Menu"},
            "options": [{"id": "tree", "label": {"en": "Tree"}}],
            "exits": {"tree": "report"},
        },
        "report": {
            "kind": "form",
            "fields": [
                {"id": "a", "type": "text", "ask": {"en": "A?"}},
                {"id": "b", "type": "number", "ask": {"en": "B?"}, "when": {"answer": "report.a", "is": "x"}},
            ],
            "exits": {"submitted": "over"},
        },
        "over": {"kind": "end"},
    },
}  # fmt: skip

Change = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        (lambda d: d.pop("format"), "format", "missing"),
        (lambda d: d.update(format=2), "format", "reads format 1"),
        (lambda d: d.update(format=True), "format", "reads format 1"),
        (lambda d: d.pop("name"), "name", "missing"),
        (lambda d: d.update(name="no spaces please"), "name", "pattern"),
        (lambda d: d.pop("start"), "start", "missing"),
        (lambda d: d.pop("nodes"), "nodes", "missing"),
        (lambda d: d.update(nodes=[]), "nodes", "mapping"),
        (lambda d: d.update(colour="red"), "colour", "not known"),
        (lambda d: d.update(languages=[]), "languages", "at least 1"),
        (lambda d: d.update(languages="en"), "languages", "list"),
        (lambda d: d.update(expires="3 days"), "expires", "written as it should"),
        (lambda d: d["triggers"][1].pop("code"), "triggers[1]", "needs a code"),
        (lambda d: d["triggers"][0].update(code="X"), "triggers[0]", "belongs to a trigger by link"),
        (lambda d: d["triggers"].append({"by": "words"}), "triggers[2]", "needs words"),
        (lambda d: d["triggers"].append({"by": "smell"}), "triggers[2].by", "anything"),
        (lambda d: d["defaults"].update(other=5), "defaults.other", "text"),
        (lambda d: d["nodes"].update(x=None), "nodes.x", "mapping with a kind"),
        (lambda d: d["nodes"].update(x={}), "nodes.x.kind", "kind is missing"),
        (lambda d: d["nodes"].update(x={"kind": "menus"}), "nodes.x.kind", "no kind 'menus'"),
        (lambda d: d["nodes"].update({"1x": {"kind": "end"}}), "nodes.1x", "begins with a letter"),
        (lambda d: d["nodes"].update(next={"kind": "end"}), "nodes.next", "reserved word"),
        (lambda d: d["nodes"]["hub"].update(txt={}), "nodes.hub.txt", "not known"),
        (lambda d: d["nodes"]["hub"].update(text="Menu"), "nodes.hub.text", "mapping"),
        (lambda d: d["nodes"]["hub"]["text"].update(en=5), "nodes.hub.text.en", "text"),
        (lambda d: d["nodes"]["hub"]["text"].update(en="a\x00b"), "nodes.hub.text.en", "NUL"),
        (lambda d: d["nodes"]["hub"]["text"].update(en="x" * 5000), "nodes.hub.text.en", "more than 4096"),
        (lambda d: d["nodes"]["hub"]["text"].update({"?": "x"}), "nodes.hub.text.?", "written as it should"),
        (lambda d: d["nodes"]["hub"]["options"][0].update(id="other"), "nodes.hub.options[0].id", "reserved"),
        (lambda d: d["nodes"]["hub"]["options"][0].update(id=["x"]), "nodes.hub.options[0].id", "text"),
        (lambda d: d["nodes"]["hub"]["exits"].update(tree=None), "nodes.hub.exits.tree", "text"),
        (lambda d: d["nodes"]["report"]["fields"][1].update(type="colour"), "nodes.report.fields[1].type", "no type"),
        (lambda d: d["nodes"]["report"]["fields"][1].pop("type"), "nodes.report.fields[1].type", "missing"),
        (lambda d: d["nodes"]["report"]["fields"][0].update(tries=0), "nodes.report.fields[0].tries", "1 or more"),
        (lambda d: d["nodes"]["report"]["fields"][0].update(tries="3"), "nodes.report.fields[0].tries", "whole number"),
        (lambda d: d["nodes"]["report"]["fields"][0].update(required="no"), "nodes.report.fields[0].required", "true or false"),
        (lambda d: d["nodes"]["report"]["fields"][1].update(when={"is": 1}), "nodes.report.fields[1].when", "one subject"),
        (lambda d: d["nodes"]["report"]["fields"][1].update(when={"all": [{"is": 1}]}), "nodes.report.fields[1].when.all[0]", "one subject"),
        (lambda d: d.update(nodes={f"n{i}": {"kind": "end"} for i in range(MOST_NODES + 1)}), "nodes", "at most"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_refused_with_its_path(change: Change, path: str, sentence: str) -> None:
    document = copy.deepcopy(GOOD)
    change(document)
    with pytest.raises(ShapeError) as caught:
        parse(document)
    found = {fault.path: fault.sentence for fault in caught.value.faults}
    assert path in found, found
    assert sentence in found[path]


def test_every_fault_is_named_at_once() -> None:
    document = copy.deepcopy(GOOD)
    document["colour"] = "red"
    document["nodes"]["hub"]["text"] = 5
    document["nodes"]["report"]["fields"][0]["type"] = "x"
    with pytest.raises(ShapeError) as caught:
        parse(document)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("document", [None, [], "x", 5, {}])
def test_what_is_no_flow_at_all(document: object) -> None:
    with pytest.raises(ShapeError):
        parse(document)


def test_the_document_is_kept_as_it_was_stored() -> None:
    before = copy.deepcopy(GOOD)
    flow = parse(GOOD)
    assert flow.document == before
    assert before == GOOD


def test_the_hash_covers_what_citizens_meet_and_nothing_else() -> None:
    plain = content_hash(GOOD)
    assert parse(GOOD).content_hash == plain
    assert len(plain) == 64
    dressed = GOOD | {"layout": {"hub": [0, 0]}, "notes": ["x"], "rehearsals": [{}]}
    assert content_hash(dressed) == plain
    reordered = dict(reversed(GOOD.items()))
    assert content_hash(reordered) == plain
    filled_in = GOOD | {"expires": "3d"}  # the default, written out, is another document
    assert content_hash(filled_in) != plain


def test_the_hash_is_that_of_rfc_8785() -> None:
    # printf '{"a":1,"b":"€"}' | sha256sum
    expected = "534f141d15124ffd9bd1c1e02f054020fe9918b862606c4cb5ea6dc0df5213be"
    assert content_hash({"b": "€", "a": 1.0, "notes": []}) == expected


@given(documents())
def test_any_flow_of_valid_shape_is_read(document: dict[str, Any]) -> None:
    assert parse(document).document == document


@pytest.mark.fuzz
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from(["nodes", "triggers", "defaults", "languages", "hub", "report"]),
)  # fmt: skip
def test_anything_else_is_refused_and_never_raises_otherwise(value: Any, where: str) -> None:
    document = copy.deepcopy(GOOD)
    if where in document["nodes"]:
        document["nodes"][where] = value
    else:
        document[where] = value
    try:
        parse(document)
    except ShapeError as refused:
        assert refused.faults  # noqa: PT017 (either way is right; a refusal says why)


def nested(depth: int) -> Any:
    rule: Any = {"is_set": "today"}
    for _ in range(depth):
        rule = {"not": rule}
    return rule


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d["nodes"].update({f"n{i}": {"kind": "end"} for i in range(10_000)}), "nodes"),
        (lambda d: d["nodes"]["hub"]["text"].update(en="x" * 1_000_000), "nodes.hub.text.en"),
        (lambda d: d["nodes"]["hub"]["text"].update(en="樹" * 2_000_000), ""),
        (lambda d: d["nodes"]["hub"]["exits"].update(tree="x" * 100_000), "nodes.hub.exits.tree"),
        (lambda d: d["nodes"].update({"x" * 100_000: {"kind": "end"}}), "nodes." + "x" * 100_000),
        (lambda d: d["nodes"]["report"]["fields"][1].update(when=nested(5000)), ""),
        (lambda d: d["nodes"]["hub"].update(options=[{"id": "a"}] * 5000), "nodes.hub.options"),
        (lambda d: d["nodes"]["hub"]["text"].update(en="\ud800"), ""),
        (lambda d: d["nodes"]["report"]["fields"][0].update(max=float("nan")), ""),
        (lambda d: d["nodes"]["report"]["fields"][0].update(tries=10**400), ""),
        (lambda d: d.update(expires="9" * 10_000 + "d"), "expires"),
    ],
    ids=range(11),
)  # fmt: skip
def test_hostile_sizes_are_refused_in_bounded_memory(change: Change, path: str) -> None:
    document = copy.deepcopy(GOOD)
    change(document)
    tracemalloc.start()
    try:
        with pytest.raises(ShapeError) as caught:
            parse(document)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path in {fault.path for fault in caught.value.faults}
    assert all(len(fault.sentence) < 300 for fault in caught.value.faults)
    assert peak < 60_000_000


def test_deep_rules_are_read_or_refused_and_never_break() -> None:
    document = copy.deepcopy(GOOD)
    for depth in (10, 30, 200, 1000):
        document["nodes"]["report"]["fields"][1]["when"] = nested(depth)
        try:
            flow = parse(document)
        except ShapeError as refused:
            assert refused.faults  # noqa: PT017 (a refusal says why)
            continue
        assert flow.content_hash
