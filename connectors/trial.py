"""A connector tried by those who describe it: what happened, with the values of the answer masked."""

import secrets
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from connectors import exchange
from connectors.exchange import UnsendableError
from connectors.wire import Wire, WireError
from flows.department.connectors import Connector


class Shown(msgspec.Struct, frozen=True):
    """One value that a node would get: its name, and as much of it as may be shown."""

    name: str
    masked: str


class Trial(msgspec.Struct, frozen=True):
    """How it went: an outcome of ``flows.department.connectors``, why, after how many milliseconds.

    ``reason`` is an HTTP status, a word of ``WireError``, or a name of the description.
    """

    outcome: str
    reason: str
    milliseconds: int
    values: tuple[Shown, ...] = ()


def try_out(
    wire: Wire, connector: Connector, name: str, sent: Mapping[str, str], secret: str
) -> Trial:
    """Ask the operation ``name`` once, for good: the system does what it is asked.

    Raises:
        KeyError: there is no such operation.

    """
    operation = connector.operations[name]
    began = time.monotonic()
    try:
        key = f"try:{secrets.token_hex(8)}"
        request = exchange.request_of(connector, operation, sent, key, secret)
        response = wire.exchange(request, connector.seconds)
    except UnsendableError:
        return Trial("failed", "unsendable", 0)
    except WireError as fault:
        return Trial("slow" if fault.reason == "time" else "failed", fault.reason, _since(began))
    found = exchange.outcome_of(operation, response)
    return Trial(
        "failed" if found.outcome == "again" else found.outcome,
        found.reason or str(response.status),
        _since(began),
        tuple(Shown(one, masked(value)) for one, value in found.data.items()),
    )


def masked(value: Any) -> str:
    """What kind of value it is, with its first character where it is a text."""
    match value:
        case "":
            return "–"
        case str():
            return f"{value[0]}••• ({len(value)})"
        case bool():
            return "true / false"
        case int() | float():
            return "123…"
        case list():
            return f"[{len(value)}]"
        case _:
            return "–"


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
