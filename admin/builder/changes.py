"""Changes between two versions as the pages show them: where, and what, in the staff's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import pgettext

from flows.graph import Flow
from flows.versions.difference import Change
from flows.versions.telling import Teller
from staff.language import shown_language


@dataclass(frozen=True)
class Told:
    """A change in words. ``part`` is set where words changed: what holds them, and the language."""

    change: Change
    place: str
    sentence: str
    part: str = ""


def told(changes: Iterable[Change], before: Flow, after: Flow) -> list[Told]:
    """``changes`` from ``before`` to ``after`` in words."""
    teller = Teller(before, after, shown_language(), lambda label: str(pgettext("exit", label)))
    return [
        Told(
            change,
            teller.place(change),
            teller.sentence(change),
            teller.part(change) if change.what == "text" else "",
        )
        for change in changes
    ]
