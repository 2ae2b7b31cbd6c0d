from datetime import timedelta

import msgspec
import pytest

from audit import record
from audit.trail import SYSTEM
from extensions import db
from flows import events, messages
from flows.graph import content_hash
from models import Conversation, FlowVersion, Message, Remark, Review, User, scope
from models.columns import utc_now
from tests.admin.conftest import Town

GRAPH = {
    "format": 1,
    "name": "front",
    "languages": ["en"],
    "start": "welcome",
    "nodes": {
        "welcome": {
            "kind": "menu",
            "text": {"en": "What is it?"},
            "options": [{"id": "hours", "label": {"en": "Opening hours"}}],
            "exits": {"hours": "told", "other": "told"},
        },
        "told": {"kind": "message", "text": {"en": "From six."}, "exits": {"next": "done"}},
        "done": {"kind": "end"},
    },
}
SAID = "From six to eleven, Mei-ling"
ASKED = "when do you close?"


@pytest.fixture
def answered(small_town: Town) -> tuple[Town, int]:
    """Somebody asked and was answered by a version that was reviewed; the answer's id."""
    place, now = small_town.parks, utc_now()
    with small_town.app.app_context(), scope.system():
        review = Review(
            department_id=place.department, flow_id=place.flow, content_hash=content_hash(GRAPH),
            stage="published", submitted_by=f"user:{place.user}",
        )  # fmt: skip
        approver = db.session.query(User).filter_by(email="supervisor@example.org").one()
        review.remarks.append(
            Remark(
                department_id=place.department, act="approve", words="", actor=f"user:{approver.id}"
            )
        )
        version = FlowVersion(
            department_id=place.department, flow_id=place.flow, number=7, document=GRAPH,
            content_hash=content_hash(GRAPH), published_by="terminal", way="approved", review=review,
            published_at=now - timedelta(days=1), accepted=["steps"],
        )  # fmt: skip
        db.session.add(version)
        talk = db.session.get_one(Conversation, place.conversation)
        spoken = {"flow": "front", "version": version.content_hash}
        first = _message(talk, "out", "What is it?", 11, node="welcome", **spoken)
        heard = _message(talk, "in", ASKED, 0)
        said = _message(talk, "out", SAID, 12, node="told", **spoken)
        for one in (first, heard, said):
            db.session.add(one)
            db.session.flush()
        said.accepted_at = said.delivered_at = now
        for turn, reason in ((12, "courtesy"), (11, "expired")):
            event = record(
                "turn.noted", actor=SYSTEM, subject=f"conversation:{talk.id}",
                department_id=place.department, turn=turn, reasons=[reason],
            )  # fmt: skip
            event.at = said.happened_at
        db.session.commit()
        return small_town, said.id


def _message(talk: Conversation, direction: str, text: str, turn: int, **more: str) -> Message:
    content = messages.Text(text) if direction == "out" else events.Words(text=text)
    return Message(
        department_id=talk.department_id, ulid=f"WHY{turn:023}", conversation_id=talk.id,
        direction=direction, kind="text", content=msgspec.json.encode(content),
        status="delivered" if direction == "out" else "received", turn=turn, **more,
    )  # fmt: skip


def test_one_page_says_why(answered: tuple[Town, int]) -> None:
    town, id = answered
    page = town.visitor("department-admin").page(f"/admin/why/{id}")
    for said in (
        SAID,
        ASKED,
        "The talk stood at the step welcome of front.",
        "Thanks need no answer here.",
        "Step “From six.” (Say)",
        "Approved by supervisor@example.org",
        "steps",
        "Delivered",
    ):
        assert said in page, said
    assert "What was kept is too old" not in page
    assert '/versions/7">7</a>' in page
    taken = page.partition("<strong>")[2].partition("</strong>")[0]
    assert taken == "“What is it?” (Menu) › Opening hours"


def test_where_the_talk_had_not_stood_before_no_way_is_marked(answered: tuple[Town, int]) -> None:
    town, id = answered
    with town.app.app_context(), scope.system():
        db.session.execute(db.text("UPDATE message SET node = '' WHERE node = 'welcome'"))
        db.session.commit()
    page = town.visitor("department-admin").page(f"/admin/why/{id}")
    assert "These ways lead there in this version:" in page
    assert "is marked" not in page


def test_an_auditor_sees_everything_but_what_was_said(answered: tuple[Town, int]) -> None:
    town, id = answered
    page = town.visitor("auditor").page(f"/admin/why/{id}")
    assert "Approved by supervisor@example.org" in page
    assert "Delivered" in page
    assert "The citizen sent something" in page
    assert SAID not in page
    assert ASKED not in page


def test_asking_why_is_itself_on_the_trail(answered: tuple[Town, int]) -> None:
    town, id = answered
    visitor = town.visitor("agent")
    visitor.page(f"/admin/why/{id}")
    visitor.page(f"/admin/why/{id}")
    page = town.visitor("auditor").page("/admin/trail/?action=message.explained")
    assert page.count(f"Asked why a message was sent (message {id})") == 1


def test_a_turn_on_the_trail_leads_to_its_message(answered: tuple[Town, int]) -> None:
    town, id = answered
    query = f"conversation={town.parks.conversation}&turn=12"
    answer = town.visitor("auditor").get(f"/admin/why/turn/?{query}")
    assert answer.headers["Location"] == f"/admin/why/{id}"
    assert town.visitor("auditor").get("/admin/why/turn/?conversation=1&turn=x").status_code == 404


def test_what_a_person_wrote_has_no_rule(answered: tuple[Town, int]) -> None:
    town, id = answered
    with town.app.app_context(), scope.system():
        message = db.session.get_one(Message, id)
        message.said_by, message.flow, message.version, message.node = town.parks.user, "", "", ""
        db.session.commit()
    page = town.visitor("agent").page(f"/admin/why/{id}")
    assert "parks@example.org wrote it at the desk." in page
    assert "None: a person wrote it." in page


@pytest.mark.parametrize("id", ["0", "x", "999999", "9" * 30])
def test_no_message(answered: tuple[Town, int], id: str) -> None:
    town, _said = answered
    assert town.visitor("agent").get(f"/admin/why/{id}").status_code == 404


def test_a_message_of_another_department_does_not_exist(answered: tuple[Town, int]) -> None:
    town, id = answered
    with town.app.app_context(), scope.system():
        message = db.session.get_one(Message, id)
        message.department_id = town.tax.department
        db.session.commit()
    assert town.visitor("agent").get(f"/admin/why/{id}").status_code == 404
    assert town.visitor("content-editor").get(f"/admin/why/{id}").status_code == 403


def test_every_message_that_went_out_leads_to_its_page(answered: tuple[Town, int]) -> None:
    town, id = answered
    place = town.parks
    page = town.visitor("agent").page(f"/admin/conversations/details/?id={place.conversation}")
    assert f'href="/admin/why/{id}"' in page
