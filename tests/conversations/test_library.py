import copy
from typing import Any

import pytest

from conversations import library
from conversations.library import Library, libraries
from flows.graph import content_hash, parse
from models import Flow, FlowVersion
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import FLOW, Office


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


def _publish(office: Office, document: dict[str, Any], name: str = "main", number: int = 2) -> str:
    with office.open() as session:
        flow = session.query(Flow).filter_by(name=name).one_or_none()
        if flow is None:
            flow = Flow(department_id=office.department_id, name=name, draft=document)
            session.add(flow)
            session.flush()
        version = FlowVersion(
            department_id=office.department_id,
            flow_id=flow.id,
            number=number,
            content_hash=content_hash(document),
            document=document,
            published_by="terminal",
        )
        session.add(version)
        session.flush()
        flow.live_version_id = version.id
        session.commit()
    return content_hash(document)


def _changed() -> dict[str, Any]:
    document = copy.deepcopy(FLOW)
    document["nodes"]["hours_text"]["text"]["en"] = "Open from 7 to 22."
    return document


def _load(office: Office) -> Library:
    with office.app.app_context():
        return libraries([office.department_id])[office.department_id]


def test_the_front_door_comes_first(office: Office) -> None:
    side = copy.deepcopy(FLOW) | {"name": "aside", "triggers": [{"by": "link", "code": "TREE"}]}
    _publish(office, side, "aside", 1)
    found = _load(office)
    assert [entry.name for entry in found.entries] == ["main", "aside"]
    assert found.front_door is found.entries[0]
    aside = found.named("aside")
    assert aside is not None
    assert aside.content_hash == content_hash(side)
    assert found.named("nobody") is None


def test_a_department_without_flows_has_no_front_door(office: Office) -> None:
    office.sql("UPDATE flow SET live_version_id = NULL")
    assert _load(office).front_door is None


def test_a_side_flow_is_no_front_door() -> None:
    side = parse(copy.deepcopy(FLOW) | {"triggers": [{"by": "link", "code": "TREE"}]})
    assert Library([side]).front_door is None


def test_it_is_compiled_once(office: Office) -> None:
    assert _load(office).entries[0] is _load(office).entries[0]


def test_an_older_version_is_found_by_its_hash(office: Office) -> None:
    older = content_hash(FLOW)
    _publish(office, _changed())
    library._press._flows.clear()
    found = _load(office)
    assert found.entries[0].content_hash != older
    with office.app.app_context():
        pinned = found.pinned(older)
        assert pinned is not None
        assert pinned.content_hash == older
        assert found.pinned("0" * 64) is None


def test_people_finish_on_the_version_they_began_on(office: Office, graph_api: GraphApi) -> None:
    office.say("hi")
    _publish(office, _changed())
    office.say("hi", phone="85255550124")
    office.say("hours", phone="85255550124")
    office.say("hours")
    assert "Open from 7 to 22." in graph_api.to("+85255550124")
    assert "Open from 6 to 23." in graph_api.to("+85255550123")


def test_a_version_that_cannot_be_read_is_left_out(office: Office) -> None:
    with office.open() as session:
        version = session.query(FlowVersion).one()
        version.document = {"format": 1}
        version.content_hash = "f" * 64
        session.commit()
    assert not _load(office).entries


def test_the_longest_unused_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "KEPT", 2)
    press = library._Press()
    compiled = parse(FLOW)
    for version in "abc":
        press.put(version, compiled)
        press.get("a")
    assert press.get("a") is compiled
    assert press.get("b") is None
