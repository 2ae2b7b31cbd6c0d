"""A department's questions: adding and changing them, and keeping which were asked.

Nothing here commits: the change and its entry on the trail belong to the caller's transaction. An
entry answers citizens from the next turn on while it is live; what it said before is on the trail by
its revision, not by its words.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, func, insert, select

from audit import trail
from conversations.tables import consultation
from conversations.talks.effects import Asked, handles
from extensions import db
from flows.department.questions import MOST, Entry
from flows.documents.faults import Fault, ShapeError
from flows.documents.sentences import faults_of
from flows.documents.shape import is_id
from flows.effects import Consulted
from flows.messages import TEXT_BODY, length
from flows.text import PlaceholderError, placeholders
from models import Department, Question
from models.columns import JsonObject

LONGEST_WAMID = 255
KNOWN_ROOTS = frozenset({"contact", "department", "today"})  # an answer stands in no flow


class StaleQuestionError(Exception):
    """Somebody else has changed the question since it was read; nothing is stored."""


def register() -> None:
    """Have the runtime bring us which questions were asked."""
    handles(Consulted)(consulted)


def consulted(connection: Connection, wanted: Sequence[Asked[Consulted]], now: datetime) -> None:
    """Keep which entries answered, and that none did; not what was asked."""
    connection.execute(
        insert(consultation),
        [
            {
                "department_id": asked.turn.lane.department_id,
                "conversation_id": asked.turn.lane.conversation_id,
                "wamid": asked.effect.message[:LONGEST_WAMID] or None,
                "entry": asked.effect.entry,
                "asked_at": now,
            }
            for asked in wanted
        ],
    )


def entry_of(row: Question) -> Entry:
    """The entry that ``row`` holds."""
    return Entry.model_validate({**row.document, "id": row.name})


def checked(name: str, document: Mapping[str, Any]) -> Entry:
    """The entry of this id.

    Raises:
        ShapeError: it is none; with the path and a sentence for every fault.

    """
    try:
        entry = Entry.model_validate({**document, "id": name})
    except ValidationError as error:
        raise ShapeError(faults_of(error, "")) from error
    faults = [fault for tag, text in entry.answer.items() for fault in _of_answer(tag, text)]
    if faults:
        raise ShapeError(faults)
    return entry


def _of_answer(tag: str, text: str) -> list[Fault]:
    try:
        paths = placeholders(text)
    except PlaceholderError as fault:
        return [Fault(f"answer.{tag}", f"A placeholder cannot be read: {fault}.")]
    unknown = [path for path in paths if path[0] not in KNOWN_ROOTS]
    if unknown:
        named = ".".join(unknown[0])
        return [Fault(f"answer.{tag}", f"Nothing is known as {named} in an answer.")]
    if length(text) > TEXT_BODY:
        return [Fault(f"answer.{tag}", f"WhatsApp allows {TEXT_BODY} characters.")]
    return []


def named(department_id: int, name: str) -> Question | None:
    """The department's question of this id, or None."""
    return db.session.scalar(
        select(Question).where(Question.department_id == department_id, Question.name == name)
    )


def free_name(department_id: int, question: Mapping[str, str]) -> str:
    """An id for a new question: from its English words, else ``q`` and a number."""
    words = re.findall(r"[a-z0-9]+", question.get("en", "").casefold())
    stem = "-".join(words[:6])[:40].strip("-")
    stem = stem if is_id(stem) else "q"
    known = select(Question.name).where(Question.department_id == department_id)
    taken = set(db.session.scalars(known))
    number = 1 if stem == "q" else 0
    while (name := f"{stem}-{number}" if number else stem) in taken:
        number += 1
    return name


def add(
    department: Department,
    name: str,
    document: Mapping[str, Any],
    live: bool,  # noqa: FBT001 (a column of the row)
    actor: str,
) -> Question:
    """Add a question.

    Raises:
        ShapeError: it is none, its id is taken, or the department has as many as it may.

    """
    checked(name, document)
    if named(department.id, name) is not None:
        raise ShapeError([Fault("id", f"There is a question {name} already.")])
    count = select(func.count(Question.id)).where(Question.department_id == department.id)
    if (db.session.scalar(count) or 0) >= MOST:
        raise ShapeError([Fault("", f"A department keeps at most {MOST} questions.")])
    row = Question(department_id=department.id, name=name, document=dict(document), live=live)
    db.session.add(row)
    db.session.flush()
    _record("question.added", row, actor, question=name)
    return row


def change(
    row: Question,
    document: Mapping[str, Any],
    live: bool,  # noqa: FBT001 (a column of the row)
    actor: str,
    seen: int | None = None,
) -> bool:
    """Whether anything was changed. ``seen`` is the revision that the author started from.

    Raises:
        ShapeError: it is no question.
        StaleQuestionError: the question is at another revision than ``seen``.

    """
    db.session.refresh(row, with_for_update=True)
    if seen is not None and row.revision != seen:
        raise StaleQuestionError
    checked(row.name, document)
    fields = sorted(
        key
        for key in {*row.document, *document}
        if row.document.get(key) != document.get(key)
    )  # fmt: skip
    if row.live != live:
        fields.append("live")
    if not fields:
        return False
    row.document, row.live = dict(document), live
    row.revision += 1
    db.session.flush()
    _record("question.changed", row, actor, question=row.name, revision=row.revision, fields=fields)
    return True


def document_of(
    question: Mapping[str, str],
    also: Mapping[str, Sequence[str]],
    answer: Mapping[str, str],
    **more: str,
) -> JsonObject:
    """What is stored: empty parts left out. ``more`` are link, topic, valid_from, valid_until."""
    found: JsonObject = {
        "question": _filled(question),
        "also": {tag: list(words) for tag, words in also.items() if words},
        "answer": _filled(answer),
        **{key: value for key, value in more.items() if value},
    }
    if not found["also"]:
        del found["also"]
    return found


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {tag: text for tag, text in texts.items() if text.strip()}


def _record(action: str, row: Question, actor: str, **details: Any) -> None:
    trail.record(
        action,
        actor=actor,
        subject=f"question:{row.id}",
        department_id=row.department_id,
        **details,
    )
