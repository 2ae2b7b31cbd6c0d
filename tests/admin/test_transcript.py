"""A transcript tells that a system was asked, in its place, and not what."""

from datetime import timedelta

from sqlalchemy import select

from admin import transcript
from extensions import db
from models import Call, Conversation, Message, scope
from models.columns import utc_now
from tests.admin.conftest import Town


def _ask(town: Town, number: int, minutes: int, outcome: str, **more: str) -> None:
    values = {"to": "service", "name": "tax-records"} | more
    db.session.add(
        Call(
            department_id=town.parks.department, conversation_id=town.parks.conversation,
            key=f"1:2:{number}", turn=2, request={"send": {"name": "Chan Tai Man"}}, outcome=outcome,
            created_at=utc_now() - timedelta(minutes=minutes), deadline=utc_now(), **values,
        )
    )  # fmt: skip


def test_what_was_asked_stands_between_the_messages(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        _ask(small_town, 1, 60, "ok")
        _ask(small_town, 2, 0, "", to="status", name="")
        db.session.commit()
    path = f"/admin/conversations/details/?id={small_town.parks.conversation}"
    page = small_town.visitor("agent").page(path)
    first = page.index("Asked a system: tax-records, answered")
    last = page.index("Asked a system: cases, no answer yet")
    assert first < page.index("What would you like to do?") < last


def test_what_it_was_told_is_not_there(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        _ask(small_town, 1, 0, "failed")
        db.session.commit()
    with small_town.app.test_request_context(), scope.system():
        talk = db.session.get_one(Conversation, small_town.parks.conversation)
        asked = [one for one in transcript.page(talk).bubbles if one.aside]
        assert [one.what for one in asked] == ["Asked a system: tax-records, it did not work"]
        assert "Chan Tai Man" not in repr(asked)


def test_each_page_has_the_calls_of_its_own_time(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        rows = db.session.scalars(select(Message).order_by(Message.id)).all()
        first = next(row for row in rows if row.conversation_id == small_town.parks.conversation)
        for number in range(transcript.PAGE):
            db.session.add(
                Message(
                    department_id=first.department_id, ulid=f"X{number:025}", direction="out",
                    conversation_id=first.conversation_id, kind="text", status="read",
                    content=b'{"message":"text","body":"x"}',
                    happened_at=utc_now() + timedelta(minutes=number),
                )
            )  # fmt: skip
        _ask(small_town, 1, 60, "ok")
        _ask(small_town, 2, -10, "not_found")
        db.session.commit()
    with small_town.app.test_request_context(), scope.system():
        talk = db.session.get_one(Conversation, small_town.parks.conversation)
        newest = transcript.page(talk)
        earlier = transcript.page(talk, newest.before)
        told = [[one.what for one in page.bubbles if one.aside] for page in (newest, earlier)]
    assert told == [
        ["Asked a system: tax-records, nothing found"], ["Asked a system: tax-records, answered"],
    ]  # fmt: skip


def test_an_answer_changes_the_version(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        talk = db.session.get_one(Conversation, small_town.parks.conversation)
        before = transcript.version(talk)
        _ask(small_town, 1, 0, "")
        db.session.flush()
        asked = transcript.version(talk)
        db.session.scalars(select(Call)).one().answered_at = utc_now()
        db.session.flush()
        assert len({before, asked, transcript.version(talk)}) == 3
