"""The pages about opening hours: what staff set is what citizens hear, at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from extensions import db
from models import AuditEvent, Calendar, Department, Flow, scope
from models.calendar import default_calendar
from tests.admin.conftest import Town

MONDAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Hong Kong
ASKING = {
    "format": 1,
    "name": "front",
    "languages": ["en"],
    "start": "look",
    "nodes": {"look": {"kind": "hours", "calendar": "counter"}},
}
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")


@pytest.fixture
def id(small_town: Town) -> int:
    return calendar(small_town)


def calendar(town: Town) -> int:
    """The default calendar of the parks; its id."""
    with town.app.app_context(), scope.system():
        row = default_calendar(db.session.get_one(Department, town.parks.department))
        db.session.add(row)
        db.session.commit()
        return row.id


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def document(town: Town, id: int) -> dict[str, Any]:
    with town.app.app_context(), scope.system():
        return db.session.get_one(Calendar, id).document


def stamp(town: Town) -> int:
    with town.app.app_context(), scope.system():
        return db.session.get_one(Department, town.parks.department).around


def test_the_list_says_who_is_open(town: Town) -> None:
    calendar(town)
    page = town.visitor("content-editor").page("/admin/calendars/")
    assert "Open now" in page
    assert "Closed now" not in page
    assert "23 Nov 2026 17:00" in page
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=False):
        page = town.visitor("content-editor").page(
            "/admin/calendars/", headers={"Accept-Language": "zh-HK"}
        )
    assert "現已關閉" in page
    assert "11月24日 週二 09:00" in page


def test_the_week_and_the_holidays_are_set(small_town: Town, id: int) -> None:
    editor = small_town.visitor("content-editor")
    page = editor.page(f"/admin/calendars/details/?id={id}")
    assert "Christmas Day" in page
    assert "2027-12-27" in page
    assert "2026-10-01" not in page, "what is over is not offered"
    kept = [one for one in _ticked(page) if one != "2026-12-26"]
    fields = WEEK | {
        "sat": "22:00-02:00",
        "mon": "9:00-13:00, 14:00-18:00",
        "holiday": "10:00-12:00",
    }
    before = stamp(small_town)
    answer = editor.post(
        f"/admin/calendars/week/?id={id}", **fields, holidays="1", kept=kept, seen=1
    )
    assert answer.status_code == 302
    stored = document(small_town, id)
    assert stored["weekly"]["mon"] == ["09:00-13:00", "14:00-18:00"]
    assert stored["weekly"]["sat"] == ["22:00-02:00"]
    assert "sun" not in stored["weekly"]
    assert (stored["holidays"], stored["holiday_hours"]) == (True, ["10:00-12:00"])
    assert stored["working_holidays"] == ["2026-12-26"]
    assert stamp(small_town) == before + 1
    with small_town.app.app_context(), scope.system():
        last = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert last is not None
        assert last.action == "calendar.changed"
        assert last.details == {
            "calendar": "default", "revision": 2,
            "fields": ["holiday_hours", "holidays", "weekly", "working_holidays"],
        }  # fmt: skip


def test_what_is_typed_wrong_is_shown_again(small_town: Town, id: int) -> None:
    editor = small_town.visitor("content-editor")
    page = editor.post(f"/admin/calendars/week/?id={id}", **WEEK | {"mon": "9-5"}, seen=1)
    assert page.status_code == 200
    assert 'value="9-5"' in page.text
    assert "Write it like 09:00-13:00" in page.text
    assert document(small_town, id)["weekly"]["mon"] == ["09:00-17:00"]


def test_who_looked_at_an_older_one_looks_again(small_town: Town, id: int) -> None:
    editor = small_town.visitor("content-editor")
    editor.post(f"/admin/calendars/week/?id={id}", **WEEK | {"sat": "09:00-12:00"}, seen=1)
    answer = editor.post(f"/admin/calendars/week/?id={id}", **WEEK, seen=1)
    assert "Somebody else changed" in editor.page(answer.headers["Location"])
    assert document(small_town, id)["weekly"]["sat"] == ["09:00-12:00"]


def test_days_of_their_own_come_and_go(small_town: Town, id: int) -> None:
    editor = small_town.visitor("content-editor")
    fields = {"first": "2026-11-24", "last": "2026-11-25", "hours": "", "reason-en": "Moving house"}
    wrong = editor.post(
        f"/admin/calendars/special/?id={id}", **fields | {"last": "2026-11-20"}, seen=1
    )
    assert "The last day comes before the first." in wrong.text
    assert "Choose the first day." in editor.post(f"/admin/calendars/special/?id={id}", seen=1).text
    editor.post(f"/admin/calendars/special/?id={id}", **fields, seen=1)
    page = editor.page(f"/admin/calendars/details/?id={id}")
    assert page.count("Moving house") == 3, "once in the list, and on two of the days to come"
    editor.post(f"/admin/calendars/usual/?id={id}", place="0", seen=2)
    assert "Moving house" not in editor.page(f"/admin/calendars/details/?id={id}")
    assert editor.post(f"/admin/calendars/usual/?id={id}", place="0", seen=3).status_code == 404


@pytest.mark.parametrize(
    ("fields", "closure"),
    [
        ({"how": "day"}, {"until": "2026-11-24T00:00", "reason": {}}),
        ({"how": "open", "reason-en": "A leak"}, {"reason": {"en": "A leak"}}),
        (
            {"how": "until", "until": "2026-11-23T15:30"},
            {"until": "2026-11-23T15:30", "reason": {}},
        ),
    ],
)
def test_it_is_closed_at_once_and_opened_again(
    small_town: Town, id: int, fields: dict[str, str], closure: dict[str, Any]
) -> None:
    editor = small_town.visitor("content-editor")
    editor.post(f"/admin/calendars/close/?id={id}", **fields, seen=1)
    assert document(small_town, id)["closures"] == [{"from": "2026-11-23T12:00"} | closure]
    page = editor.page(f"/admin/calendars/details/?id={id}")
    assert "Closed now" in page
    assert "Take this closure away" in page
    editor.post(f"/admin/calendars/open/?id={id}", place="0", seen=2)
    assert "Open now" in editor.page(f"/admin/calendars/details/?id={id}")


def test_a_usual_reason_is_said_in_three_languages(small_town: Town, id: int) -> None:
    editor = small_town.visitor("content-editor")
    editor.post(f"/admin/calendars/close/?id={id}", how="day", why="typhoon", seen=1)
    (closure,) = document(small_town, id)["closures"]
    assert set(closure["reason"]) == {"en", "zh-Hant", "zh-Hans"}
    for until in ("", "2026-11-23T11:00", "2099-01-01T00:00"):
        page = editor.post(f"/admin/calendars/close/?id={id}", how="until", until=until, seen=2)
        assert "still to come" in page.text, until
    assert editor.post(f"/admin/calendars/close/?id={id}", how="x", seen=2).status_code == 400


def test_the_days_to_come_are_what_citizens_will_meet(small_town: Town, id: int) -> None:
    with small_town.app.app_context(), scope.system():
        row = db.session.get_one(Calendar, id)
        row.document = {
            "weekly": {"mon": ["09:00-17:00"], "tue": ["22:00-02:00"]},
            "closures": [{"from": "2026-11-23T12:00", "until": "2026-11-23T15:00"}],
        }
        db.session.commit()
    page = small_town.visitor("content-editor").page(f"/admin/calendars/details/?id={id}")
    ahead = page.split("The next 14 days")[1].split("Used by")[0]
    assert "<span>09:00–12:00, </span><span>15:00–17:00</span>" in ahead
    assert "22:00–24:00" in ahead
    assert "00:00–02:00" in ahead
    assert ahead.count("<dt>") == 14


def test_further_calendars_are_added_and_go_when_nothing_uses_them(
    small_town: Town, id: int
) -> None:
    editor = small_town.visitor("content-editor")
    assert "Letters, digits" in editor.post("/admin/calendars/new/", name="a b").text
    assert "already" in editor.post("/admin/calendars/new/", name="default").text
    answer = editor.post("/admin/calendars/new/", name="counter")
    counter = int(answer.headers["Location"].rpartition("=")[2])
    with small_town.app.app_context(), scope.system():
        db.session.get_one(Flow, small_town.parks.flow).draft = ASKING
        db.session.commit()
    refused = editor.post(f"/admin/calendars/remove/?id={counter}")
    assert "These flows use it: front." in editor.page(refused.headers["Location"])
    with small_town.app.app_context(), scope.system():
        db.session.get_one(Flow, small_town.parks.flow).draft = ASKING | {"nodes": {}}
        db.session.commit()
    editor.post(f"/admin/calendars/remove/?id={counter}")
    kept = editor.post(f"/admin/calendars/remove/?id={id}")
    assert "Every department keeps this one." in editor.page(kept.headers["Location"])
    with small_town.app.app_context(), scope.system():
        assert [one.name for one in db.session.query(Calendar)] == ["default"]


@pytest.mark.parametrize("who", ["agent", "auditor", "supervisor", "system-admin"])
def test_who_may_not_change_hours_looks_at_most(small_town: Town, id: int, who: str) -> None:
    visitor = small_town.visitor(who)
    may_look = who != "agent"
    page = visitor.get(f"/admin/calendars/details/?id={id}")
    assert page.status_code == (200 if may_look else 403)
    assert "Close now" not in page.text
    for path in ("week/", "special/", "usual/", "close/", "open/", "remove/"):
        answer = visitor.post(f"/admin/calendars/{path}?id={id}")
        assert answer.status_code == (404 if may_look else 403), path
    assert visitor.post("/admin/calendars/new/", name="x").status_code == 403


def test_another_department_s_calendar_does_not_exist(town: Town) -> None:
    id = calendar(town)
    with town.app.app_context(), scope.system():
        db.session.get_one(Calendar, id).department_id = town.tax.department
        db.session.commit()
    editor = town.visitor("content-editor")
    assert editor.get(f"/admin/calendars/details/?id={id}").status_code == 404
    for path in ("week/", "special/", "usual/", "close/", "open/", "remove/"):
        assert editor.post(f"/admin/calendars/{path}?id={id}").status_code == 404, path


def _ticked(page: str) -> list[str]:
    return [part[:10] for part in page.split('name="kept" value="')[1:]]
