"""Cases as flows look them up: their states, and references as people write them."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from flows.documents.shape import Localised, Name, Shape

STATES = ("open", "in_progress", "done", "closed")

_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212\u30fc_-]\s*")
_FOUR = "([2-9A-HJKMNP-TV-Z]{4})"  # the letters of ``flows.world.World.reference``
_WITHIN = re.compile(rf"(?<![A-Z0-9]){_FOUR}-{_FOUR}(?![A-Z0-9])")
_ALONE = re.compile(rf"{_FOUR}[- ]?{_FOUR}")


class Case(Shape):
    """A case to look up in a trial. ``phone`` is the telephone number that its form was given."""

    reference: Annotated[str, StringConstraints(max_length=60)]
    type: Name = "case"
    state: Literal["open", "in_progress", "done", "closed"] = "open"
    updated: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] = ""
    note: Localised = Field(default_factory=dict)
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    own: bool = True


def reference_in(text: str, prefix: str) -> str:
    """The reference that stands in ``text``, as it is stored; empty when there is none.

    ``prefix`` is the department's code: it may be left out. Width, case and kind of dash do not
    count. In running text the dash between the last two groups must be there, and the eight signs
    are not digits alone, so that no word and no telephone number is taken for a reference.
    """
    shown = _shown(text)
    front = prefix.upper()
    bare = shown.removeprefix(front).strip("- ") if front else shown
    found = _ALONE.fullmatch(bare) or _WITHIN.search(shown)
    if found is None:
        return ""
    letters, prefixed = found[1] + found[2], bool(front) and f"{front}-{found[1]}" in shown
    if not prefixed and bare == shown and _is_ordinary(letters, found[0]):
        return ""
    return "-".join(part for part in (front, found[1], found[2]) if part)


def without_reference(text: str, prefix: str) -> str:
    """``text`` without the reference in it, whose prefix is no word of its own; else as it is."""
    if not reference_in(text, prefix):
        return text
    whole = re.compile(rf"(?:(?<![A-Z0-9]){re.escape(prefix.upper())}[- ]?)?{_FOUR}[- ]?{_FOUR}")
    return whole.sub(" ", _shown(text), count=1)


def _shown(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text[:1000]).upper().strip())


def _is_ordinary(letters: str, written: str) -> bool:
    """Whether it may be a telephone number, or a word of eight letters."""
    return letters.isdigit() or (letters.isalpha() and "-" not in written)
