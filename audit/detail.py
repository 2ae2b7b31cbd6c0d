"""What a field of the trail can hold: numbers, hashes, ids and slugs, all bounded.

Nothing that a person wrote and nothing that names a citizen fits any of these.
"""

import re
from collections.abc import Callable
from typing import Any

Detail = Callable[[Any], bool]

MOST = 2**53  # the largest whole number that every reader of JSON keeps exactly
MOST_NAMES = 50

_DIGEST = re.compile(r"[0-9a-f]{64}")
# A slug has no eight digits in a row: no telephone number is one.
_SLUG = re.compile(r"(?!.*\d{8})[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_REFERENCE = re.compile(r"[A-Z][A-Z0-9-]{2,59}")


def number(value: Any) -> bool:
    """A count, a turn, a revision or the id of a row."""
    return type(value) is int and 0 <= value <= MOST


def digest(value: Any) -> bool:
    """A SHA-256 in lower-case hexadecimal: of a version, or over the ids of messages."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def slug(value: Any) -> bool:
    """A name of ours or of the builders: a flow, a node, a role, a status, a department's code."""
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None


def slugs(value: Any) -> bool:
    """A list of slugs, such as the names of the columns that were changed."""
    return isinstance(value, list) and len(value) <= MOST_NAMES and all(map(slug, value))


def references(value: Any) -> bool:
    """A list of the reference numbers of cases."""
    return (
        isinstance(value, list)
        and len(value) <= MOST_NAMES
        and all(isinstance(one, str) and _REFERENCE.fullmatch(one) for one in value)
    )


def maybe(detail: Detail) -> Detail:
    """The same, or an empty string where there is nothing to name."""

    def check(value: Any) -> bool:
        return value == "" or detail(value)

    check.__name__ = f"maybe_{detail.__name__}"
    return check
