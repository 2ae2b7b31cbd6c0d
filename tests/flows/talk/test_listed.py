"""Choices from a list in result: whatever a service brought, nothing that WhatsApp would refuse."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.messages import overruns
from flows.scene import Scene
from flows.state import Frame, State
from flows.talk.listed import MOST, listed
from flows.talk.offer import Option, offer
from flows.world import Contact, Shelf, World
from tests.flows.talking import NOON


def a_scene(result: Any, language: str = "en") -> Scene:
    world = World(now=NOON, conversation="1", library=Shelf(()), contact=Contact(language=language))
    return Scene(State(frames=[Frame("f", "0" * 64, "node", results={"call": result})]), world)


def shown(
    result: Any, language: str = "en", path: str = "result.call.rows"
) -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in listed(a_scene(result, language), path)]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (["a", "b", "a"], [("a", "a"), ("b", "b")]),
        ([1, 2.5, True, None, [], {}], [("1", "1"), ("2.5", "2.5")]),
        ([{"id": "x", "label": "Ex"}], [("x", "Ex")]),
        ([{"id": 7, "label": {"en": "Seven", "zh-Hant": "七"}}], [("7", "Seven")]),
        ([{"label": "Ex"}], [("Ex", "Ex")]),
        ([{"id": "x"}], [("x", "x")]),
        (
            [{"id": "x", "label": "Same"}, {"id": "y", "label": "Same"}],
            [("x", "Same (x)"), ("y", "Same (y)")],
        ),
        (
            [{"id": "x", "label": "*bold*\nline {{ contact.name }}"}],
            [("x", "∗bold∗ line {{ contact.name }}")],
        ),
        ([" "], []),
        ("not a list", []),
        ({"a": 1}, []),
        (None, []),
    ],
)
def test_entries(rows: Any, wanted: list[tuple[str, str]]) -> None:
    assert shown({"rows": rows}) == wanted


def test_the_reader_s_language() -> None:
    rows = {"rows": [{"id": "x", "label": {"en": "Seven", "zh-Hant": "七"}}]}
    assert shown(rows, "zh-Hant") == [("x", "七")]
    assert shown(rows, "zh-Hans") == [("x", "七")]


def test_no_list_no_entries() -> None:
    assert shown({"rows": ["a"]}, path="result.call.others") == []
    assert shown({"rows": ["a"]}, path="result.gone.rows") == []
    assert listed(a_scene({}), None) == ()


def test_at_most_a_hundred() -> None:
    assert len(shown({"rows": [str(n) for n in range(5000)]})) == MOST


_WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=80),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "label", "description", "en", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.lists(_WILD, max_size=25), st.integers(0, 5))
def test_whatever_a_service_brings_can_be_offered(rows: list[Any], page: int) -> None:
    scene = a_scene({"rows": rows})
    found = listed(scene, "result.call.rows")
    assert len({one.id for one in found}) == len(found)
    if found:
        options = [
            Option(scene.key(one.key), one.label, one.description, number)
            for number, one in enumerate(found, 1)
        ]
        assert overruns(offer(scene, "Which?", options, page=page)) == []
