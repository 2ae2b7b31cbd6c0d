"""What is sent lands where the operation puts it and nowhere else; what comes is mapped or refused."""

from typing import Any
from urllib.parse import unquote

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.exchange import UnsendableError, outcome_of, request_of
from connectors.wire import Request, Response
from flows.department.connectors import Connector, Operation

BASE = "https://api.example.org/v1"


def _request(sent: dict[str, str], base: str = BASE, secret: str = "", **operation: Any) -> Request:
    connector = Connector.model_validate({"base": base, "operations": {"find": operation}})
    return request_of(connector, connector.operations["find"], sent, "1:2:3", secret)


def test_values_go_into_path_query_and_body() -> None:
    request = _request(
        {"id": "A 1%/".rstrip("/"), "name": "陳&大=文", "n": "-1.5", "text": '"}'},
        method="POST",
        path="/cases/{id}.json",
        query={"name": "{name}", "fixed": "yes"},
        body={"n": "{n:number}", "deep": [{"text": "it is {text}"}], "fixed": 1},
    )
    assert request.target == (
        "/v1/cases/A%201%25.json?name=%E9%99%B3%26%E5%A4%A7%3D%E6%96%87&fixed=yes"
    )
    assert orjson.loads(request.body or b"") == {
        "n": -1.5, "deep": [{"text": 'it is "}'}], "fixed": 1,
    }  # fmt: skip
    assert request.headers["Idempotency-Key"] == "1:2:3"
    assert "Authorization" not in request.headers


def test_the_secret_goes_in_its_header() -> None:
    assert _request({}, secret="Bearer x").headers["Authorization"] == "Bearer x"


@pytest.mark.parametrize("value", ["", ".", "..", "a/b", "../admin", "a\\b", "x\0y", "/"])
def test_a_value_that_would_change_the_path_is_not_sent(value: str) -> None:
    with pytest.raises(UnsendableError) as refusal:
        _request({"id": value}, path="/cases/{id}")
    assert "admin" not in str(refusal.value)


@pytest.mark.parametrize("sent", [{"a": ".", "b": "."}, {"a": "x"}])
def test_values_together_do_not_change_it_either(sent: dict[str, str]) -> None:
    with pytest.raises(UnsendableError):
        _request(sent, path="/cases/{a}{b}")


@pytest.mark.parametrize("value", ["", "x", "1x", "1,5", "NaN", "{}", "[1]", "true", "١"])
def test_what_is_no_number_is_not_sent_as_one(value: str) -> None:
    with pytest.raises(UnsendableError):
        _request({"n": value}, method="POST", body={"n": "{n:number}"})


def test_there_may_be_too_much_to_send() -> None:
    with pytest.raises(UnsendableError):
        _request({"a": "案" * 2000}, query={"a": "{a}"})
    with pytest.raises(UnsendableError):
        _request({"a": "x" * 2000}, method="POST", body={str(n): "{a}" for n in range(40)})


def test_an_address_that_is_none_is_not_called() -> None:
    with pytest.raises(UnsendableError):
        _request({}, base="https://127.0.0.1")


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_is_sent_can_change_where_it_goes(path: str, query: str) -> None:
    try:
        request = _request({"p": path, "q": query}, path="/a/{p}/b", query={"x": "{q}"})
    except (UnsendableError, UnicodeEncodeError):
        return
    before, _, after = request.target.partition("?")
    assert before.split("/")[:3] == ["", "v1", "a"]
    assert before.split("/")[4:] == ["b"]
    assert unquote(before.split("/")[3]) == path
    assert after.count("=") == 1
    assert "&" not in after
    assert unquote(after.partition("=")[2]) == query
    assert request.target.isascii()
    assert request.target.isprintable()


FOUND = {
    "data": {"name": "Eastern", "open": True, "count": 3, "none": None, "deep": {}},
    "items": [{"id": 1, "title": "A", "free": 2}, {"id": 2}, "stray", {"id": 3, "title": "C"}],
}


@pytest.mark.parametrize(
    ("gives", "outcome", "data"),
    [
        ({}, "ok", {}),
        ({"name": "data.name", "n": "data.count", "o": "data.open"}, "ok", {"name": "Eastern", "n": 3, "o": True}),
        ({"first": "items.0.title"}, "ok", {"first": "A"}),
        ({"name": "data.gone"}, "failed", {}),
        ({"name": "data.gone?"}, "ok", {"name": ""}),
        ({"name": "data.none"}, "failed", {}),
        ({"name": "data.none?"}, "ok", {"name": ""}),
        ({"name": "data.deep"}, "failed", {}),
        ({"name": "items.9.title?"}, "ok", {"name": ""}),
        ({"name": "data.name.more"}, "failed", {}),
        ({"slots": {"list": "items", "each": {"id": "id", "label": "title", "free": "free?"}}}, "ok",
         {"slots": [{"id": 1, "label": "A", "free": 2}, {"id": 3, "label": "C", "free": ""}]}),
        ({"slots": {"list": "gone", "each": {"id": "id", "label": "title"}}}, "failed", {}),
        ({"slots": {"list": "gone?", "each": {"id": "id", "label": "title"}}}, "ok", {"slots": []}),
        ({"slots": {"list": "data", "each": {"id": "id", "label": "title"}}}, "failed", {}),
    ],
    ids=range(14),
)  # fmt: skip
def test_an_answer_is_mapped_to_what_is_promised(
    gives: dict[str, Any], outcome: str, data: dict[str, Any]
) -> None:
    found = outcome_of(Operation.model_validate({"gives": gives}), Response(200, FOUND))
    assert (found.outcome, dict(found.data)) == (outcome, data)
    assert "Eastern" not in found.reason


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "ok"), (201, "ok"), (204, "ok"), (404, "not_found"), (410, "not_found"),
        (408, "again"), (425, "again"), (429, "again"), (500, "again"), (502, "again"),
        (503, "again"), (504, "again"), (301, "failed"), (302, "failed"), (400, "failed"),
        (401, "failed"), (403, "failed"), (409, "failed"), (422, "failed"), (501, "failed"),
        (100, "failed"),
    ],
)  # fmt: skip
def test_a_status_says_how_it_went(status: int, outcome: str) -> None:
    assert outcome_of(Operation(), Response(status, None)).outcome == outcome


@pytest.mark.parametrize(
    "body", [None, {}, {"data": None}, {"data": []}, {"data": {}}, {"data": False}, []]
)
def test_nothing_at_the_place_of_what_is_found_is_nothing_found(body: Any) -> None:
    operation = Operation(found="data", gives={"name": "data.name"})
    assert outcome_of(operation, Response(200, body)).outcome == "not_found"


def test_too_much_is_a_failure() -> None:
    operation = Operation(gives={f"n{n}": "text" for n in range(20)})
    assert outcome_of(operation, Response(200, {"text": "x" * 9000})).outcome == "failed"
