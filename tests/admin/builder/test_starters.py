"""Flows to begin from: each is sound in three languages, and becomes a department's own draft."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from opencc import OpenCC

from admin.builder import starters
from admin.builder.starters import Starter
from conversations.department import folders
from conversations.department.general_holidays import general_holidays
from extensions import db
from flows.check import Context, check
from flows.department.surroundings import Surroundings
from flows.rehearse import rehearse
from models import Calendar, Department, Flow, scope
from tests.admin.builder.conftest import Office

SHELF = starters.shelf()
LANGUAGES = ["zh-Hant", "en", "zh-Hans"]
PERSONAL = {"text", "phone"}
TO_SIMPLIFIED = OpenCC("t2s")
each = pytest.mark.parametrize("starter", SHELF, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def around() -> Surroundings:
    found = folders.read(starters.FOLDER)
    return found.model_copy(update={"holidays": general_holidays(range(2026, 2028))})


def texts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every localised text or list of words in a document."""
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def test_there_are_at_least_six_and_every_file_is_on_the_shelf() -> None:
    files = {path.stem for path in starters.FOLDER.glob("*.yaml")} - {"contents"}
    assert len(SHELF) >= 6
    assert [one.name for one in SHELF] == list(dict.fromkeys(one.name for one in SHELF))
    assert {one.name for one in SHELF} == files


@each
def test_it_passes_the_gate_without_a_remark(starter: Starter, around: Surroundings) -> None:
    assert check(starter.flow) == []
    known = {**around.known, "queue": ["default"]}
    assert check(starter.flow, Context(known=known, around=around)) == []


@each
def test_its_rehearsals_come_out(starter: Starter, around: Surroundings) -> None:
    assert {script.language for script in starter.flow.rehearsals} == {"zh-Hant", "en"}
    assert rehearse(starter.flow, (), around) == []


@each
def test_it_is_told_and_written_in_three_languages(starter: Starter) -> None:
    for told in (starter.title, starter.description, starter.then):
        assert list(told) == LANGUAGES
        assert all(told.values())
    assert starter.flow.languages == LANGUAGES
    found = list(texts(starter.flow.document))
    assert len(found) > 10
    for text in (*found, starter.title, starter.description, starter.then):
        assert list(text) == LANGUAGES
        assert TO_SIMPLIFIED.convert(str(text["zh-Hans"])) == str(text["zh-Hans"])


@each
def test_it_names_no_organisation_and_takes_nobody_else_s_place(starter: Starter) -> None:
    words = str(starter.flow.document)
    assert "{{ department.name }}" in words
    assert "海港" not in words
    assert "Harbour" not in words
    assert {trigger.by for trigger in starter.flow.triggers} <= {"words", "schedule"}


@each
def test_personal_answers_say_why_and_how_long(starter: Starter) -> None:
    for node in starter.flow.document["nodes"].values():
        for asked in node.get("fields", []):
            if asked["type"] in PERSONAL:
                assert list(asked["purpose"]) == LANGUAGES
                assert asked["keep"] == "90d"


@each
def test_it_can_be_looked_at_and_started(starter: Starter, office: Office) -> None:
    browser = office.browser()
    page = browser.page("/admin/flows/begin/")
    assert page.index("An empty menu") < page.index(starter.title["en"])
    assert starter.description["en"] in page
    at = f"/admin/flows/begin/from/{starter.name}"
    assert f'href="{at}"' in page
    shown = browser.page(at)
    assert all(f'id="node-{node}"' in shown for node in starter.flow.nodes)
    answer = browser.post(at, name=f"my-{starter.name}")
    assert answer.status_code == 302
    assert starter.then["en"] in browser.page(answer.location)
    document = drafts(office)[f"my-{starter.name}"]
    assert document == {**starter.flow.document, "name": f"my-{starter.name}"}


def drafts(office: Office) -> dict[str, dict[str, Any]]:
    with office.app.app_context(), scope.system():
        return {row.name: row.draft for row in db.session.query(Flow)}


def test_the_department_s_own_calendar_goes_in(office: Office) -> None:
    with office.app.app_context(), scope.system():
        home = db.session.query(Department).filter_by(code="parks").one()
        usual = db.session.query(Calendar).filter_by(department_id=home.id).one()
        db.session.add(Calendar(department_id=home.id, name="counter", document=usual.document))
        db.session.commit()
    browser = office.browser()
    page = browser.page("/admin/flows/begin/from/opening-hours")
    assert "Which calendar?" in page
    browser.post(
        "/admin/flows/begin/from/opening-hours", name="hours", **{"calendar default": "counter"}
    )
    assert drafts(office)["hours"]["nodes"]["now"]["calendar"] == "counter"


def test_what_the_department_does_not_have_is_not_taken(office: Office) -> None:
    at = "/admin/flows/begin/from/opening-hours"
    for place, made_up in enumerate(("somebody-elses", "<b>", "x" * 9000)):
        chosen = {"calendar default": made_up}
        assert office.browser().post(at, name="", **chosen).status_code == 200
        assert office.browser().post(at, name=f"hours-{place}", **chosen).status_code == 302
        assert drafts(office)[f"hours-{place}"]["nodes"]["now"]["calendar"] == "default"


def test_what_the_department_lacks_is_told_and_what_it_has_is_offered(office: Office) -> None:
    at = "/admin/flows/begin/from/closure-notice"
    lacks = office.browser("tax-editor").page(at)
    assert "It needs an approved template. The draft calls it “closure_notice”" in lacks
    offered = office.browser().page(at)  # the sandbox approves one of the parks'
    assert "Which template?" in offered
    assert "Choose later" in offered
    assert "things to see to before it can be published" in offered.replace("thing ", "things ")
    uses = "Uses: an approved template, your calendar"
    assert uses in office.browser().page("/admin/flows/begin/")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the flow a name"),
        ("parks-main", "has a flow of this name already"),
        ("two words", "not written as it should be"),
    ],
)
def test_what_is_wrong_is_told(office: Office, name: str, sentence: str) -> None:
    answer = office.browser().post("/admin/flows/begin/from/ask-a-person", name=name)
    assert sentence in answer.text
    assert len(drafts(office)) == 2


def test_what_is_not_on_the_shelf_does_not_exist(office: Office) -> None:
    browser = office.browser()
    for name in ("contents", "nothing", "..%2Fdemo%2Fparks"):
        assert browser.get(f"/admin/flows/begin/from/{name}").status_code == 404


def test_another_department_s_things_are_not_taken(office: Office) -> None:
    browser = office.browser()
    tax = department_of(office, "tax")
    answer = browser.post("/admin/flows/begin/from/ask-a-person", name="mine", department=str(tax))
    assert answer.status_code == 302
    assert home_of(office, "mine") != tax


def department_of(office: Office, code: str) -> int:
    with office.app.app_context(), scope.system():
        return db.session.query(Department).filter_by(code=code).one().id


def home_of(office: Office, name: str) -> int:
    with office.app.app_context(), scope.system():
        return db.session.query(Flow).filter_by(name=name).one().department_id


def test_agents_do_not_begin_flows(office: Office) -> None:
    assert office.browser("agent").get("/admin/flows/begin/from/ask-a-person").status_code == 403
