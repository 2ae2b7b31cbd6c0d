"""From what a node sends to a request, and from an answer to what the node gets."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import orjson

from connectors.address import AddressError, place_of
from connectors.wire import LONGEST_TARGET, Request, Response
from flows.department.connectors import Connector, Listed, Operation, bounded, filled

LARGEST_BODY = 64 * 1024
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_GONE = frozenset({404, 410})


class UnsendableError(ValueError):
    """What is to be sent cannot go where the operation puts it. The message holds none of it."""


class Outcome(msgspec.Struct, frozen=True):
    """What an answer means: ``ok``, ``not_found``, ``failed``, or ``again`` (ask once more).

    ``reason`` says what was wrong, for those who describe the connector: a status or a name of ours.
    """

    outcome: str
    data: Mapping[str, Any] = msgspec.field(default_factory=dict)
    reason: str = ""


def request_of(
    connector: Connector,
    operation: Operation,
    sent: Mapping[str, str],
    key: str,
    secret: str = "",
) -> Request:
    """The request that asks for ``operation``. ``key`` goes along as Idempotency-Key.

    Raises:
        UnsendableError: a value would change the path, or there is too much.

    """
    try:
        place = place_of(connector.base)
    except AddressError as fault:
        raise UnsendableError(str(fault)) from None
    target = place.path + _path(operation, sent)
    if operation.query:
        query = {name: filled(text, sent) for name, text in operation.query.items()}
        target += f"?{urlencode(query, quote_via=quote, safe='')}"
    body = None
    if operation.body is not None:
        body = orjson.dumps(_filled(operation.body, sent))
    if len(target) > LONGEST_TARGET or len(body or b"") > LARGEST_BODY:
        raise UnsendableError("There is too much to send.")
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Idempotency-Key": key,
        "User-Agent": "Sampan",
    }
    if body is not None:
        headers["Content-Type"] = "application/json"
    if secret:
        headers[connector.header] = secret
    return Request(operation.method, place, target, headers, body)


def outcome_of(operation: Operation, response: Response) -> Outcome:
    """What ``response`` means, and what of it the node gets."""
    status = str(response.status)
    if response.status in _GONE:
        return Outcome("not_found", reason=status)
    if response.status in _AGAIN:
        return Outcome("again", reason=status)
    if not 200 <= response.status < 300:
        return Outcome("failed", reason=status)
    if operation.found and _is_nothing(_within(response.body, operation.found)):
        return Outcome("not_found", reason="found")
    data: dict[str, Any] = {}
    for name, where in operation.gives.items():
        found = _given(response.body, where)
        if found is None:
            return Outcome("failed", reason=f"gives.{name}")
        data[name] = found
    kept = bounded(data)
    return Outcome("ok", kept) if kept is not None else Outcome("failed", reason="too much")


def _path(operation: Operation, sent: Mapping[str, str]) -> str:
    """The path with its values in it, none of which may be more than part of one segment."""
    for name in operation.takes:
        value = sent.get(name, "")
        if f"{{{name}}}" in operation.path and (not value or set(value) & set("/\\\0")):
            raise UnsendableError("A value in the path is empty or holds a slash.")
    encoded = {name: quote(value, safe="") for name, value in sent.items()}
    path = filled(operation.path, encoded)
    if any(segment in {".", ".."} for segment in path.split("/")):
        raise UnsendableError("A value in the path is a dot or two.")
    return path


def _filled(template: Any, sent: Mapping[str, str]) -> Any:
    match template:
        case str():
            return (
                _number(template, sent) if template.endswith(":number}") else filled(template, sent)
            )
        case dict():
            return {name: _filled(inner, sent) for name, inner in template.items()}
        case list():
            return [_filled(inner, sent) for inner in template]
        case _:
            return template


def _number(template: str, sent: Mapping[str, str]) -> Any:
    """The number that ``{name:number}`` stands for."""
    written = filled(template, sent).strip()
    try:
        return orjson.loads(written) if written[:1] in set("-0123456789") else _refuse()
    except orjson.JSONDecodeError:
        return _refuse()


def _refuse() -> Any:
    raise UnsendableError("A value that is to be a number is none.")


def _given(body: Any, where: str | Listed) -> Any:
    """The value at this place; None when it must be there and is not."""
    if isinstance(where, Listed):
        return _items(body, where)
    found = _within(body, where)
    if isinstance(found, str | bool | int | float):
        return found
    return "" if where.endswith("?") and found is None else None


def _items(body: Any, where: Listed) -> list[dict[str, Any]] | None:
    found = _within(body, where.list)
    if found is None and where.list.endswith("?"):
        return []
    if not isinstance(found, list):
        return None
    items = [
        {name: _given(one, place) for name, place in where.each.items()}
        for one in found
        if isinstance(one, dict)
    ]
    return [one for one in items if all(value is not None for value in one.values())]


def _within(body: Any, where: str) -> Any:
    found = body
    for part in where.removesuffix("?").split("."):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and len(part) <= 4:
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return found


def _is_nothing(found: Any) -> bool:
    return found is None or found is False or found in ("", [], {})
