from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask as Application
from sqlalchemy import select

from conversations.releases import publishing
from extensions import db
from flows import graph
from flows.documents.faults import ShapeError
from models import AuditEvent, Department, Flow, FlowVersion, Queue, scope
from tests.conversations.office import FLOW

ACTOR = "terminal"


@pytest.fixture
def department(any_app: Application) -> Iterator[Department]:
    with any_app.app_context(), scope.system():
        found = Department(code="parks", names={"en": "Parks"}, telephone="5555 0100")
        db.session.add(found)
        db.session.commit()
        yield found
        db.session.rollback()


def worded(words: str) -> dict[str, Any]:
    """The flow with other opening hours."""
    document = deepcopy(FLOW)
    document["nodes"]["hours_text"]["text"]["en"] = words
    return document


def named(name: str, *triggers: dict[str, str]) -> dict[str, Any]:
    return {**deepcopy(FLOW), "name": name, "triggers": list(triggers)}


def events() -> list[tuple[str, dict[str, Any]]]:
    found = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(event.action, event.details) for event in found]


def test_new_words_are_a_new_version_and_the_old_one_stays(department: Department) -> None:
    flow = publishing.import_document(department, FLOW, ACTOR)
    first = publishing.publish(flow, ACTOR)
    db.session.commit()
    publishing.save_draft(flow, worded("Open all day."), ACTOR, seen=1)
    second = publishing.publish(flow, ACTOR, seen=2)
    db.session.commit()
    assert (first.number, second.number, flow.revision) == (1, 2, 2)
    assert flow.live_version is second
    assert first.document == FLOW
    assert first.content_hash != second.content_hash
    assert second.published_by == ACTOR
    assert [action for action, _ in events()] == [
        "flow.imported", "flow.published", "flow.saved", "flow.published",
    ]  # fmt: skip
    assert events()[-1][1] == {
        "flow": "main", "number": 2, "version": second.content_hash, "accepted": [],
        "people": "finish", "way": "alone",
    }  # fmt: skip


def test_going_back_to_older_words_is_a_version_too(department: Department) -> None:
    flow = publishing.import_document(department, FLOW, ACTOR)
    first = publishing.publish(flow, ACTOR)
    publishing.save_draft(flow, worded("Open all day."), ACTOR)
    publishing.publish(flow, ACTOR)
    publishing.save_draft(flow, FLOW, ACTOR)
    third = publishing.publish(flow, ACTOR)
    assert (third.number, third.content_hash) == (3, first.content_hash)


def test_what_is_live_already_is_not_published_again(department: Department) -> None:
    flow = publishing.import_document(department, FLOW, ACTOR)
    first = publishing.publish(flow, ACTOR)
    publishing.save_draft(flow, {**FLOW, "layout": {"welcome": [1, 2]}}, ACTOR)
    assert publishing.publish(flow, ACTOR) is first
    assert db.session.scalars(select(FlowVersion.number)).all() == [1]


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_a_draft_that_somebody_else_saved_is_not_overwritten(
    department: Department, seen: int
) -> None:
    flow = publishing.import_document(department, FLOW, ACTOR)
    db.session.commit()
    with pytest.raises(publishing.StaleDraftError, match="saved by somebody else"):
        publishing.save_draft(flow, worded("Mine"), ACTOR, seen=seen)
    with pytest.raises(publishing.StaleDraftError):
        publishing.publish(flow, ACTOR, seen=seen)
    db.session.rollback()
    assert (flow.draft, flow.revision, flow.live_version) == (FLOW, 1, None)


def test_the_gate_stops_errors_whatever_is_accepted(department: Department) -> None:
    document = deepcopy(FLOW)
    document["nodes"]["hours_text"]["exits"] = {"next": "nowhere"}
    flow = publishing.import_document(department, document, ACTOR)
    (problem,) = publishing.problems_of(flow)
    with pytest.raises(publishing.GateError) as stopped:
        publishing.publish(flow, ACTOR, accepted=[problem.code])
    assert [one.path for one in stopped.value.problems] == ["nodes.hours_text.exits.next"]
    assert flow.live_version is None


def test_a_warning_must_be_accepted_by_its_code(department: Department) -> None:
    document = worded("Open all day.")
    document["nodes"]["hours_text"]["text"]["fr"] = "Ouvert"
    flow = publishing.import_document(department, document, ACTOR)
    with pytest.raises(publishing.GateError):
        publishing.publish(flow, ACTOR)
    with pytest.raises(publishing.GateError):
        publishing.publish(flow, ACTOR, accepted=["something_else"])
    version = publishing.publish(flow, ACTOR, accepted=["language_extra", "something_else"])
    assert version.accepted == ["language_extra"]


def test_a_department_has_one_front_door(department: Department) -> None:
    publishing.publish(publishing.import_document(department, FLOW, ACTOR), ACTOR)
    other = publishing.import_document(department, named("other", {"by": "anything"}), ACTOR)
    with pytest.raises(publishing.GateError) as stopped:
        publishing.publish(other, ACTOR)
    assert [one.code for one in stopped.value.problems] == ["second_front_door"]


def test_another_department_has_its_own(department: Department) -> None:
    publishing.publish(publishing.import_document(department, FLOW, ACTOR), ACTOR)
    tax = Department(code="tax", names={"en": "Tax"}, telephone="5555 0101")
    db.session.add(tax)
    db.session.flush()
    version = publishing.publish(publishing.import_document(tax, FLOW, ACTOR), ACTOR)
    assert version.department_id == tax.id


def test_a_link_code_leads_to_one_flow(department: Department) -> None:
    first = named("first", {"by": "link", "code": "TREE"})
    publishing.publish(publishing.import_document(department, first, ACTOR), ACTOR)
    second = named("second", {"by": "link", "code": "tree"})
    flow = publishing.import_document(department, second, ACTOR)
    with pytest.raises(publishing.ClashError, match="first already has the link code TREE"):
        publishing.publish(flow, ACTOR)


@pytest.mark.parametrize(
    "document", [{}, {**FLOW, "nodes": []}, {**FLOW, "name": "n-85255550123"}], ids=range(3)
)
def test_what_is_no_flow_changes_nothing(department: Department, document: dict[str, Any]) -> None:
    flow = publishing.import_document(department, FLOW, ACTOR)
    db.session.commit()
    with pytest.raises(ShapeError):
        publishing.import_document(department, document, ACTOR)
    with pytest.raises(ShapeError):
        publishing.save_draft(flow, document, ACTOR)
    assert not db.session.dirty
    assert (flow.draft, flow.revision) == (FLOW, 1)


def test_a_flow_cannot_take_another_ones_name(department: Department) -> None:
    publishing.import_document(department, FLOW, ACTOR)
    other = publishing.import_document(department, named("other", {"by": "photo"}), ACTOR)
    with pytest.raises(ShapeError, match="another flow named main"):
        publishing.save_draft(other, FLOW, ACTOR)
    publishing.save_draft(other, named("third", {"by": "photo"}), ACTOR)
    assert db.session.scalars(select(Flow.name).order_by(Flow.id)).all() == ["main", "third"]


def test_importing_again_is_the_next_revision_of_the_same_draft(department: Department) -> None:
    first = publishing.import_document(department, FLOW, ACTOR)
    again = publishing.import_document(department, worded("Open all day."), ACTOR)
    assert again is first
    assert again.revision == 2
    assert again.draft == worded("Open all day.")


def caller(*names: str, name: str = "outer") -> dict[str, Any]:
    """A flow that runs these others, one after another."""
    nodes: dict[str, Any] = {
        f"n{place}": {
            "kind": "flow",
            "flow": other,
            "exits": {"done": f"n{place + 1}" if place + 1 < len(names) else "over"},
        }
        for place, other in enumerate(names)
    }
    nodes["over"] = {"kind": "end"}
    return {
        "format": 1,
        "name": name,
        "languages": ["en"],
        "triggers": [{"by": "photo"}],
        "start": next(iter(nodes)),
        "nodes": nodes,
    }


def live(department: Department, document: dict[str, Any]) -> FlowVersion:
    row = publishing.import_document(department, document, ACTOR)
    codes = {one.code for one in publishing.problems_of(row)}
    return publishing.publish(row, ACTOR, accepted=codes)


def test_a_version_locks_the_flows_that_it_runs(department: Department) -> None:
    first = live(department, FLOW)
    outer = live(department, caller("main"))
    assert outer.locks == {"flow": {"main": first.content_hash}}
    assert first.locks == {}
    second = live(department, worded("Open all day."))
    assert outer.flow.live_version is outer, "who runs it keeps the version of then"
    again = publishing.publish(outer.flow, ACTOR, accepted=outer.accepted)
    assert (again.number, again.content_hash) == (2, outer.content_hash)
    assert again.locks == {"flow": {"main": second.content_hash}}
    assert publishing.publish(outer.flow, ACTOR, accepted=outer.accepted) is again


def test_who_runs_a_flow_is_listed(department: Department) -> None:
    inner = live(department, FLOW).flow
    outer = live(department, caller("main", "main")).flow
    further = live(department, caller("outer", name="further")).flow
    assert publishing.used_by(inner) == [outer]
    assert publishing.used_by(outer) == [further]
    assert publishing.used_by(further) == []


def test_a_flow_or_queue_that_does_not_exist_is_told(department: Department) -> None:
    document = caller("nobody")
    document["nodes"]["over"] = {"kind": "handover", "queue": "lost", "exits": {"closed": "n0"}}
    row = publishing.import_document(department, document, ACTOR)
    codes = {one.code for one in publishing.problems_of(row)}
    assert {"flow_missing", "queue_missing"} <= codes
    db.session.add(Queue(department_id=department.id, name="lost"))
    live(department, {**FLOW, "name": "nobody"})
    codes = {one.code for one in publishing.problems_of(row)}
    assert not {"flow_missing", "queue_missing"} & codes


def test_flows_that_run_each_other_do_not_pass(department: Department) -> None:
    live(department, FLOW)
    live(department, caller("main"))
    row = publishing.import_document(department, {**caller("outer"), "name": "main"}, ACTOR)
    assert "flow_circle" in {one.code for one in publishing.problems_of(row)}


def test_what_has_a_hash_is_locked_by_its_noun(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deepcopy(FLOW)
    document["nodes"]["done"] = {"kind": "handover", "queue": "default", "exits": {"closed": "end"}}
    document["nodes"]["end"] = {"kind": "end"}
    flow = graph.parse(document)
    assert publishing.locks(department.id, flow) == {}
    found = lambda _department, names: dict.fromkeys(names, "0" * 64)  # noqa: E731
    monkeypatch.setitem(publishing.LOCKING, "queue", found)
    assert publishing.locks(department.id, flow) == {"queue": {"default": "0" * 64}}
