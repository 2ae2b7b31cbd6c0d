import csv
import io
from typing import Any

import orjson
import pytest

from admin import trail_file
from admin.sentences import _sentences
from audit import record
from audit.catalogue import ACTIONS
from extensions import db
from models import Grant, Identity, User, scope
from models.fingerprint import fingerprint
from tests.admin.conftest import Town


@pytest.fixture
def marked(small_town: Town) -> Town:
    with small_town.app.app_context(), scope.system():
        for place in (small_town.parks, small_town.tax):
            record(
                "conversation.opened", actor=f"user:{place.user}",
                subject=f"conversation:{place.conversation}", department_id=place.department,
            )  # fmt: skip
        record("cases.exported", actor="terminal", subject="case:list", rows=7)
        auditor = User(email="parks-auditor@example.org", fs_uniquifier="a" * 64)
        auditor.grants.append(Grant(role="auditor", department_id=small_town.parks.department))
        db.session.add(auditor)
        db.session.commit()
    small_town.sessions["parks-auditor"] = "a" * 64
    return small_town


def test_events_are_sentences(marked: Town) -> None:
    page = marked.visitor("auditor").page("/admin/trail/")
    assert "Exported 7 cases" in page
    assert "Opened a conversation" in page
    assert "parks@example.org" in page
    assert "Operator at the terminal" in page


def test_an_auditor_of_one_department_reads_its_events_alone(marked: Town) -> None:
    page = marked.visitor("parks-auditor").page("/admin/trail/")
    assert f"(conversation {marked.parks.conversation})" in page
    assert f"(conversation {marked.tax.conversation})" not in page
    assert "Exported 7 cases" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=cases.exported", True),
        ("action=case.opened", False),
        ("action=nonsense", True),
        ("actor=terminal", True),
        ("actor=system", False),
        ("subject=case:list", True),
        ("since=2020-01-01T00:00", True),
        ("since=2999-12-31T23:59", False),
        ("until=2020-01-01T00:00", False),
        ("until=2999-12-31T23:59&since=2020-01-01T00:00", True),
        ("until=9999-12-31T23:59", True),
        ("until=yesterday", True),
        ("before=1", False),
        ("before=x", True),
        ("person=1", False),
        ("person=x", True),
    ],
)
def test_the_trail_is_filtered(marked: Town, query: str, found: bool) -> None:
    page = marked.visitor("auditor").page(f"/admin/trail/?{query}")
    assert ("Exported 7 cases" in page) is found


def test_roles_and_statuses_are_told_in_words(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        place = small_town.parks
        record(
            "case.status_changed", actor="terminal", subject=f"case:{place.case}",
            department_id=place.department, before="open", after="in_progress",
        )  # fmt: skip
        record(
            "grant.added", actor="terminal", subject=f"user:{place.user}",
            department_id=place.department, role="content-editor",
        )  # fmt: skip
        db.session.commit()
    page = small_town.visitor("auditor").page("/admin/trail/")
    assert f"Changed a case from Open to In progress (case {place.case})" in page
    assert f"Gave a member of staff the role Content editor (staff {place.user})" in page
    assert '<option value="flow.published">Published version … of “…”</option>' in page


def test_why_a_turn_went_as_it_did_is_told_in_words(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        place = small_town.parks
        record(
            "turn.noted", actor="system", subject=f"conversation:{place.conversation}",
            department_id=place.department, turn=3, reasons=["courtesy", "unsent"],
        )  # fmt: skip
        db.session.commit()
    page = small_town.visitor("auditor").page("/admin/trail/")
    assert "Thanks need no answer here. The template … cannot be sent." in page


def test_every_action_has_a_sentence(small_town: Town) -> None:
    with small_town.app.test_request_context():
        assert set(_sentences({})) == set(ACTIONS)


NUMBER = "+852 5555 0901"


@pytest.fixture
def known(marked: Town) -> Town:
    """The citizens of both departments are found by their numbers."""
    with marked.app.app_context(), scope.system():
        for identity in db.session.query(Identity):
            identity.fingerprint = fingerprint("phone", identity.value)
        db.session.commit()
    return marked


def test_a_person_is_found_by_a_number_that_goes_into_no_address(known: Town) -> None:
    auditor = known.visitor("auditor")
    answer = auditor.post("/admin/trail/find/", sought=NUMBER)
    address = answer.headers["Location"]
    assert answer.status_code == 302
    assert "5555" not in address
    page = auditor.page(address)
    assert f"(conversation {known.parks.conversation})" in page
    assert f"(conversation {known.tax.conversation})" not in page
    assert "Exported 7 cases" not in page
    whole = auditor.page("/admin/trail/")
    assert "Searched the trail for somebody or something: 1 found" in whole
    assert "5555" not in whole


def test_a_person_of_another_department_is_nobody(known: Town) -> None:
    auditor = known.visitor("parks-auditor")
    answer = auditor.post("/admin/trail/find/", sought="+852 5555 0902")
    page = auditor.page(answer.headers["Location"])
    assert "Nobody with this number has written to a department of yours." in page


@pytest.mark.parametrize("sought", ["TAX-7Q2K", "nonsense", "", "=1+1", "+852 5555 0999"])
def test_what_is_not_found_says_so(known: Town, sought: str) -> None:
    auditor = known.visitor("parks-auditor")
    answer = auditor.post("/admin/trail/find/", sought=sought)
    assert answer.headers["Location"] == "/admin/trail/"
    assert 'class="notice notice-bad"' in auditor.page("/admin/trail/")


def test_a_case_is_found_by_its_reference(known: Town) -> None:
    known.visitor("agent").page(f"/admin/cases/details/?id={known.parks.case}")
    auditor = known.visitor("auditor")
    answer = auditor.post("/admin/trail/find/", sought="parks-7q2k")
    page = auditor.page(answer.headers["Location"])
    assert f"Opened a case (case {known.parks.case})" in page
    assert "(conversation" not in page


def test_an_event_stands_there_as_it_is_stored(marked: Town) -> None:
    page = marked.visitor("auditor").page("/admin/trail/?action=cases.exported")
    assert "&#34;rows&#34;: 7" in page
    assert "&#34;seal&#34;: null" in page
    assert "Everything about case:list" in page


def test_the_trail_is_read_page_by_page_from_an_id_on(town: Town) -> None:
    places = [town.parks.department, town.tax.department]
    with town.app.app_context(), scope.system():
        for number in range(1, 121):
            record(
                "case.opened", actor="user:7", subject=f"case:{number}",
                department_id=places[number % 2],
            )  # fmt: skip
        user = User(email="both@example.org", fs_uniquifier="b" * 64)
        user.grants += [Grant(role="auditor", department_id=one) for one in places]
        db.session.add(user)
        db.session.commit()
    town.sessions["both"] = "b" * 64
    when = "&since=2020-01-01T00:00&until=2999-12-31T00:00"
    for who in ("auditor", "both"):
        visitor, address, seen = town.visitor(who), f"/admin/trail/?actor=user:7{when}", []
        while address:
            page = visitor.page(address)
            seen += [int(part.split(")")[0]) for part in page.split("Opened a case (case ")[1:]]
            _before, _mark, rest = page.partition('rel="next"')
            address = (
                _before.rpartition('href="')[2].split('"')[0].replace("&amp;", "&") if rest else ""
            )
        assert seen == list(range(120, 0, -1))
    everything = town.visitor("both").page("/admin/trail/")
    assert "Opened a case (case 120)" in everything
    person = town.visitor("auditor").page("/admin/trail/?person=1&since=2020-01-01T00:00")
    assert f"(case {town.parks.case})" in person
    assert "(case 120)" not in person
    rows = _rows(town.visitor("both").page(f"/admin/trail/file/csv/?actor=user:7{when}"))
    assert len(rows) == 120


@pytest.mark.parametrize("query", ["format=csv", "_external=1&_anchor=x", "endpoint=a&self=b"])
def test_what_an_address_holds_besides_is_nothing_to_us(marked: Town, query: str) -> None:
    assert "Exported 7 cases" in marked.visitor("auditor").page(f"/admin/trail/?{query}")


def _rows(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_trail_is_taken_away_as_a_table(marked: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_file, "BATCH", 2)
    with marked.app.app_context(), scope.system():
        # No name of ours, but what would run in a spreadsheet must not, whoever wrote it.
        user = db.session.get_one(User, marked.parks.user)
        user.email = "=1+1@example.org"
        db.session.commit()
    rows = _rows(marked.visitor("auditor").page("/admin/trail/file/csv/"))
    assert [row["Action"] for row in rows] == [
        "trail.exported",
        "cases.exported",
        "conversation.opened",
        "conversation.opened",
    ]
    assert rows[1]["Details"] == '{"rows":7}'
    assert rows[1]["What"] == "Exported … cases"
    assert (rows[3]["Department"], rows[3]["Who"]) == ("parks", "'=1+1@example.org")
    assert rows[3]["About"] == f"conversation:{marked.parks.conversation}"
    own = _rows(marked.visitor("parks-auditor").page("/admin/trail/file/csv/"))
    assert {row["Department"] for row in own} == {"parks"}


def test_the_trail_is_taken_away_as_it_is_stored(marked: Town) -> None:
    text = marked.visitor("auditor").page("/admin/trail/file/jsonl/?action=cases.exported")
    (line,) = text.splitlines()
    told = orjson.loads(line)
    assert (told["action"], told["details"], told["seal"]) == ("cases.exported", {"rows": 7}, None)
    assert marked.visitor("auditor").get("/admin/trail/file/xlsx/").status_code == 404


def test_nobody_else_reads_the_trail(marked: Town) -> None:
    for address in ("/admin/trail/", "/admin/trail/file/csv/"):
        assert marked.visitor("supervisor").get(address).status_code == 403
    page = marked.visitor("auditor").page("/admin/trail/")
    assert "Was refused a page: trail.index_view" in page
