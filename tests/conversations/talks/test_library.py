import copy
from typing import Any

import pytest

from conversations.talks import library
from conversations.talks.library import Library, libraries
from flows.graph import content_hash, parse
from models import Flow, FlowVersion, Message
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import FLOW, Office


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


def _publish(
    office: Office,
    document: dict[str, Any],
    name: str = "main",
    number: int = 2,
    locks: dict[str, str] | None = None,
) -> str:
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
            locks={"flow": locks} if locks else {},
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
    slower = _changed()
    slower["nodes"]["welcome"]["silence_after"] = "2h"
    _publish(office, slower)
    office.say("hi", phone="85255550124")
    office.say("hours", phone="85255550124")
    office.say("hours")
    assert "Open from 7 to 22." in graph_api.to("+85255550124")
    assert "Open from 6 to 23." in graph_api.to("+85255550123")


def test_every_publication_is_an_edition(office: Office) -> None:
    newer = _publish(office, _changed())
    with office.app.app_context():
        found = _load(office)
        assert [(one.number, one.version) for one in found.editions("main")] == [
            (1, content_hash(FLOW)), (2, newer),
        ]  # fmt: skip
        assert found.editions("another") == []


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


SIDE: dict[str, Any] = {
    "format": 1,
    "name": "side",
    "languages": ["en", "zh-Hant"],
    "start": "said",
    "nodes": {
        "said": {
            "kind": "message",
            "text": {"en": "First words.", "zh-Hant": "初版"},
            "exits": {"next": "over"},
        },
        "over": {"kind": "end"},
    },
}


def _running_side() -> dict[str, Any]:
    document = copy.deepcopy(FLOW)
    document["nodes"]["hours_text"] = {
        "kind": "flow", "flow": "side", "exits": {"done": "welcome", "cancelled": "welcome"},
    }  # fmt: skip
    return document


def test_a_talk_runs_the_version_that_was_locked(office: Office, graph_api: GraphApi) -> None:
    first = _publish(office, SIDE, "side", 1)
    outer = _publish(office, _running_side(), locks={"side": first})
    newer = copy.deepcopy(SIDE)
    newer["nodes"]["said"]["text"]["en"] = "New words."
    second = _publish(office, newer, "side", 2)
    office.say("hi")
    office.say("hours")
    assert "First words." in graph_api.to("+85255550123")
    [said] = [one for one in office.rows(Message) if one.node == "said"]
    assert (said.flow, said.version) == ("side", first)
    _publish(office, _running_side(), number=3, locks={"side": second})
    office.say("hours")
    assert "New words." in graph_api.to("+85255550123")
    with office.app.app_context():
        held = Library([], department_id=office.department_id)
        locked = held.named("side", outer)
        assert locked is not None
        assert locked.content_hash == second, "of the same graph, what was locked last"
        assert held.named("side", "0" * 64) is None


def test_an_older_version_keeps_what_it_locked(office: Office) -> None:
    first = _publish(office, SIDE, "side", 1)
    outer = _publish(office, _running_side(), locks={"side": first})
    _publish(office, {**SIDE, "languages": ["en"]}, "side", 2)
    _publish(office, _changed(), number=3)
    with office.app.app_context():
        found = libraries([office.department_id])[office.department_id]
        locked = found.named("side", outer)
    assert locked is not None
    assert locked.content_hash == first
