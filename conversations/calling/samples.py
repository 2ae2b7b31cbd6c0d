"""Who answers a tester's calls: the sample that went with the question (``conversations.department.testers``)."""

from sqlalchemy import Connection

from conversations.calling.calls import FAILED, Answer, Question, answers_within
from conversations.department.testers import SAMPLE


def register() -> None:
    """Have the calls of testers answered here."""
    answers_within(SAMPLE)(answer)


def answer(_connection: Connection, question: Question) -> Answer:
    """The sample; without one the call has failed."""
    told = question.request
    return Answer(told.get("outcome", FAILED), told.get("data", {}))
