"""Two departments with everything that the staff site shows, and people who work for them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from extensions import db
from flows import events, messages
from flows.graph import content_hash
from models import (
    Case,
    Channel,
    Contact,
    Conversation,
    Department,
    Flow,
    FlowVersion,
    Grant,
    Identity,
    Media,
    Message,
    Person,
    User,
    scope,
)
from tests.staff.people import signed

TOKEN = "EAA-a-token-that-nobody-may-ever-read"
WRITTEN = "Tree down <b>here</b> \u202egnp.eert"
TREE = {
    "format": 1,
    "name": "front",
    "languages": ["en"],
    "start": "hello",
    "nodes": {"hello": {"kind": "end"}},
}


@dataclass
class Place:
    """One department's rows, by their ids."""

    department: int
    channel: int
    conversation: int
    case: int
    flow: int
    media: str
    user: int


@dataclass
class Town:
    """Two departments, ``parks`` and ``tax``, and the staff by the name of their role."""

    app: Flask
    parks: Place
    tax: Place
    sessions: dict[str, str] = field(default_factory=dict)

    def visitor(self, who: str) -> "Visitor":
        """A browser in which ``who`` is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update(signed(self.app, self.sessions[who]))
        return Visitor(client)


class Visitor:
    """A signed-in browser; what it posts carries the token of its pages."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def page(self, path: str, **kwargs: Any) -> str:
        """The text of a page, which must be there."""
        answer = self.client.get(path, **kwargs)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
        return answer.text

    def post(self, path: str, **fields: Any) -> TestResponse:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page("/admin/"))
        assert found
        return self.client.post(path, data={"csrf_token": found[1], **fields})


@pytest.fixture
def town(any_app: Flask) -> Town:
    """The town on each kind of database."""
    return build(any_app)


@pytest.fixture
def small_town(app: Flask) -> Town:
    """The town on SQLite alone, for what has nothing to do with the database."""
    return build(app)


@pytest.fixture
def trail(small_town: Town) -> Callable[[], list[tuple[str, str]]]:
    """The events so far, as pairs of action and subject."""

    def read() -> list[tuple[str, str]]:
        with small_town.app.app_context(), scope.system():
            rows = db.session.execute(
                db.text("SELECT action, subject FROM audit_event ORDER BY id")
            )
            return [(row[0], row[1]) for row in rows]

    return read


def build(app: Flask) -> Town:
    with app.app_context(), scope.system():
        parks = _department("parks", "Parks Office", "康樂事務處", "+85255550101", "1001")
        tax = _department("tax", "Tax Office", "稅務處", "+85255550102", "1002")
        town = Town(app, parks, tax)
        for role in ("system-admin", "auditor"):
            town.sessions[role] = _user(f"{role}@example.org", role, None).fs_uniquifier
        for role in ("content-editor", "agent", "supervisor", "department-admin"):
            user = _user(f"{role}@example.org", role, parks.department)
            town.sessions[role] = user.fs_uniquifier
        db.session.commit()
    return town


def _department(code: str, name: str, chinese: str, number: str, phone_number_id: str) -> Place:
    department = Department(
        code=code, names={"en": name, "zh-Hant": chinese}, telephone="2555 0100", demo=True
    )
    db.session.add(department)
    db.session.flush()
    channel = Channel(
        department_id=department.id,
        phone_number_id=phone_number_id,
        number=number,
        waba_id=f"{phone_number_id}5",
        portfolio_id="700",
        token=TOKEN,
    )
    person = Person()
    db.session.add_all([channel, person])
    db.session.flush()
    contact = Contact(
        person_id=person.id, department_id=department.id, name="Chan Tai Man", language="en"
    )
    digits = f"852555509{phone_number_id[-2:]}"
    identity = Identity(
        person_id=person.id,
        portfolio_id="700",
        kind="phone",
        fingerprint=digits.encode(),
        value=digits,
    )
    db.session.add_all([contact, identity])
    db.session.flush()
    now = datetime.now(UTC)
    conversation = Conversation(
        department_id=department.id,
        person_id=person.id,
        channel_id=channel.id,
        contact_id=contact.id,
        last_inbound_at=now - timedelta(minutes=3),
        last_message_at=now,
        flow="front",
        node="report",
    )
    db.session.add(conversation)
    db.session.flush()
    media = _talk(department.id, channel.id, conversation.id, now, phone_number_id)
    case = Case(
        department_id=department.id,
        reference=f"{code.upper()}-7Q2K",
        type="fallen-tree",
        conversation_id=conversation.id,
        contact_id=contact.id,
        flow="front",
        version="0" * 64,
        node="file",
        language="en",
        answers=_answers(media.id),
    )
    flow = Flow(department_id=department.id, name="front", draft=TREE)
    db.session.add_all([case, flow])
    db.session.flush()
    version = FlowVersion(
        department_id=department.id, flow_id=flow.id, number=1, content_hash=content_hash(TREE),
        document=TREE, published_by="terminal",
    )  # fmt: skip
    user = _user(f"{code}@example.org", "agent", department.id)
    db.session.add(version)
    db.session.flush()
    flow.live_version_id = version.id
    return Place(department.id, channel.id, conversation.id, case.id, flow.id, media.id, user.id)


def _answers(media: str) -> list[dict[str, Any]]:
    return [
        {
            "field": "what",
            "type": "text",
            "question": "What happened?",
            "words": "=1+1",
            "value": "=1+1",
        },
        {
            "field": "photos",
            "type": "photo",
            "question": "Photos",
            "words": "1 photo(s)",
            "value": [{"media": media, "caption": ""}],
        },
        {
            "field": "where",
            "type": "location",
            "question": "Where?",
            "words": "Victoria Park",
            "value": {
                "latitude": 22.28191,
                "longitude": 114.18875,
                "name": "Victoria Park",
                "address": "",
            },
        },
    ]


def _talk(department: int, channel: int, conversation: int, now: datetime, key: str) -> Media:
    media = Media(
        id=f"01HZZZZZZZZZZZZZZZZZZZ{key}",
        department_id=department,
        conversation_id=conversation,
        channel_id=channel,
        whatsapp_id="9",
        kind="photo",
        mime_type="image/png",
        filename="tree.png",
        state="kept",
    )
    db.session.add(media)
    db.session.flush()
    said: list[tuple[str, str, Any, str]] = [
        ("in", "words", events.Words(text=WRITTEN), "received"),
        (
            "out",
            "choices",
            messages.Choices(
                "What would you like to do?",
                "Choose",
                (
                    messages.Section(
                        "Parks", (messages.Row("a", "Report a fallen tree", "With photos"),)
                    ),
                ),
                "0 = main menu",
            ),
            "read",
        ),
        ("in", "tap", events.Tap(choice="a", title="Report a fallen tree"), "received"),
        ("out", "ask_location", messages.AskLocation("Where is it?"), "delivered"),
        (
            "in",
            "pin",
            events.Pin(latitude=22.28191, longitude=114.18875, name="Victoria Park"),
            "received",
        ),
        (
            "in",
            "attachment",
            events.Attachment(kind="photo", media=media.id, caption="See"),
            "received",
        ),
        (
            "out",
            "buttons",
            messages.Buttons(
                "Send it?", (messages.Button("y", "Send"), messages.Button("n", "Cancel"))
            ),
            "failed",
        ),
    ]
    for index, (direction, kind, content, status) in enumerate(said):
        db.session.add(
            Message(
                department_id=department,
                ulid=f"{key}{index:022d}",
                conversation_id=conversation,
                direction=direction,
                kind=kind,
                content=msgspec.json.encode(content),
                status=status,
                happened_at=now - timedelta(minutes=9 - index),
                error_text="The person cannot receive this." if status == "failed" else "",
            )
        )
        db.session.flush()
    return media


def _user(email: str, role: str, department: int | None) -> User:
    user = User(email=email, fs_uniquifier=email.ljust(64, "x"), password="unusable")
    user.grants.append(Grant(role=role, department_id=department))
    db.session.add(user)
    db.session.flush()
    return user
