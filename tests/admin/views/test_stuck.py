"""Staff see where people stand, without their words, and help them on."""

import pytest

from extensions import db
from flows.graph import content_hash
from models import AuditEvent, Conversation, FlowVersion, InboxRow, scope
from tests.admin.conftest import TREE, Place, Town

ASK = {
    **TREE,
    "nodes": {
        "hello": {"kind": "end"},
        "report": {
            "kind": "question",
            "field": {"id": "what", "type": "text", "ask": {"en": "What happened?"}},
            "exits": {"next": "hello"},
        },
    },
}


@pytest.fixture
def place(town: Town) -> Place:
    """The conversation of ``parks`` stands at a question of a flow that is known."""
    with town.app.app_context(), scope.system():
        talk = db.session.get_one(Conversation, town.parks.conversation)
        version = db.session.scalars(
            db.select(FlowVersion).where(FlowVersion.flow_id == town.parks.flow)
        ).one()
        version.content_hash, version.document = content_hash(ASK), ASK
        talk.version, talk.turn = version.content_hash, 4
        db.session.commit()
    return town.parks


def _path(place: Place, deed: str = "details") -> str:
    return f"/admin/stuck/{deed}/?id={place.conversation}"


def _stored(town: Town) -> list[str]:
    """The keys of what staff had done; each is on the trail."""
    with town.app.app_context(), scope.system():
        keys = db.select(InboxRow.key).where(InboxRow.kind == "steering")
        stored = list(db.session.scalars(keys))
        assert db.session.query(AuditEvent).filter_by(action="talk.steered").count() == len(stored)
        return stored


@pytest.mark.usefixtures("place")
def test_the_list_says_where_and_why_and_nothing_that_was_written(town: Town) -> None:
    page = town.visitor("supervisor").page("/admin/stuck/")
    assert "What happened?" in page
    assert "The citizen’s answer" in page
    assert "C•• T•• M••" in page
    assert "Chan" not in page
    assert "Tree down" not in page
    assert "Nobody is stuck" not in page


@pytest.mark.usefixtures("place")
def test_the_list_is_narrowed_to_a_step(town: Town) -> None:
    visitor = town.visitor("supervisor")
    assert 'class="first"' in visitor.page("/admin/stuck/?step=front:report")
    assert 'class="first"' not in visitor.page("/admin/stuck/?step=front:hello")
    assert 'class="first"' in visitor.page("/admin/stuck/?step=front:%00")


@pytest.mark.parametrize("who", ["agent", "system-admin", "auditor", "content-editor"])
def test_who_may_not_speak_to_citizens_helps_nobody_on(town: Town, place: Place, who: str) -> None:
    assert town.visitor(who).get("/admin/stuck/").status_code == 403
    assert town.visitor(who).post(_path(place, "end"), turn=4).status_code == 403


def test_another_departments_people_are_not_there(town: Town) -> None:
    visitor = town.visitor("supervisor")
    assert visitor.get(_path(town.tax)).status_code == 404
    for deed in ("repeat", "move", "end"):
        assert visitor.post(_path(town.tax, deed), turn=0, node="hello").status_code == 404
    assert _stored(town) == []


@pytest.mark.parametrize("deed", ["repeat", "move", "end"])
def test_a_talk_is_helped_on(town: Town, place: Place, deed: str) -> None:
    visitor = town.visitor("department-admin")
    assert 'name="turn" value="4"' in visitor.page(_path(place))
    answer = visitor.post(_path(place, deed), turn=4, node="hello")
    assert answer.headers["Location"].endswith("/admin/stuck/")
    assert _stored(town) == [f"g:{place.conversation}:4"]


@pytest.mark.parametrize(
    ("deed", "fields", "said"),
    [
        ("repeat", {"turn": "3"}, "The talk has gone on since you looked at it."),
        ("move", {"turn": "4", "node": "nowhere"}, "Choose a step of the flow"),
        ("move", {"turn": "4"}, "Choose a step of the flow"),
    ],
)
def test_what_cannot_be_done_says_why(
    town: Town, place: Place, deed: str, fields: dict[str, str], said: str
) -> None:
    visitor = town.visitor("supervisor")
    answer = visitor.post(_path(place, deed), **fields)
    assert said in visitor.page(answer.headers["Location"])
    assert _stored(town) == []


@pytest.mark.parametrize("turn", ["", "x", "-1", "1" * 10])
def test_a_form_without_a_turn_is_refused(town: Town, place: Place, turn: str) -> None:
    assert town.visitor("supervisor").post(_path(place, "end"), turn=turn).status_code == 400


def test_after_24_hours_only_the_end_is_offered(town: Town, place: Place) -> None:
    with town.app.app_context(), scope.system():
        db.session.get_one(Conversation, place.conversation).last_inbound_at = None
        db.session.commit()
    visitor = town.visitor("supervisor")
    page = visitor.page(_path(place))
    assert "You can only end the talk." in page
    assert "/admin/stuck/repeat/" not in page
    assert "/admin/stuck/end/" in page
    answer = visitor.post(_path(place, "repeat"), turn=4)
    assert "You can only end the talk." in visitor.page(answer.headers["Location"])
    assert _stored(town) == []
