"""The numbers of a flow: summed over versions and slots, of this department alone, in each form."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from admin.moments import now, zone_of
from extensions import db
from models import Flow, FlowVersion, VisitCount, scope
from tests.admin.builder.conftest import Office

OLD = "0" * 64


def today() -> date:
    return now().astimezone(zone_of("Asia/Hong_Kong")).date()


@pytest.fixture
def counted(office: Office) -> Office:
    """Parks' main flow with visits of today, of last week and of long ago; Tax with some, too."""
    with office.app.app_context(), scope.system():
        live = db.session.query(FlowVersion).filter_by(flow_id=office.flows["parks"]).one()
        live_hash, department = live.content_hash, live.department_id
        tax = db.session.get_one(Flow, office.flows["tax"])
        rows: list[tuple[int, str, str, str, int, int, int]] = [
            (0, live_hash, "welcome", "+came", 0, 900, department),
            (0, live_hash, "welcome", "+came", 5, 304, department),
            (0, live_hash, "welcome", "tree", 0, 700, department),
            (0, live_hash, "welcome", "silence", 0, 200, department),
            (0, live_hash, "welcome", "+away", 0, 100, department),
            (0, live_hash, "done", "+came", 0, 9, department),
            (0, live_hash, "done", "+ended", 0, 9, department),
            (0, OLD, "vanished", "+came", 0, 4, department),
            (0, OLD, "vanished", "gone", 0, 4, department),
            (5, OLD, "welcome", "+came", 0, 50, department),
            (20, OLD, "welcome", "+came", 0, 6000, department),
            (90, OLD, "welcome", "+came", 0, 77777, department),
            (0, live_hash, "welcome", "+came", 0, 55555, tax.department_id),
        ]
        db.session.add_all(
            VisitCount(
                day=today() - timedelta(days=ago), version=version, node=node, how=how,
                slot=slot, times=times, department_id=of, flow="parks-main",
            )
            for ago, version, node, how, slot, times, of in rows
        )  # fmt: skip
        db.session.commit()
    return office


def nodes(office: Office, period: str, who: str = "parks-editor") -> dict[str, Any]:
    answer = office.browser(who).get(f"/canvas/numbers?period={period}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()["nodes"]
    return found


def test_visits_exits_and_where_they_stopped(counted: Office) -> None:
    assert nodes(counted, "today")["welcome"] == {
        "visits": 1204, "exits": {"tree": 700, "silence": 200}, "left": 1000,
        "silent": 200, "away": 100, "waiting": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "visits"),
    [("today", 1204), ("7", 1254), ("30", 7254), ("v1", 1204), ("nonsense", 1254), ("", 1254)],
)
def test_a_period_counts_its_days_and_a_version_those_since(
    counted: Office, period: str, visits: int
) -> None:
    assert nodes(counted, period)["welcome"]["visits"] == visits


def test_the_periods_offered_end_with_the_versions(counted: Office) -> None:
    offered = counted.browser().get("/canvas/numbers").get_json()["periods"]
    assert [key for key, _ in offered] == ["today", "7", "30", "v1"]
    assert offered[-1][1].startswith("Since version 1 (")


def test_the_table_says_the_same_and_names_steps_that_are_gone(counted: Office) -> None:
    page = counted.browser().page("/numbers?period=today")
    for words in (
        "1,204",
        "700 · 70 %",
        "No reply: 200",
        "Wanted something else: 100",
        "Ended here",
    ):
        assert words in page, words
    assert "vanished" in page
    assert "The draft has this step no longer" in page
    assert "55555" not in page
    assert "55,555" not in page


def test_the_file_holds_every_number(counted: Office) -> None:
    answer = counted.browser().get("/numbers.csv?period=today")
    assert answer.mimetype == "text/csv"
    assert "parks-main-today.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["Step", "Words", "What", "Number", "Percent"]
    assert ["Visits", "1204", ""] in [row[2:] for row in rows if row[0] == "welcome"]
    assert ["Wanted something else", "100", "10"] in [row[2:] for row in rows]
    assert ["vanished", "", "gone (no longer there)", "4", "100"] in rows


def test_an_empty_period_says_so(office: Office) -> None:
    assert "Nobody has been here yet in this period." in office.browser().page("/numbers")
    assert nodes(office, "7") == {}


def test_numbers_are_for_those_who_may_read_the_flow(counted: Office) -> None:
    for path in ("/numbers", "/numbers.csv", "/canvas/numbers"):
        assert counted.browser("agent").get(path).status_code == 403
        assert counted.browser("tax-editor").get(path).status_code == 404
        assert counted.browser("reviewer").get(path).status_code == 200


def test_a_node_that_the_draft_has_and_nobody_met_is_in_the_table_without_numbers(
    counted: Office,
) -> None:
    document = counted.draft()
    document["nodes"]["brand_new"] = {"kind": "end"}
    counted.put(document)
    assert "brand_new" in counted.browser().page("/numbers?period=today")
    assert "brand_new" not in nodes(counted, "today")
