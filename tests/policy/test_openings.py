"""Whoever of the staff meets what a citizen wrote, or who they are, leaves an event on the trail.

Every page that is asked for by an address is asked for, as everybody who works there, with the ids of a
citizen whose words and name are known; where one of them is in the answer, an opening was recorded.
"""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from extensions import db
from models import (
    AuditEvent,
    Case,
    Contact,
    Conversation,
    Handover,
    Message,
    Queue,
    scope,
)
from tests.admin.conftest import Town, build

NAME = "Chan Tai Man"
PLANTED = (NAME, "Tree down", "Fallen-branch-51", "5555 0901", "55550901")
ROLES = ("agent", "content-editor", "department-admin", "auditor")
# What counts as an opening, and stands in audit/catalogue.py.
OPENINGS = {
    "conversation.opened",
    "case.opened",
    "media.opened",
    "message.explained",
    "cases.exported",
    "questions.unanswered_opened",
}
OURS = re.compile(r"\.static$|^(security|sandbox|limiter)")


def test_every_look_at_a_citizen_is_on_the_trail(app: Flask) -> None:
    town = build(app)
    ids = _plant(town)
    met: dict[str, set[str]] = {}
    silent = []
    for role in ROLES:
        for rule in _pages(app):
            for address in _addresses(app, rule, ids):
                before = _last(town)
                answer = town.visitor(role).get(address)  # a new session: one notes a record once
                if answer.status_code != 200 or not _tells(answer.get_data()):
                    continue
                found = _since(town, before)
                met.setdefault(str(rule.endpoint), set()).update(found & OPENINGS)
                if not found & OPENINGS:
                    silent.append(f"{role}: {address}")
    assert not silent, f"these pages tell of a citizen and leave nothing on the trail: {silent}"
    assert {
        "conversations.details_view",
        "conversations.messages_view",
        "waiting.details_view",
        "waiting.messages_view",
        "cases.details_view",
        "cases.export",
        "why.message_view",
    } <= met.keys()


def _plant(town: Town) -> dict[str, list[object]]:
    """Words and a name in every place where they may stand; what addresses are filled with."""
    place = town.parks
    with town.app.app_context(), scope.system():
        contact = db.session.query(Contact).filter_by(department_id=place.department).one()
        contact.fields = {"note": "Fallen-branch-51"}
        contact.tags = ["Fallen-branch-51"]
        case = db.session.get_one(Case, place.case)
        case.note = {"en": "Fallen-branch-51"}
        case.answers = [{**one, "words": "Fallen-branch-51"} for one in case.answers]
        queue = Queue(department_id=place.department, name="default")
        db.session.add(queue)
        db.session.flush()
        talk = db.session.get_one(Conversation, place.conversation)
        wait = Handover(
            department_id=place.department, conversation_id=talk.id, queue_id=queue.id, turn=1
        )
        db.session.add(wait)
        db.session.flush()
        assert place.conversation == place.case == wait.id, "one id must fit all of them"
        out = db.session.query(Message).filter_by(conversation_id=talk.id, direction="out")
        ids: dict[str, list[object]] = {
            "id": [place.conversation, place.media, out.order_by(Message.id).limit(1).one().id],
            "flow_id": [place.flow],
            "number": [1],
            "export_type": ["csv"],
            "format": ["csv"],
        }
        db.session.commit()
    return ids


def _pages(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        is_ours = rule.rule.startswith("/admin") and not OURS.search(str(rule.endpoint))
        if is_ours and rule.methods and "GET" in rule.methods:
            yield rule


def _addresses(app: Flask, rule: Rule, ids: dict[str, list[object]]) -> Iterator[str]:
    """The page's address with each id that might fit."""
    fitting = {name: values[0] for name, values in ids.items()}
    known = {name: fitting.get(name, "welcome") for name in rule.arguments}
    with app.test_request_context():
        for id in ids["id"] if "id" in known else ids["id"][:1]:
            try:
                values: dict[str, Any] = {**known, "id": id}
                yield app.url_for(str(rule.endpoint), **values)
            except ValueError:  # an address that takes a number only
                continue


def _tells(data: bytes) -> bool:
    return any(one.encode() in data for one in PLANTED)


def _last(town: Town) -> int:
    with town.app.app_context():
        return db.session.scalar(db.select(db.func.max(AuditEvent.id))) or 0


def _since(town: Town, before: int) -> set[str]:
    with town.app.app_context():
        return set(db.session.scalars(db.select(AuditEvent.action).where(AuditEvent.id > before)))
