"""Talks that fictional people have had with the demonstration flow of Parks."""

import itertools
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from ulid import ULID

from conversations.inbound.arrivals import dump_content
from conversations.releases.archive import Archive
from extensions import db
from flows.effects import Say
from flows.events import Words
from flows.state import dump
from flows.trials.stage import Stage
from flows.world import Contact as Citizen
from flows.world import World
from models import Channel, Contact, Conversation, Department, Message, Person, scope
from tests.admin.builder.conftest import Office

_people = itertools.count(100)


def talk(office: Office, *said: str, language: str = "en") -> int:
    """Somebody new says these things, one a minute, just now; the conversation's id."""
    with office.app.app_context(), scope.system():
        home = db.session.scalars(select(Department).where(Department.code == "parks")).one()
        conversation = _conversation(home, language)
        begun = datetime.now(UTC) - timedelta(minutes=len(said))
        library = Archive(home.id)
        world = World(
            now=begun, conversation="1", library=library, contact=Citizen(language=language)
        )
        stage = Stage(library.front_door, world)
        for one in said:
            _message(conversation, "in", dump_content(Words(one)), stage.now)
            for effect in stage.hear(Words(one)):
                if isinstance(effect, Say):
                    _message(conversation, "out", dump_content(effect.message), stage.now, effect)
            stage.wait(stage.now + timedelta(minutes=1))
        conversation.state = dump(stage.state)
        conversation.turn = stage.state.turn
        conversation.last_message_at = stage.now
        if stage.frame:
            conversation.flow = stage.frame.flow
            conversation.version = stage.frame.version
            conversation.node = stage.frame.node
        db.session.commit()
        return conversation.id


def _conversation(home: Department, language: str) -> Conversation:
    number = next(_people)
    channel = db.session.scalars(select(Channel)).first() or Channel(
        department_id=home.id, phone_number_id="100000000000001", number="+85255550100",
        waba_id="200000000000001", portfolio_id="300000000000001", token="a-token-for-tests",
    )  # fmt: skip
    person = Person()
    db.session.add_all([channel, person])
    db.session.flush()
    contact = Contact(
        person_id=person.id, department_id=home.id, name=f"Citizen {number}", language=language
    )
    db.session.add(contact)
    db.session.flush()
    conversation = Conversation(
        department_id=home.id, person_id=person.id, channel_id=channel.id, contact_id=contact.id
    )
    db.session.add(conversation)
    db.session.flush()
    return conversation


def _message(
    conversation: Conversation,
    direction: str,
    content: bytes,
    at: datetime,
    effect: Say | None = None,
) -> None:
    where = {} if effect is None else {
        "flow": effect.flow, "version": effect.version, "node": effect.node,
    }  # fmt: skip
    db.session.add(
        Message(
            department_id=conversation.department_id, conversation_id=conversation.id,
            ulid=str(ULID()), direction=direction, kind="words" if direction == "in" else "text",
            content=content, status="received" if direction == "in" else "read", happened_at=at,
            **where,
        )
    )  # fmt: skip
    db.session.flush()
