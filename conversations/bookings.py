"""Who answers flows that book: in the sandbox its stand-in, in the open nobody yet."""

from flask import current_app
from sqlalchemy import select

from config import Settings
from conversations.calls import FAILED, Answer, Question, answers
from conversations.transactions import looking
from flows import bookings
from models import Department
from whatsapp import stand_in


def register() -> None:
    """Have calls for bookings brought to us."""
    answers("booking")(answer)


def answer(question: Question) -> Answer:
    """What the stand-in says; without the sandbox a booking fails, and the flow goes that way."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.sandbox:
        return Answer(FAILED)
    with looking() as connection:
        code = connection.scalar(
            select(Department.code).where(Department.id == question.department_id)
        )
    kept = stand_in.surroundings(code or "")
    return Answer(*bookings.answer(question.request, kept.bookings))
