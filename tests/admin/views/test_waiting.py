"""Who waits for a person, and the desk: what is shown, what may be done, and by whom."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from extensions import db
from flows.graph import content_hash
from flows.state import Frame, State, dump
from models import (
    AuditEvent,
    Conversation,
    Department,
    Flow,
    FlowVersion,
    Handover,
    InboxRow,
    Message,
    OutboxRow,
    Queue,
    User,
    scope,
)
from models.columns import utc_now
from tests.admin.conftest import Place, Town

FORM: dict[str, Any] = {
    "format": 1,
    "name": "front",
    "languages": ["en", "zh-Hant"],
    "start": "report",
    "nodes": {
        "report": {
            "kind": "form",
            "fields": [
                {"id": "photo", "type": "photo", "label": {"en": "Photos"}, "ask": {"en": "Show us"}},
                {
                    "id": "what", "type": "text",
                    "label": {"en": "What happened", "zh-Hant": "發生甚麼事"}, "ask": {"en": "What?"},
                },
                {"id": "where", "type": "location", "label": {"en": "Place"}, "ask": {"en": "Where?"}},
            ],
            "exits": {"submitted": "over", "cancelled": "over", "stuck": "over"},
        },
        "over": {"kind": "end"},
    },
}  # fmt: skip


def _wait(town: Town, place: Place, ago: timedelta = timedelta(minutes=5), **values: Any) -> int:
    """Hand the place's conversation over, in the middle of the form; the id of the row."""
    with town.app.app_context(), scope.system():
        queue = Queue(
            department_id=place.department,
            name="counter",
            names={"en": "Counter", "zh-Hant": "櫃位"},
        )
        talk = db.session.get(Conversation, place.conversation)
        flow = db.session.get(Flow, place.flow)
        assert talk is not None
        assert flow is not None
        version = FlowVersion(
            department_id=place.department, flow_id=flow.id, number=2,
            content_hash=content_hash(FORM), document=FORM, published_by="terminal",
        )  # fmt: skip
        answers = {
            "report": {
                "photo": [{"media": place.media, "caption": ""}],
                "what": "A branch fell <b>down</b>",
                "where": {"latitude": 22.28191, "longitude": 114.18875, "name": "Victoria Park", "address": ""},
            }
        }  # fmt: skip
        frame = Frame("front", version.content_hash, "report", answers=answers)
        talk.state = dump(State(turn=3, frames=[frame]))
        db.session.add_all([queue, version])
        db.session.flush()
        row = Handover(
            department_id=place.department, conversation_id=talk.id, queue_id=queue.id, turn=3,
            flow="front", version=version.content_hash, node="report",
            asked_at=utc_now() - ago, **values,
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        return row.id


def _row(town: Town, id: int) -> Handover:
    with town.app.app_context(), scope.system():
        row = db.session.get(Handover, id)
        assert row is not None
        return row


def _count(town: Town, model: Any) -> int:
    with town.app.app_context(), scope.system():
        return int(db.session.query(model).count())


def _last_heard(town: Town, at: datetime) -> None:
    with town.app.app_context(), scope.system():
        db.session.query(Conversation).update({"last_inbound_at": at})
        db.session.commit()


def test_the_list_says_who_waits_since_when_and_for_whom(town: Town) -> None:
    _wait(town, town.parks, priority="high")
    _wait(town, town.tax)
    page = town.visitor("agent").page("/admin/waiting/")
    assert "C•• T•• M••" in page
    assert "Counter" in page
    assert "High" in page
    assert "23 h" in page
    assert page.count("/admin/waiting/details/") == 1, "the other department's is not shown"


def test_the_urgent_come_first_then_who_waits_longest(small_town: Town) -> None:
    first = _wait(small_town, small_town.parks, timedelta(hours=1))
    with small_town.app.app_context(), scope.system():
        old = db.session.get(Handover, first)
        talk = db.session.get(Conversation, small_town.tax.conversation)
        assert old is not None
        assert talk is not None
        common = {"department_id": old.department_id, "queue_id": old.queue_id, "turn": 1}
        ids = []
        for minutes, values in (
            (90, {"state": "taken", "priority": "high"}),
            (10, {"priority": "high"}),
            (70, {}),
            (200, {"state": "closed"}),
            (5, {"priority": "high"}),
        ):
            twin = Conversation(
                department_id=old.department_id, person_id=talk.person_id,
                channel_id=_channel(old.department_id, minutes), contact_id=old.conversation.contact_id,
            )  # fmt: skip
            db.session.add(twin)
            db.session.flush()
            row = Handover(
                conversation_id=twin.id, asked_at=utc_now() - timedelta(minutes=minutes),
                **common, **values,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            ids.append(row.id)
        db.session.commit()
    taken, high, long, closed, newest = ids
    visitor = small_town.visitor("agent")
    for path in ("/admin/waiting/", "/admin/waiting/rows/"):
        page = visitor.page(path)
        shown = [int(one.partition('"')[0]) for one in page.split("waiting/details/?id=")[1:]]
        assert shown == [high, newest, long, first, taken], path
        assert closed not in shown


def _channel(department: int, number: int) -> int:
    from models import Channel  # noqa: PLC0415

    channel = Channel(
        department_id=department, phone_number_id=f"20{number}", number=f"+8525555{number:04}",
        waba_id="3", portfolio_id="700", token="a fictional token",
    )  # fmt: skip
    db.session.add(channel)
    db.session.flush()
    return channel.id


def test_the_list_keeps_itself_up_to_date(small_town: Town) -> None:
    visitor = small_town.visitor("agent")
    path = "/admin/waiting/rows/"
    empty = visitor.get(path)
    assert "Nobody is waiting" in empty.text
    tag = empty.headers["ETag"]
    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 304
    _wait(small_town, small_town.parks)
    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_when_nobody_waits_the_page_says_what_is_missing(small_town: Town) -> None:
    visitor = small_town.visitor("agent")
    page = visitor.page("/admin/waiting/")
    assert "Nobody is waiting" in page
    assert "is not ticked" in page
    with small_town.app.app_context(), scope.system():
        db.session.query(Department).update({"desk_open": True})
        db.session.commit()
    assert "is not ticked" not in visitor.page("/admin/waiting/")


def test_the_desk_shows_the_talk_and_the_answers_so_far(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    page = small_town.visitor("agent").page(f"/admin/waiting/details/?id={id}")
    assert "Report a fallen tree" in page, "the transcript"
    assert "<dt>What happened</dt>" in page
    assert "A branch fell &lt;b&gt;down&lt;/b&gt;" in page
    assert page.count(f'src="/admin/media/{small_town.parks.media}"') == 2, (
        "there and in the answers"
    )
    assert page.count("22.28191, 114.18875") == 2
    assert "front › report" in page
    assert "<textarea" in page
    assert "23 h" in page


def test_the_answers_are_worded_in_the_language_of_the_page(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    visitor = small_town.visitor("agent")
    with small_town.app.app_context(), scope.system():
        db.session.query(User).update({"language": "zh-Hant"})
        db.session.commit()
    page = visitor.page(f"/admin/waiting/details/?id={id}")
    assert "<dt>發生甚麼事</dt>" in page
    assert "櫃位" in page


def test_a_state_that_cannot_be_read_shows_the_rest(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    with small_town.app.app_context(), scope.system():
        talk = db.session.get(Conversation, small_town.parks.conversation)
        assert talk is not None
        talk.state = b"not json"
        db.session.commit()
    page = small_town.visitor("agent").page(f"/admin/waiting/details/?id={id}")
    assert "Nothing was answered yet." in page


def test_a_reply_takes_the_talk_and_goes_out_once(town: Town) -> None:
    id = _wait(town, town.parks)
    visitor = town.visitor("agent")
    page = visitor.page(f"/admin/waiting/details/?id={id}")
    once = page.split('name="once" value="')[1][:26]
    for _ in range(2):
        answer = visitor.post(f"/admin/waiting/reply/?id={id}", text="On our way.", once=once)
        assert answer.status_code == 302
    page = visitor.page(f"/admin/waiting/details/?id={id}")
    assert page.count("On our way.") == 1
    assert "Yours" in page
    assert "agent@example.org" in page, "who wrote it"
    assert _row(town, id).state == "taken"
    assert _count(town, OutboxRow) == 1
    with town.app.app_context(), scope.system():
        said = db.session.query(Message).filter_by(ulid=once).one()
        assert msgspec.json.decode(said.content)["body"] == "On our way."
        actions = [row.action for row in db.session.query(AuditEvent).order_by(AuditEvent.id)]
        assert actions[-2:] == ["handover.taken", "handover.replied"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" ", "Write something first."), ("x" * 4097, "at most 4,096 characters")],
)
def test_what_cannot_be_sent_stays_in_its_box(small_town: Town, text: str, sentence: str) -> None:
    id = _wait(small_town, small_town.parks)
    answer = small_town.visitor("agent").post(f"/admin/waiting/reply/?id={id}", text=text)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert f">{text}</textarea>" in answer.text
    assert _row(small_town, id).state == "waiting"
    assert not _count(small_town, OutboxRow)


def test_a_forged_once_is_refused(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    answer = small_town.visitor("agent").post(
        f"/admin/waiting/reply/?id={id}", text="Hi", once="x' or 1=1"
    )
    assert answer.status_code == 400


def test_after_a_day_there_is_no_box_but_a_sentence(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    visitor = small_town.visitor("agent")
    _last_heard(small_town, utc_now() - timedelta(hours=23, minutes=30))
    assert "tag-warn" in visitor.page(f"/admin/waiting/details/?id={id}").split('id="reply"')[1]
    _last_heard(small_town, utc_now() - timedelta(hours=24))
    page = visitor.page(f"/admin/waiting/details/?id={id}")
    assert "<textarea" not in page
    assert "WhatsApp would refuse a reply" in page
    answer = visitor.post(f"/admin/waiting/reply/?id={id}", text="Too late?")
    assert "WhatsApp would refuse the reply" in answer.text
    assert "Too late?" in answer.text, "what was written is not lost"


def test_two_clerks_do_not_answer_one_citizen(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    agent, supervisor = small_town.visitor("agent"), small_town.visitor("supervisor")
    assert agent.post(f"/admin/waiting/take/?id={id}").status_code == 302
    page = supervisor.page(f"/admin/waiting/details/?id={id}")
    assert "agent@example.org has taken this." in page
    assert "<textarea" not in page
    assert "Take over" in page
    refused = supervisor.post(f"/admin/waiting/reply/?id={id}", text="Me too")
    assert "Take it over first" in refused.text
    assert "Me too" in refused.text
    assert supervisor.post(f"/admin/waiting/take/?id={id}").status_code == 302
    assert "supervisor@example.org has taken this." in agent.page(
        f"/admin/waiting/messages/?id={id}"
    )


def test_closing_gives_the_talk_back(town: Town) -> None:
    id = _wait(town, town.parks)
    answer = town.visitor("agent").post(f"/admin/waiting/close/?id={id}")
    assert answer.headers["Location"].endswith("/admin/waiting/")
    assert _row(town, id).state == "closed"
    with town.app.app_context(), scope.system():
        row = db.session.query(InboxRow).one()
        assert (row.kind, row.key) == ("handback", f"b:{town.parks.conversation}:3")
        assert row.payload is not None
        assert msgspec.json.decode(row.payload)["event"] == {
            "event": "handed_back", "outcome": "closed", "turn": 3, "id": "",
        }  # fmt: skip
    visitor = town.visitor("agent")
    assert "This is over" in visitor.post(f"/admin/waiting/close/?id={id}").text
    assert "This is closed." in visitor.page(f"/admin/waiting/details/?id={id}")


def test_the_desk_tells_at_once_that_the_citizen_left(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    visitor = small_town.visitor("agent")
    path = f"/admin/waiting/messages/?id={id}"
    tag = visitor.get(path).headers["ETag"]
    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 304
    with small_town.app.app_context(), scope.system():
        db.session.query(Handover).update({"state": "left"})
        db.session.commit()
    assert (
        "The citizen has left the queue" in visitor.get(path, headers={"If-None-Match": tag}).text
    )


@pytest.mark.parametrize("who", ["content-editor", "department-admin", "auditor", "system-admin"])
def test_only_those_who_answer_citizens_come_here(small_town: Town, who: str) -> None:
    id = _wait(small_town, small_town.parks)
    visitor = small_town.visitor(who)
    for path in ("", "rows/", f"details/?id={id}", f"messages/?id={id}"):
        assert visitor.get(f"/admin/waiting/{path}").status_code == 403
    for path in ("take", "reply", "close"):
        assert visitor.post(f"/admin/waiting/{path}/?id={id}", text="Hi").status_code == 403
    assert _row(small_town, id).state == "waiting"


def test_another_departments_citizen_does_not_exist(town: Town) -> None:
    id = _wait(town, town.tax)
    visitor = town.visitor("agent")
    for path in (f"details/?id={id}", f"messages/?id={id}", "details/?id=9999", "details/?id=x"):
        assert visitor.get(f"/admin/waiting/{path}").status_code == 404
    for path in ("take", "reply", "close"):
        assert visitor.post(f"/admin/waiting/{path}/?id={id}", text="Hi").status_code == 404
    assert _row(town, id).state == "waiting"


def test_opening_the_desk_is_opening_the_conversation(small_town: Town) -> None:
    id = _wait(small_town, small_town.parks)
    visitor = small_town.visitor("agent")
    for _ in range(2):
        visitor.page(f"/admin/waiting/details/?id={id}")
    with small_town.app.app_context(), scope.system():
        opened = db.session.query(AuditEvent).filter_by(action="conversation.opened").all()
        assert [row.subject for row in opened] == [f"conversation:{small_town.parks.conversation}"]


def test_the_conversation_leads_to_the_desk_and_the_overview_counts(small_town: Town) -> None:
    conversation = f"/admin/conversations/details/?id={small_town.parks.conversation}"
    agent, admin = small_town.visitor("agent"), small_town.visitor("department-admin")
    assert "/admin/waiting/details/" not in agent.page(conversation)
    id = _wait(small_town, small_town.parks)
    assert f"/admin/waiting/details/?id={id}" in agent.page(conversation)
    assert "/admin/waiting/details/" not in admin.page(conversation)
    assert "Waiting for a person" in agent.page("/admin/")
    assert "Waiting for a person" not in admin.page("/admin/")
