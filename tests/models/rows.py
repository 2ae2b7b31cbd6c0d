"""Fictional rows of two departments, for tests of what each may see."""

from dataclasses import dataclass

from extensions import db
from models import Case, Channel, Contact, Conversation, Department, Message, Person, scope


@dataclass(frozen=True)
class Town:
    """The ids of one department and of one row of each table that it owns."""

    department: int
    channel: int
    contact: int
    conversation: int
    message: int
    case: int


def two_towns() -> tuple[Town, Town, int]:
    """Two departments that one person wrote to; the last is the person's id. Committed."""
    with scope.system():
        person = Person()
        db.session.add(person)
        db.session.flush()
        person_id = person.id
        towns = _town("parks", person_id), _town("tax", person_id)
        db.session.commit()
        db.session.expunge_all()
        return *towns, person_id


def _town(code: str, person_id: int) -> Town:
    department = Department(code=code, names={"en": code.title()})
    db.session.add(department)
    db.session.flush()
    channel = Channel(
        department_id=department.id,
        phone_number_id=f"10{department.id}",
        number="+852 5555 0100",
        waba_id="20",
        portfolio_id="30",
        token="a fictional token",
    )
    contact = Contact(department_id=department.id, person_id=person_id, name=f"Fan of {code}")
    db.session.add_all([channel, contact])
    db.session.flush()
    conversation = Conversation(
        department_id=department.id,
        person_id=person_id,
        channel_id=channel.id,
        contact_id=contact.id,
    )
    db.session.add(conversation)
    db.session.flush()
    message = Message(
        department_id=department.id,
        ulid=f"{code:0>26}",
        conversation_id=conversation.id,
        direction="in",
        kind="text",
        content=b"{}",
        status="received",
    )
    case = Case(
        department_id=department.id,
        reference=f"{code.upper()}-1",
        type="question",
        conversation_id=conversation.id,
        contact_id=contact.id,
        flow="main",
        version="a" * 64,
        node="filed",
        language="en",
        answers=[],
    )
    db.session.add_all([message, case])
    db.session.flush()
    return Town(department.id, channel.id, contact.id, conversation.id, message.id, case.id)
