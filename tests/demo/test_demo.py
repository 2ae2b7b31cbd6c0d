from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from opencc import OpenCC
from sqlalchemy import func, select

import demo
from config import ROOT
from conversations.department import folders, lookup_tables, sheets
from conversations.department.general_holidays import general_holidays
from extensions import db
from flows import graph
from flows.check import Context, check
from flows.department.surroundings import Surroundings
from flows.documents import written
from flows.events import Words
from flows.interpreter import advance
from flows.node import Node
from flows.rehearse import rehearse
from flows.state import State
from flows.world import Department as Office
from flows.world import Shelf, World
from models import (
    AuditEvent,
    Calendar,
    Channel,
    Department,
    Flow,
    FlowVersion,
    Grant,
    LookupTable,
    Question,
    Queue,
    User,
    scope,
)
from models.columns import utc_now

FLOWS = sorted(demo.FOLDER.glob("*/*.yaml"))
CONTENT = written.read((demo.FOLDER / "departments.yaml").read_text(encoding="utf-8"))
SHOWN = (
    "tax-filing", "clinic-booking", "parks-main", "parks-noise", "clinic-survey", "parks-closure",
)  # fmt: skip
LANGUAGES = ["zh-Hant", "en", "zh-Hans"]
PERSONAL = {"text", "phone"}
TO_SIMPLIFIED = OpenCC("t2s")


def flow_of(path: Path) -> graph.Flow:
    return graph.parse(written.read(path.read_text(encoding="utf-8")))


def texts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every localised text or list of words in a document."""
    if isinstance(value, dict):
        if value and set(value) <= set(LANGUAGES):
            yield value
        else:
            for inner in value.values():
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def around_of(path: Path) -> Surroundings:
    found = folders.read(path.parent)
    return found.model_copy(update={"holidays": general_holidays(range(2026, 2028))})


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_flow_passes_the_gate_without_a_remark(path: Path) -> None:
    around = around_of(path)
    others = [flow_of(other) for other in path.parent.glob("*.yaml") if other != path]
    known = {
        **around.known,
        "flow": [other.name for other in others],
        "queue": ["default"],
        "template": around.templates.keys(),
    }
    context = Context(known=known, around=around, others=others)
    assert check(flow_of(path), context) == []


@pytest.mark.parametrize("name", SHOWN)
def test_a_flow_to_learn_from_is_rehearsed(name: str) -> None:
    (path,) = demo.FOLDER.glob(f"*/{name}.yaml")
    flow = flow_of(path)
    assert len(flow.rehearsals) >= 3
    assert {script.language for script in flow.rehearsals} == {"zh-Hant", "en"}
    assert rehearse(flow, (), around_of(path)) == []


def test_the_page_of_flows_to_learn_from_names_each_and_how_to_try_it() -> None:
    page = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    for name in SHOWN:
        (path,) = demo.FOLDER.glob(f"*/{name}.yaml")
        assert f"demo/{path.parent.name}/{name}.yaml" in page


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_flow_is_in_three_languages_traditional_chinese_first(path: Path) -> None:
    flow = flow_of(path)
    assert flow.languages == LANGUAGES
    found = list(texts(flow.document))
    assert len(found) > 12
    for text in found:
        assert list(text) == LANGUAGES


@pytest.mark.parametrize("path", [*FLOWS, demo.FOLDER / "departments.yaml"], ids=lambda p: p.stem)
def test_simplified_chinese_is_simplified(path: Path) -> None:
    for text in texts(written.read(path.read_text(encoding="utf-8"))):
        said = str(text["zh-Hans"])
        assert TO_SIMPLIFIED.convert(said) == said


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("language", "word"), [("zh-Hant", "示範"), ("en", "demonstration"), ("zh-Hans", "示范")]
)
def test_whoever_enters_reads_first_that_it_is_a_demonstration(
    path: Path, language: str, word: str
) -> None:
    flow = flow_of(path)
    entrances = {trigger.at or flow.start for trigger in flow.triggers}
    assert entrances
    for entrance in entrances:
        assert word in opening(flow.nodes[entrance], path, language)


def opening(node: Node, path: Path, language: str) -> str:
    """The first words of ``node``; those of a template are as they were approved."""
    template = next((one.name for one in node.mentions() if one.noun == "template"), None)
    if template is None:
        return next(node.wordings()).texts[language]
    kept = around_of(path).templates[template]
    return kept.languages[kept.code(language)].body


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_personal_answers_say_why_and_how_long(path: Path) -> None:
    for node in flow_of(path).document["nodes"].values():
        for asked in node.get("fields", []):
            if asked["type"] in PERSONAL:
                assert list(asked["purpose"]) == LANGUAGES
                assert asked["keep"] == "90d"
            if asked["type"] == "phone":
                assert asked["mask"] is True


@pytest.mark.parametrize(
    ("path", "said", "node"),
    [
        ("parks/parks-main.yaml", "冧咗棵樹", "report"),
        ("parks/parks-main.yaml", "There is a fallen tree on the path", "report"),
        ("parks/parks-main.yaml", "報告塌樹 (#TREE)", "report"),
        ("parks/parks-main.yaml", "公園幾點開門", "more"),
        ("parks/parks-main.yaml", "你好", "welcome"),
        ("tax/tax-main.yaml", "幾時截止？", "year_end"),
        ("tax/tax-main.yaml", "(#DUE)", "year_end"),
        ("tax/tax-main.yaml", "hello", "welcome"),
        ("clinic/clinic-main.yaml", "可唔可以打畀我", "request"),
        ("clinic/clinic-main.yaml", "Call me back (#CALLBACK)", "request"),
        ("clinic/clinic-booking.yaml", "我想改期", "what"),
        ("clinic/clinic-survey.yaml", "feedback (#SURVEY)", "survey"),
        ("parks/parks-noise.yaml", "隔離公園好嘈", "complaint"),
        ("parks/parks-closure.yaml", "is the park closed today", "want"),
        ("tax/tax-filing.yaml", "received a return yesterday", "issued"),
    ],
)
def test_words_lead_where_people_mean(path: str, said: str, node: str) -> None:
    flow = flow_of(demo.FOLDER / path)
    world = World(
        now=utc_now(), conversation="1", library=Shelf((flow,)), department=Office(code="demo")
    )
    turn = advance(flow, State(), Words(said), world)
    assert turn.state.frames[-1].node == node


def test_every_number_is_fictional() -> None:
    for entry in CONTENT["departments"]:
        assert entry["telephone"].startswith("+852 5555 0")
        assert entry["channel"]["number"].startswith("+85255550")
        assert set(entry["names"]) == set(entry["hours"]) == set(LANGUAGES)


def test_planting_twice_is_planting_once(any_app: Flask) -> None:
    first = demo.plant(any_app)
    assert (first.departments, first.added) == (("tax", "parks", "clinic"), 3)
    assert len({one.password for one in first.sign_ins}) == 1
    with any_app.app_context(), scope.system():
        before = _counts()
        assert before["channel"] == 3
        assert before["flow"] == before["flow_version"] == len(FLOWS)
        assert db.session.scalar(select(func.count()).select_from(Question)) == 4
        assert all(db.session.scalars(select(Department.demo)))
        assert list(db.session.scalars(select(Queue.name))) == ["default"] * 3
        assert list(db.session.scalars(select(Calendar.name))) == ["default"] * 3
        assert sorted(db.session.scalars(select(LookupTable.name))) == ["offices"] * 2
        assert None not in db.session.scalars(select(Flow.live_version_id)).all()
    second = demo.plant(any_app)
    assert second.added == 0
    assert second.sign_ins == first.sign_ins
    with any_app.app_context(), scope.system():
        assert _counts() == before


def test_everything_live_passes_the_gate_beside_the_others(app: Flask) -> None:
    demo.plant(app)
    runner = app.test_cli_runner()
    for path in FLOWS:
        checked = runner.invoke(
            args=["flows", "check", str(path), "--department", path.parent.name]
        )
        assert "No problems found." in checked.output, (
            path.stem,
            checked.output,
            checked.exception,
        )


def test_what_staff_have_changed_is_left_alone(app: Flask) -> None:
    demo.plant(app)
    with app.app_context(), scope.system():
        parks = db.session.scalars(select(Department).where(Department.code == "parks")).one()
        parks.telephone = "+852 5555 0199"
        flow = db.session.scalars(select(Flow).where(Flow.name == "parks-main")).one()
        flow.draft = {**flow.draft, "expires": "9d"}
        db.session.commit()
    demo.plant(app)
    with app.app_context(), scope.system():
        telephones = select(Department.telephone).where(Department.code == "parks")
        assert db.session.scalar(telephones) == "+852 5555 0199"
        drafts = select(Flow.draft).where(Flow.name == "parks-main")
        assert db.session.scalars(drafts).one()["expires"] == "9d"


def test_somebodys_own_department_of_the_same_code_is_left_alone(app: Flask) -> None:
    with app.app_context(), scope.system():
        db.session.add(Department(code="parks", names={"en": "Real parks"}))
        db.session.commit()
    assert demo.plant(app).added == 2
    with app.app_context(), scope.system():
        owner = select(Department.id).where(Department.code == "parks")
        flows = select(Flow).where(Flow.department_id == owner.scalar_subquery())
        assert db.session.scalars(flows).all() == []


def test_the_password_opens_the_staff_site(app: Flask) -> None:
    planted = demo.plant(app)
    (clerk,) = [one for one in planted.sign_ins if one.email == "parks.editor@example.org"]
    assert len(clerk.password) >= 16
    with app.app_context(), scope.system():
        user = db.session.scalars(select(User).where(User.email == clerk.email)).one()
        assert user.verify_and_update_password(clerk.password)
        assert [grant.role for grant in user.grants] == ["content-editor"]


def test_a_password_that_was_lost_is_made_anew(app: Flask) -> None:
    first = demo.plant(app)
    (Path(app.instance_path) / demo.PASSWORD_FILE).unlink()
    second = demo.plant(app)
    assert first.sign_ins[0].password != second.sign_ins[0].password
    with app.app_context(), scope.system():
        user = db.session.scalars(select(User).where(User.email == second.sign_ins[0].email)).one()
        assert user.verify_and_update_password(second.sign_ins[0].password)


def test_it_is_never_planted_beside_the_real_whatsapp(
    make_app: Callable[..., Flask], sqlite_database: str
) -> None:
    real = make_app(sqlite_database, GRAPH_API_URL="http://127.0.0.1:9")
    with pytest.raises(demo.NotASandboxError, match="GRAPH_API_URL"):
        demo.plant(real)
    with real.app_context(), scope.system():
        assert db.session.scalars(select(Department)).all() == []


def _counts() -> dict[str, int]:
    models = (
        Department,
        Queue,
        Calendar,
        LookupTable,
        Channel,
        Flow,
        FlowVersion,
        User,
        Grant,
        AuditEvent,
    )
    return {
        model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in models
    }


@pytest.mark.parametrize("path", sorted(Path(demo.__file__).parent.glob("*/tables/*.csv")), ids=str)
def test_a_table_has_every_district_in_three_languages_and_says_what_it_is(path: Path) -> None:
    table = lookup_tables.table_of(sheets.read(path.read_bytes()))
    assert len(table.rows) == 18
    for words in ("sha-tin", "Sha Tin", "沙田", "沙田区", "Central and Western"):
        (row,) = table.find({"district": words})
        for language in LANGUAGES:
            seen = table.seen(row, language, [])
            assert "emonstration" in seen["office"] or "示" in seen["office"]
            assert seen["telephone"].startswith("5555 01")
