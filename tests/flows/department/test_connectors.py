"""What a connector's description may say, and what of an answer a talk may keep."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.department.connectors import (
    LONGEST_VALUE,
    MOST_ITEMS,
    Connector,
    Operation,
    bounded,
    filled,
)


@pytest.mark.parametrize(
    "path",
    [
        "cases", "", "/a b", "/a?b=c", "/a#b", "/a\\b", "/../a", "/a/..", "/a/./b", "/%zz", "/%2",
        "/a\n", "/{}", "/{1x}", "/{a b}", "/案", "//evil\t", "https://x/", "/a/{id:number}",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        Operation(path=path)


@pytest.mark.parametrize(
    "path", ["/", "/v1/cases/{reference}", "/a/b-{x}.json", "/a;v=1/@b", "/%E6"]
)
def test_a_path_that_is_one(path: str) -> None:
    assert Operation(path=path).path == path


@pytest.mark.parametrize(
    "operation",
    [
        {"method": "GET", "body": {"a": "b"}},
        {"method": "DELETE", "body": {"a": "b"}},
        {"method": "TRACE"},
        {"method": "POST", "body": {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}},
        {"gives": {"name": "a b"}},
        {"gives": {"name": ".a"}},
        {"gives": {"slots": {"list": "a", "each": {"id": "x"}}}},
        {"gives": {"other": "reserved.word"}},
        {"samples": [{"outcome": "fine"}]},
        {"headers": {"Host": "x"}},
        {"query": {"a=b": "c"}},
    ],
    ids=range(11),
)
def test_what_is_no_operation_is_refused(operation: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Operation.model_validate(operation)


@pytest.mark.parametrize(
    "more",
    [{"operations": {}}, {"header": "X Y"}, {"header": "X:Y"}, {"seconds": 0}, {"seconds": 21}],
)
def test_what_is_no_connector_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Connector.model_validate({"operations": {"find": {}}, **more})


def test_it_takes_what_stands_in_its_path_query_and_body() -> None:
    operation = Operation(
        method="POST",
        path="/{b}/{a}",
        query={"q": "{c} and {a}"},
        body={"x": ["{d:number}", {"y": "{e}"}], "z": 1},
    )
    assert operation.takes == ("b", "a", "c", "d", "e")


def test_the_first_sample_that_fits_answers() -> None:
    operation = Operation.model_validate(
        {
            "samples": [
                {"when": {"district": "Eastern"}, "data": {"name": "East"}},
                {"when": {"district": "Nowhere"}, "outcome": "not_found"},
                {"data": {"name": "Any"}},
            ]
        }
    )
    found = [operation.sample({"district": one}) for one in (" eastern", "Nowhere", "Sha Tin")]
    assert [(one.outcome, one.data) for one in found if one] == [
        ("ok", {"name": "East"}), ("not_found", {}), ("ok", {"name": "Any"}),
    ]  # fmt: skip
    assert Operation().sample({"district": "x"}) is None


def test_a_value_is_put_in_once_and_never_read_again() -> None:
    assert filled("{a}-{b}-{gone}", {"a": "{b}", "b": "{a}"}) == "{b}-{a}-"


def test_a_talk_keeps_plain_values_and_lists_of_items() -> None:
    kept = bounded(
        {
            "name": "x" * 600,
            "count": 3,
            "open": True,
            "none": None,
            "deep": {"a": 1},
            "slots": [{"id": "1", "label": "y" * 60, "deep": {}}, "stray", {"id": 2}] * 30,
        }
    )
    assert kept is not None
    assert list(kept) == ["name", "count", "open", "slots"]
    assert len(kept["name"]) == LONGEST_VALUE
    assert len(kept["slots"]) <= MOST_ITEMS
    assert kept["slots"][1] == {"id": 2}


def test_what_is_too_much_is_not_kept_at_all() -> None:
    assert bounded({f"n{place}": "案" * 400 for place in range(10)}) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=80),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=8))
def test_any_answer_is_bounded(data: dict[str, Any]) -> None:
    kept = bounded(data)
    assert kept is None or all(
        isinstance(one, str | bool | int | float | list) for one in kept.values()
    )
