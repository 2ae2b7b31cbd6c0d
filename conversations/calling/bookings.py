"""Who answers flows that book: in the sandbox its stand-in, in the open nobody yet."""

import threading

from flask import current_app
from sqlalchemy import select

from config import Settings
from conversations.calling.calls import FAILED, Answer, Question, answers
from conversations.transactions import looking
from flows.department import bookings
from models import Department
from whatsapp import stand_in

MOST_TOLD = 1000  # answers that are given again to who asks again


class Diary:
    """What the stand-in has booked, while this process lives: the sandbox has one worker."""

    def __init__(self) -> None:
        """Begin with nothing booked."""
        self._lock = threading.Lock()
        self._services: dict[str, bookings.Services] = {}
        self._told: dict[str, Answer] = {}

    def answer(self, code: str, question: Question) -> Answer:
        """What the stand-in of the department ``code`` says; the same to the same question."""
        with self._lock:
            if question.key not in self._told:
                self._told[question.key] = self._booked(code, question)
            while len(self._told) > MOST_TOLD:
                del self._told[next(iter(self._told))]
            return self._told[question.key]

    def _booked(self, code: str, question: Question) -> Answer:
        services = self._services.get(code) or stand_in.surroundings(code).bookings
        outcome, data = bookings.answer(question.request, services)
        self._services[code] = dict(bookings.after(question.request, outcome, services))
        return Answer(outcome, data)


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
    diary: Diary = current_app.extensions.setdefault("booked", Diary())
    return diary.answer(code or "", question)
