"""How a case stands, told to whoever can show that it is theirs, and to nobody else.

Whether there is no such case, or it is another's, or somebody has guessed too often: the answer is
the same. With proof by telephone, whoever has not filed the case themselves is asked for the digits
before anything is looked at.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, func, select

from conversations.calling.calls import Answer, Question, answers_within
from conversations.tables import call, conversation, department
from flows.kinds.status import DIGITS
from models import Case
from models.columns import utc_now

MOST_MISSES: Final = 5  # of one conversation, in this time:
WHILE: Final = timedelta(hours=1)
NOT_FOUND = Answer("not_found")

case = cast("Table", Case.__table__)


def register() -> None:
    """Have look-ups of cases answered here."""
    answers_within("status")(look_up)


def look_up(connection: Connection, question: Question) -> Answer:
    """The case of the department with the reference that is asked for, if it is theirs."""
    request = question.request
    digits, by_phone = str(request.get("digits", "")), request.get("proof") == "phone"
    if _guesses(connection, question, utc_now()) >= MOST_MISSES:
        return NOT_FOUND
    found = connection.execute(
        select(
            case.c.reference, case.c.type, case.c.status, case.c.note, case.c.updated_at,
            case.c.answers, conversation.c.person_id, department.c.zone,
        )
        .join(conversation, conversation.c.id == case.c.conversation_id)
        .join(department, department.c.id == case.c.department_id)
        .where(
            case.c.department_id == question.department_id,
            case.c.reference == str(request.get("reference", "")),
        )
    ).first()  # fmt: skip
    asking = connection.scalar(
        select(conversation.c.person_id).where(conversation.c.id == question.conversation_id)
    )
    if found is not None and found.person_id == asking:
        return _told(found)
    if by_phone and not digits:
        return Answer("proof")
    if found is not None and by_phone and _proves(digits, found.answers):
        return _told(found)
    return NOT_FOUND


def _guesses(connection: Connection, question: Question, now: datetime) -> int:
    """How often the conversation asked in vain of late."""
    missed = select(func.count()).where(
        call.c.conversation_id == question.conversation_id,
        call.c.to == "status",
        call.c.outcome == NOT_FOUND.outcome,
        call.c.answered_at > now - WHILE,
    )
    return connection.scalar(missed) or 0


def _proves(digits: str, answers: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these are the last digits of a telephone number that the form was given."""
    numbers = (
        "".join(filter(str.isdigit, str(one.get("value") or "")))
        for one in answers
        if one.get("type") == "phone"
    )
    return len(digits) == DIGITS and any(
        len(number) > DIGITS and hmac.compare_digest(number[-DIGITS:].encode(), digits.encode())
        for number in numbers
    )


def _told(found: Any) -> Answer:
    return Answer(
        "found",
        {
            "reference": found.reference,
            "type": found.type,
            "state": found.status,
            "updated": found.updated_at.astimezone(ZoneInfo(found.zone)).date().isoformat(),
            "note": found.note or {},
        },
    )
