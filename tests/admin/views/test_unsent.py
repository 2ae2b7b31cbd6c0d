"""What is laid aside, as staff meet it: on its list and in the conversation."""

from datetime import timedelta

import pytest

from admin import moments
from extensions import db
from models import Conversation, Message, OutboxRow, scope
from tests.admin.conftest import Place, Town

WHY = "More than 24 hours have passed since the person last wrote."


def _lay_aside(town: Town, place: Place, *, is_open: bool = True) -> int:
    """Lay a message of this department aside; its id."""
    with town.app.app_context(), scope.system():
        talk = db.session.get_one(Conversation, place.conversation)
        if not is_open:
            talk.last_inbound_at = moments.now() - timedelta(days=2)
        said = db.session.query(Message).filter_by(conversation_id=talk.id, direction="out").first()
        assert said is not None
        said.status, said.error_code, said.error_text = "parked", 131047, WHY
        row = OutboxRow(
            message_id=said.id, conversation_id=talk.id, channel_id=talk.channel_id, state="parked"
        )
        db.session.add(row)
        db.session.commit()
        return said.id


def _state(town: Town, id: int) -> str:
    with town.app.app_context(), scope.system():
        return db.session.get_one(Message, id).status


def test_both_places_show_it_with_its_reason(small_town: Town) -> None:
    visitor = small_town.visitor("agent")
    assert "Nothing is laid aside" in visitor.page("/admin/unsent/")
    id = _lay_aside(small_town, small_town.parks)
    details = f"/admin/conversations/details/?id={small_town.parks.conversation}"
    for path in ("/admin/unsent/", details):
        page = visitor.page(path)
        assert WHY in page
        assert f'action="/admin/unsent/send/?id={id}"' in page
        assert f'action="/admin/unsent/drop/?id={id}"' in page


@pytest.mark.parametrize(("deed", "state"), [("send", "queued"), ("drop", "failed")])
def test_whoever_answers_citizens_sends_it_or_drops_it(
    small_town: Town, deed: str, state: str
) -> None:
    id = _lay_aside(small_town, small_town.parks)
    answer = small_town.visitor("agent").post(f"/admin/unsent/{deed}/?id={id}")
    assert answer.status_code == 302
    assert _state(small_town, id) == state
    visitor = small_town.visitor("agent")
    visitor.post(f"/admin/unsent/{deed}/?id={id}")
    assert "somebody was faster" in visitor.page("/admin/unsent/")
    assert _state(small_town, id) == state


def test_with_the_window_closed_it_is_not_offered_and_not_sent(small_town: Town) -> None:
    id = _lay_aside(small_town, small_town.parks, is_open=False)
    visitor = small_town.visitor("agent")
    assert "Send now" not in visitor.page("/admin/unsent/")
    visitor.post(f"/admin/unsent/send/?id={id}")
    assert "WhatsApp would refuse it" in visitor.page("/admin/unsent/")
    assert _state(small_town, id) == "parked"


def test_another_departments_is_not_there(small_town: Town) -> None:
    id = _lay_aside(small_town, small_town.tax)
    visitor = small_town.visitor("agent")
    assert WHY not in visitor.page("/admin/unsent/")
    assert visitor.post(f"/admin/unsent/drop/?id={id}").status_code == 404
    assert visitor.post("/admin/unsent/drop/?id=x").status_code == 404
    assert _state(small_town, id) == "parked"


def test_who_only_reads_changes_nothing(small_town: Town) -> None:
    id = _lay_aside(small_town, small_town.parks)
    admin = small_town.visitor("department-admin")
    page = admin.page("/admin/unsent/")
    assert WHY in page
    assert "Drop" not in page
    assert admin.post(f"/admin/unsent/drop/?id={id}").status_code == 404
    assert small_town.visitor("content-editor").get("/admin/unsent/").status_code == 403
    assert _state(small_town, id) == "parked"
