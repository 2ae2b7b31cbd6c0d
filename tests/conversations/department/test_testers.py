"""What a tester does reaches no other system, counts nowhere, and is marked where it is seen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from conversations.calling import calls
from conversations.department import testers
from conversations.releases import crowd, lookback
from conversations.talks import rounds
from conversations.talks.library import Library
from extensions import db
from flows import effects
from flows.department.surroundings import NOTHING
from flows.effects import Consulted, Effect, Say, Subscribe, Tag
from flows.graph import content_hash, parse
from flows.messages import Text
from flows.versions.plan import Plan
from models import (
    Call,
    Case,
    Connector,
    Conversation,
    DraftSnapshot,
    Flow,
    Handover,
    VisitCount,
)
from tests.conversations.calling.test_calls import FLOW as ASKING
from tests.conversations.calling.test_calls import Desk
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import PHONE, Office, a_text, now
from tests.conversations.talks.test_drafts import TESTER, changed, draft, name_tester

OPERATION: dict[str, Any] = {
    "method": "POST",
    "path": "/offices",
    "body": {"district": "{district}"},
    "gives": {"name": "office.name"},
}


@pytest.fixture
def tried(office: Office) -> Office:
    """An office with a tester."""
    name_tester(office)
    return office


def test_only_a_tester_stands_in_the_draft(tried: Office, graph_api: GraphApi) -> None:
    draft(tried, changed("One."))
    for phone in (PHONE, TESTER):
        tried.say("hi", phone=phone)
    draft(tried, changed("Two.", silence_after="2h"))
    for phone in (PHONE, TESTER):
        tried.say("hours", phone=phone)
    assert "Two." in graph_api.to(f"+{TESTER}")
    assert "Open from 6 to 23." in graph_api.to(f"+{PHONE}")
    kept = {row.content_hash for row in tried.rows(DraftSnapshot)}
    assert kept == {
        content_hash(changed("One.")),
        content_hash(changed("Two.", silence_after="2h")),
    }


def test_a_case_of_a_tester_is_marked(tried: Office) -> None:
    for phone in (PHONE, TESTER):
        tried.say("hi", phone=phone)
        tried.say("tree", phone=phone)
        tried.say("Victoria Park", phone=phone)
    assert [row.is_test for row in tried.rows(Case)] == [False, True]


def test_a_tester_who_waits_for_a_person_is_marked(tried: Office) -> None:
    tried.sql("UPDATE department SET desk_open = true")
    for phone in (PHONE, TESTER):
        tried.say("hi", phone=phone)
        tried.say("staff", phone=phone)
    assert [row.is_test for row in tried.rows(Handover)] == [False, True]


def test_visits_of_testers_are_not_counted(tried: Office) -> None:
    tried.say("hi", phone=TESTER)
    assert tried.count(VisitCount) == 0
    tried.say("hi")
    assert tried.count(VisitCount) > 0


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Whoever would be asked for real."""
    answering = Desk()
    monkeypatch.setitem(calls._answerers, "service", answering)
    return answering


@pytest.fixture
def asking(make_app: Callable[..., Flask], sqlite_database: str, graph_api: GraphApi) -> Office:
    """A department with a tester, whose flow asks a system."""
    office = Office(make_app(sqlite_database, GRAPH_API_URL=graph_api.url), ASKING)
    name_tester(office)
    return office


def _connect(office: Office, samples: list[dict[str, Any]]) -> None:
    document = {
        "base": "https://other.example.org/v1",
        "operations": {"find": OPERATION | {"samples": samples}},
    }
    with office.open() as session:
        session.add(
            Connector(
                department_id=office.department_id, name="offices", proposed=document,
                approved=document, proposed_by="user:1", approved_by="user:2", secrets={},
            )
        )  # fmt: skip
        session.commit()


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        ([{"data": {"name": "Sample Office"}}], "Sample Office"),
        ([{"when": {"district": "Sai Kung"}}, {"outcome": "not_found"}], "None."),
        ([], "Sorry."),
    ],
)
def test_samples_answer_a_tester(
    asking: Office, graph_api: GraphApi, desk: Desk, samples: list[dict[str, Any]], said: str
) -> None:
    _connect(asking, samples)
    for words in ("hi", "Sha Tin"):
        asking.say(words, phone=TESTER)
    assert graph_api.to(f"+{TESTER}")[-1] == said
    assert desk.asked == []
    [call] = asking.rows(Call)
    assert (call.to, call.name, call.state, call.request) == ("sample", "offices", "done", None)
    for words in ("hi", "Sha Tin"):
        asking.say(words)
    assert len(desk.asked) == 1


def test_a_sample_that_is_slow_lets_the_patience_of_the_flow_end(
    asking: Office, graph_api: GraphApi, desk: Desk
) -> None:
    _connect(asking, [{"outcome": "slow"}])
    for words in ("hi", "Sha Tin"):
        asking.say(words, phone=TESTER)
    assert (asking.count(Call), desk.asked) == (0, [])
    with time_machine.travel(now() + timedelta(seconds=90), tick=True):
        asking.drain()
    assert graph_api.to(f"+{TESTER}")[-1] == "Later."


def test_a_tester_looks_up_their_own_cases_for_real() -> None:
    own = effects.Call("1:1:0", "status", {"reference": "PARKS-1"})
    assert list(testers._allowed([own], Library([]), NOTHING)) == [own]


def test_what_counts_is_left_out_but_who_leaves_a_topic_has_left() -> None:
    leaving = Subscribe("news", join=False, flow="main", node="leave")
    said = Say(Text("Yes."))
    asked: list[Effect] = [
        said, Tag(("keen",)), Consulted("dogs", "wamid.1"), leaving,
        Subscribe("news", join=True, flow="main", node="join"),
    ]  # fmt: skip
    assert testers.allowed(asked, 1, Library([]), NOTHING) == (said, leaving)


def test_testers_are_no_part_of_what_is_looked_at_before_publishing(tried: Office) -> None:
    for phone in (PHONE, TESTER):
        tried.say("hi", phone=phone)
    newer = parse(changed(silence_after="2h"))
    with tried.open() as session:
        row = session.query(Flow).one()
        assert crowd.standing(row) == {"welcome": 1}
        assert crowd.trial(row, newer, Plan("move")).people == 1
        assert lookback.look_back(row, newer).tally.talks == 1


def _statements(office: Office, words: str) -> list[str]:
    """What moving the lane of a citizen asks of the database."""
    office.deliver(a_text(words))
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    with office.app.app_context():
        waiting = [row.id for row in office.rows(Conversation)]
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            rounds.move(waiting, "test", now())
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_a_claim_without_a_tester_asks_not_once_more(office: Office) -> None:
    office.say("hi")
    before = _statements(office, "menu")
    name_tester(office)
    draft(office, changed())
    after = _statements(office, "menu")
    assert len(after) == len(before) > 5
    assert not any("draft_snapshot" in one or "flow.draft" in one for one in after)
    office.drain()
    office.sql("DELETE FROM tester")
    name_tester(office, PHONE)
    _statements(office, "menu")
    again = _statements(office, "menu")
    # Which drafts there are; what was read of them is kept, and so is where the tester stands.
    assert sum("flow.revision" in one for one in again) == 1
    assert not any("flow.draft" in one for one in again)
