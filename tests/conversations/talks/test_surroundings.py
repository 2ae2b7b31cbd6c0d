"""What turns see of the department's own data: as it is now, and at no cost while nothing changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from conversations.department import lookup_tables
from conversations.releases import publishing
from conversations.talks import lanes, rounds
from conversations.talks.surroundings import seen_by_staff, surroundings_of
from extensions import db
from flows.department.tables import Table
from models import Calendar, Conversation, Department, Message, Question, scope
from models.calendar import DEFAULT_HOURS, default_calendar
from tests.conversations.office import FLOW, Office, a_text

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday noon in Hong Kong
ASKING: dict[str, Any] = FLOW | {
    "start": "ask",
    "defaults": {"other": "ask", "silence": "over"},
    "nodes": {
        "ask": {
            "kind": "question",
            "field": {"id": "d", "type": "text", "ask": {"en": "Where?", "zh-Hant": "哪裏？"}},
            "exits": {"next": "look"},
        },
        "look": {
            "kind": "table",
            "table": "offices",
            "where": {"district": "{{ answers.ask }}"},
            "exits": {"found": "told", "not_found": "hours"},
        },
        "told": {
            "kind": "message",
            "text": {"en": "{{ result.look.office }}", "zh-Hant": "{{ result.look.office }}"},
            "exits": {"next": "ask"},
        },
        "hours": {"kind": "hours", "exits": {"open": "yes", "closed": "no"}},
        "yes": {
            "kind": "message",
            "text": {"en": "Open", "zh-Hant": "開"},
            "exits": {"next": "ask"},
        },
        "no": {
            "kind": "message",
            "text": {
                "en": "{{ result.hours.reason | default: 'Closed' }}",
                "zh-Hant": "{{ result.hours.reason | default: '休息' }}",
            },
            "exits": {"next": "ask"},
        },
        "over": {"kind": "end"},
    },
}


def offices(*rows: list[str]) -> Table:
    return Table.model_validate({"columns": ["District", "Office"], "rows": list(rows)})


def use(department_id: int, table: Table, name: str = "offices") -> None:
    department = db.session.get_one(Department, department_id)
    lookup_tables.use(lookup_tables.add(department, name, table, "terminal"), "terminal")
    db.session.commit()


def stamp(department_id: int) -> int:
    found = db.session.scalar(sa.select(Department.around).where(Department.id == department_id))
    assert found is not None
    return found


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def asking(office: Office) -> Office:
    with office.open() as session:
        department = session.get_one(Department, office.department_id)
        session.add(default_calendar(department))
        row = publishing.import_document(department, ASKING, "terminal")
        use(office.department_id, offices(["sha-tin|沙田", "Sha Tin Office"]))
        publishing.publish(row, "terminal", accepted={"language_extra"})
        session.commit()
    return office


def said(office: Office) -> str:
    last = office.rows(Message, Message.direction == "out")[-2:]
    return "\n".join(message.content.decode() for message in last)


def test_a_turn_looks_at_what_staff_keep_and_a_change_is_seen_by_the_next(asking: Office) -> None:
    with time_machine.travel(NOW, tick=False):
        asking.say("hi")
        asking.say("沙田")
        assert "Sha Tin Office" in said(asking)
        with asking.open():
            use(asking.department_id, offices(["sha-tin|沙田", "Another Office"]))
        asking.say("Sha-Tin")
        assert "Another Office" in said(asking)
        asking.say("nowhere")
        assert "開" in said(asking)
        with asking.open() as session:
            calendar = session.query(Calendar).one()
            closure = {"from": "2026-11-23T11:00", "reason": {"en": "Typhoon"}}
            calendar.document = calendar.document | {"closures": [closure]}
            session.commit()
        asking.say("nowhere")
        assert "Typhoon" in said(asking)


def test_it_costs_no_statement_while_nothing_changes(asking: Office) -> None:
    asking.say("hi")
    counts = []
    with asking.open() as session:
        conversation = session.connection().scalar(sa.text("SELECT id FROM conversation"))
    for words in ("沙田", "沙田", "沙田"):
        asking.deliver(a_text(words))
        with asking.app.app_context(), statements() as seen:
            claimed = lanes.claim([conversation], datetime.now(UTC))
            lanes.release(claimed)
            counts.append(len(seen))
            assert not [one for one in seen if "lookup_table" in one or "FROM calendar" in one]
            table = claimed[0].around.tables["offices"]
            assert table.find({"district": "沙田"}) == [0]
            assert len(seen) == counts[-1], "the table is in memory"
        asking.drain()
    assert counts[0] == counts[1] == counts[2]
    with asking.open():
        use(asking.department_id, offices(["x", "y"]))
    asking.deliver(a_text("x"))
    with asking.app.app_context(), statements() as seen:
        lanes.release(lanes.claim([conversation], datetime.now(UTC)))
    fresh = [one for one in seen if "lookup_table" in one or "FROM calendar" in one]
    assert len(fresh) == 2, "one for the tables and one for the calendars, once"
    assert not [one for one in fresh if ".rows" in one], "and no table before it is looked at"


def test_a_turn_costs_the_same_however_much_a_department_keeps(asking: Office) -> None:
    def cost() -> list[str]:
        asking.say("沙田")  # what has changed is read by now
        asking.deliver(a_text("沙田"))
        with asking.app.app_context(), statements() as seen:
            moved = rounds.move([conversation], "test", datetime.now(UTC))
        assert moved.written.turns == 1
        return seen

    asking.say("hi")
    with asking.open() as session:
        conversation = session.scalar(sa.select(Conversation.id))
    few = cost()
    with asking.open() as session:
        home = asking.department_id
        for place in range(20):
            use(home, offices([f"d{place}", "An Office"]), f"table-{place}")
            session.add(Calendar(department_id=home, name=f"c{place}", document=DEFAULT_HOURS))
            entry = {"question": {"en": f"Is it {place}?"}, "answer": {"en": "Yes."}}
            session.add(Question(department_id=home, name=f"q{place}", document=entry, live=True))
        session.commit()
    many = cost()
    assert [one.partition(" ")[0] for one in many] == [one.partition(" ")[0] for one in few]
    assert len(many) <= 16


def test_what_is_kept_belongs_to_the_stamp_and_the_year(asking: Office) -> None:
    home = asking.department_id
    with asking.app.app_context():
        with scope.system():
            mark = stamp(home)
            db.session.rollback()
        first = surroundings_of({home: mark}, NOW)[home]
        assert surroundings_of({home: mark}, NOW)[home] is first
        assert "2027-12-27" in first.general_holidays
        assert surroundings_of({home: mark + 1}, NOW)[home] is not first
        later = surroundings_of({home: mark + 1}, NOW.replace(year=2029))[home]
        assert "2026-12-25" not in later.general_holidays
        assert surroundings_of({}, NOW) == {}


def test_the_stamp_grows_with_every_change_and_only_there(office: Office) -> None:
    home = office.department_id
    with office.open() as session:
        other = Department(code="tax", names={"en": "Tax"})
        session.add(other)
        session.flush()
        calendar = default_calendar(session.get_one(Department, home))
        seen = [stamp(home)]
        for change in (
            lambda: session.add(calendar),
            lambda: setattr(calendar, "document", {}),
            lambda: use(home, offices(["a", "b"])),
            lambda: lookup_tables.remove(lookup_tables.named(home, "offices"), "terminal"),  # type: ignore[arg-type]
            lambda: session.delete(calendar),
        ):
            change()
            session.flush()
            seen.append(stamp(home))
        assert seen == sorted(set(seen)), seen
        assert stamp(other.id) == 0


def test_staff_see_their_own_department_s_alone(office: Office) -> None:
    with office.open() as session:
        other = Department(code="tax", names={"en": "Tax"})
        session.add(other)
        session.flush()
        use(other.id, offices(["secret", "x"]), "theirs")
        use(office.department_id, offices(["a", "b"]), "ours")
        ids = office.department_id, other.id
    with office.app.app_context(), scope.departments([ids[0]]):
        assert list(seen_by_staff(ids[0]).tables) == ["ours"]
        assert seen_by_staff(ids[0]).tables["ours"].find({"district": "a"}) == [0]
        assert list(seen_by_staff(ids[1]).tables) == []
        with pytest.raises(scope.OutOfScopeError):
            use(ids[1], offices(["new", "x"]), "theirs")
        db.session.rollback()


def test_a_calendar_that_cannot_be_read_is_left_out(office: Office) -> None:
    with office.open() as session:
        calendar = default_calendar(session.get_one(Department, office.department_id))
        calendar.document = {"weekly": {"mon": ["nonsense"]}}
        session.add(calendar)
        session.flush()
        assert seen_by_staff(office.department_id).calendars == {}


def test_the_gate_knows_tables_and_calendars_by_name(asking: Office) -> None:
    with asking.open():
        context = publishing.context(asking.department_id)
        assert set(context.known["table"]) == {"offices"}
        assert set(context.known["calendar"]) == {"default"}
        assert context.around.tables["offices"].names.keys() == {"district", "office"}
        department = db.session.get_one(Department, asking.department_id)
        broken = ASKING | {"name": "other", "triggers": []}
        nodes = broken["nodes"] | {"look": ASKING["nodes"]["look"] | {"where": {"town": "x"}}}
        row = publishing.import_document(department, broken | {"nodes": nodes}, "terminal")
        assert "column_missing" in {one.code for one in publishing.problems_of(row)}
        using = publishing.mentioning(department.id, "table", "offices")
        assert [one.name for one in using] == ["main", "other"]
        hours = publishing.mentioning(department.id, "calendar", "default")
        assert [one.name for one in hours] == ["main", "other"], "named by default as well"
