"""The ids of buttons and rows: which flow, node, field and choice they stand for, and since when.

They come back from the citizen's telephone days later, so they name the flow, not a version of it,
and are read as what they are: a claim to be checked.
"""

import hashlib
from functools import lru_cache

import msgspec

OWN = "-"  # the flow of a button that the interpreter itself offered


class Tapped(msgspec.Struct, frozen=True):
    """What a tapped button stands for. ``field`` is empty for a menu."""

    flow: str
    node: str
    field: str
    choice: str
    turn: int


@lru_cache(maxsize=1024)
def flow_mark(name: str) -> str:
    """Six characters that stand for a flow's name in the ids of its buttons."""
    return hashlib.sha256(name.encode()).hexdigest()[:6]


def written(flow: str, node: str, field: str, choice: str, turn: int) -> str:
    """The id of a button; at most 200 characters, since no id has more than 60."""
    return f"{flow}.{node}.{field}.{choice}.{turn}"


def read(button_id: str) -> Tapped | None:
    """What ``button_id`` stands for; None when it is not one of ours."""
    parts = button_id.split(".")
    if len(parts) != 5 or not parts[4].isdecimal() or len(parts[4]) > 9:
        return None
    return Tapped(parts[0], parts[1], parts[2], parts[3], int(parts[4]))
