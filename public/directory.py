"""The directory: which departments can be written to, by which numbers, through which entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from extensions import db
from models import Channel, Department, Flow, FlowVersion


@dataclass(frozen=True)
class Entry:
    """A link code of a published flow. ``words`` says by language what the code leads to."""

    code: str
    words: dict[str, str]


@dataclass(frozen=True)
class Listing:
    """A department as the public sees it: its numbers in E.164, the first one added first.

    ``names`` and ``hours`` are texts by language tag.
    """

    id: int
    code: str
    names: Mapping[str, str]
    telephone: str
    hours: Mapping[str, str]
    numbers: tuple[str, ...]


def listings() -> list[Listing]:
    """Every department with at least one number, in the order they were added."""
    numbers: dict[int, list[str]] = {}
    for department_id, number in db.session.execute(
        select(Channel.department_id, Channel.number).order_by(Channel.id)
    ):
        numbers.setdefault(department_id, []).append(number)
    departments = db.session.scalars(select(Department).order_by(Department.id))
    return [
        _listing(department, numbers[department.id])
        for department in departments
        if department.id in numbers
    ]


def listing(code: str) -> Listing | None:
    """The department of this code, in upper or lower case, even without a number; else None."""
    department = db.session.scalar(select(Department).where(Department.code == code.lower()))
    if department is None:
        return None
    numbers = db.session.scalars(
        select(Channel.number).where(Channel.department_id == department.id).order_by(Channel.id)
    )
    return _listing(department, numbers)


def _listing(department: Department, numbers: Iterable[str]) -> Listing:
    return Listing(
        id=department.id,
        code=department.code,
        names=department.names,
        telephone=department.telephone,
        hours=department.hours,
        numbers=tuple(numbers),
    )


def entries(listed: Listing) -> list[Entry]:
    """The link codes of the department's published flows, in the flows' order."""
    documents = db.session.scalars(
        select(FlowVersion.document)
        .join(Flow, Flow.live_version_id == FlowVersion.id)
        .where(Flow.department_id == listed.id)
        .order_by(Flow.id)
    )
    return [entry for document in documents for entry in _entries(document)]


def _entries(document: dict[str, Any]) -> list[Entry]:
    """The entries of one published graph, whose shape the gate has proved."""
    triggers = document.get("triggers", [])
    return [
        Entry(trigger["code"].upper(), _words(triggers, trigger.get("at")))
        for trigger in triggers
        if trigger["by"] == "link"
    ]


def _words(triggers: list[dict[str, Any]], at: str | None) -> dict[str, str]:
    """What staff call the place that a link leads to: the first trigger words that lead there too."""
    for trigger in triggers:
        if trigger["by"] == "words" and trigger.get("at") == at:
            return {tag: words[0] for tag, words in trigger["words"].items() if words}
    return {}
