from collections.abc import Callable

import msgspec

from extensions import db
from flows import events
from models import Message, scope
from tests.admin.conftest import Town

Events = Callable[[], list[tuple[str, str]]]


def test_the_list_shortens_names(small_town: Town) -> None:
    page = small_town.visitor("agent").page("/admin/conversations/")
    assert "C•• T•• M••" in page
    assert "Tai Man" not in page
    assert "23 h" in page


def test_the_transcript_shows_everything_and_hides_nothing(small_town: Town) -> None:
    id = small_town.parks.conversation
    page = small_town.visitor("agent").page(f"/admin/conversations/details/?id={id}")
    assert "Tree down &lt;b&gt;here&lt;/b&gt; ‹U+202E›gnp.eert" in page
    assert "\u202e" not in page
    for said in (
        "What would you like to do?",
        "Report a fallen tree",
        "With photos",
        "Send location",
    ):
        assert said in page
    assert "https://www.openstreetmap.org/?mlat=22.281910&amp;mlon=114.188750" in page
    assert "22.28191, 114.18875" in page
    assert f'src="/admin/media/{small_town.parks.media}"' in page
    assert "The person cannot receive this." in page
    assert "•••• 0901" in page
    assert "8525550901" not in page


def test_opening_leaves_one_event_a_session(small_town: Town, trail: Events) -> None:
    id = small_town.parks.conversation
    visitor = small_town.visitor("agent")
    for _ in range(3):
        visitor.page(f"/admin/conversations/details/?id={id}")
        visitor.get(f"/admin/conversations/messages/?id={id}")
    opened = [event for event in trail() if event[0] == "conversation.opened"]
    assert opened == [("conversation.opened", f"conversation:{id}")]


def test_only_what_changed_is_sent_again(town: Town) -> None:
    id = town.parks.conversation
    path = f"/admin/conversations/messages/?id={id}"
    visitor = town.visitor("agent")
    first = visitor.get(path)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 304
    with town.app.app_context(), scope.system():
        row = db.session.query(Message).filter_by(conversation_id=id, status="delivered").one()
        row.status = "read"
        row.read_at = row.happened_at
        db.session.commit()
    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_long_talk_comes_fifty_at_a_time(small_town: Town) -> None:
    id = small_town.parks.conversation
    with small_town.app.app_context(), scope.system():
        for number in range(60):
            db.session.add(
                Message(
                    department_id=small_town.parks.department, ulid=f"L{number:025d}",
                    conversation_id=id, direction="in", kind="words", status="received",
                    content=msgspec.json.encode(events.Words(text=f"line {number:02d}")),
                )
            )  # fmt: skip
        db.session.commit()
        oldest = db.session.query(Message.id).filter_by(ulid=f"L{10:025d}").scalar()
    visitor = small_town.visitor("agent")
    newest = visitor.page(f"/admin/conversations/details/?id={id}")
    assert "line 59" in newest
    assert "line 09" not in newest
    assert f"before={oldest}" in newest
    older = visitor.page(f"/admin/conversations/details/?id={id}&before={oldest}")
    assert "line 09" in older
    assert "line 10" not in older
    assert "data-live" not in older


def test_what_cannot_be_read_says_so(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        db.session.add(
            Message(
                department_id=small_town.parks.department, ulid="B" * 26,
                conversation_id=small_town.parks.conversation, direction="in", kind="words",
                status="received", content=b"not json",
            )
        )  # fmt: skip
        db.session.commit()
    path = f"/admin/conversations/details/?id={small_town.parks.conversation}"
    assert "A message that this version cannot read" in small_town.visitor("agent").page(path)
