"""Reading JSON strictly. Each reader returns the value in its type or raises a ``Refusal``.

100 is an unknown key, a wrong type or an excess of length; 131008 something missing; 131009 a value
that cannot be. Meta mixes these freely, and a sender treats them alike: its own fault.
"""

import math
from collections.abc import Collection
from typing import Any

from flows.messages import fits, length
from whatsapp.sandbox.refusals import Refusal


def mapping(value: object, where: str, required: str, optional: str = "") -> dict[str, Any]:
    """``value`` as an object that has all ``required`` keys and, besides, only ``optional`` ones.

    Both are names with blanks between.
    """
    if not isinstance(value, dict):
        raise Refusal(100, f"Param {where} must be a JSON object.")
    allowed = {*required.split(), *optional.split()}
    for key in value:
        if key not in allowed:
            raise Refusal(100, f'Unexpected key "{str(key)[:60]}" on param "{where}".')
    for key in required.split():
        if key not in value:
            raise Refusal(131008, f"Parameter {where}.{key} is missing.")
    return value


def string(value: object, where: str, most: int, least: int = 1) -> str:
    """Text of ``least`` to ``most`` UTF-16 code units, not of blanks alone unless it may be empty."""
    if not isinstance(value, str):
        raise Refusal(100, f"Param {where} must be a string.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Refusal(100, f"Param {where} has half of a surrogate pair.")
    if not fits(value, most):
        raise Refusal(
            100, f"Param {where} must be at most {most} characters long; it has {length(value)}."
        )
    if len(value) < least or (least and not value.strip()):
        raise Refusal(131009, f"Param {where} must be at least {least} characters long.")
    return value


def array(value: object, where: str, most: int, least: int = 1) -> list[Any]:
    """A list of ``least`` to ``most`` things."""
    if not isinstance(value, list):
        raise Refusal(100, f"Param {where} must be an array.")
    if not least <= len(value) <= most:
        raise Refusal(131009, f"{where} must have {least} to {most} entries; it has {len(value)}.")
    return value


def choice(value: object, where: str, allowed: Collection[str]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in allowed:
        raise Refusal(131009, f"Param {where} must be one of {', '.join(sorted(allowed))}.")
    return value


def boolean(value: object, where: str) -> bool:
    """True or false, not a word or a number that may mean it."""
    if not isinstance(value, bool):
        raise Refusal(100, f"Param {where} must be a boolean.")
    return value


def degrees(value: object, where: str, most: float) -> float:
    """A number, or a string that reads as one, between minus ``most`` and ``most``."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Refusal(100, f"Param {where} must be a number.")
    try:
        found = float(value)
    except ValueError:
        raise Refusal(100, f"Param {where} must be a number.") from None
    if not math.isfinite(found) or abs(found) > most:
        raise Refusal(131009, f"Param {where} must lie between -{most:g} and {most:g}.")
    return found


def web_address(value: object, where: str, most: int) -> str:
    """An http or https address."""
    found = string(value, where, most)
    if not found.lower().startswith(("http://", "https://")) or any(c.isspace() for c in found):
        raise Refusal(131009, f"Param {where} must be an http or https address.")
    return found


def unlike(values: Collection[str], where: str) -> None:
    """Refuse ``values`` of which two are the same."""
    if len(set(values)) != len(values):
        raise Refusal(131009, f"{where} must be different from each other.")
