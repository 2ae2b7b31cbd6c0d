"""JSON of which nothing may be taken for granted: parsed, cleaned, and looked into with care."""

import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

DEPTH: Final = 64  # levels kept; Meta's deepest payload has about ten

_64_BITS = 2**63
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MILLISECONDS = 10**11  # as seconds, the year 5138: what is larger was not seconds
_MICROSECONDS = 10**14
_OLDEST = datetime(2009, 1, 1, tzinfo=UTC)  # the year WhatsApp began
_AHEAD = timedelta(days=1)


def parse(body: bytes) -> object:
    """The JSON in ``body``, in a form that can be stored: see ``clean``.

    Raises ValueError when it is none, or is nested deeper than a parser will follow.
    """
    try:
        return clean(orjson.loads(body))
    except ValueError:
        pass
    # The quick parser refuses halves of surrogate pairs, which people's devices do produce.
    try:
        return clean(json.loads(body, parse_constant=_refuse))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def clean(value: object, depth: int = DEPTH) -> object:
    """``value`` without what databases and strict JSON refuse.

    NUL characters go, halves of surrogate pairs become U+FFFD, whole numbers beyond 64 bits their
    digits, infinite numbers and everything below ``depth`` levels None.
    """
    match value:
        case str():
            return _storable(value)
        case dict():
            if not depth:
                return None
            return {_storable(key): clean(item, depth - 1) for key, item in value.items()}
        case list():
            return [clean(item, depth - 1) for item in value] if depth else None
        case bool() | None:
            return value
        case int():
            return value if -_64_BITS <= value < _64_BITS else str(value)
        case float():
            return value if math.isfinite(value) else None
        case _:
            return None


def _storable(text: str) -> str:
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)


def an_object(value: object) -> dict[str, Any]:
    """``value`` when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def a_list(value: object) -> list[Any]:
    """``value`` when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def a_text(value: object, longest: int | None = None) -> str | None:
    """``value`` as text: a string that is not empty, or a whole number's digits; else None.

    A text longer than ``longest`` characters is None as well: an id cut short is another id.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return None
    return value if longest is None or len(value) <= longest else None


def a_number(value: object) -> float | None:
    """``value`` as a finite number, whether it came as one or as its digits; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def an_instant(value: object, received: datetime) -> datetime:
    """``value`` as an aware UTC instant: epoch seconds, as digits or a number.

    Milliseconds and microseconds have been seen and are told by their size. What is none of
    these, or lies before WhatsApp began or over a day after ``received``, becomes ``received``:
    windows and order are reckoned from it.
    """
    seconds = a_number(value)
    if seconds is None:
        return received
    if seconds >= _MICROSECONDS:
        seconds /= 1_000_000
    elif seconds >= _MILLISECONDS:
        seconds /= 1_000
    try:
        instant = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return received
    return instant if _OLDEST <= instant <= received + _AHEAD else received
