"""Testers meet drafts, whatever state these are in; everybody else meets what is published."""

import copy
from datetime import timedelta
from typing import Any

import pytest
import time_machine

import models
from conversations import sweeper
from conversations.talks import drafts
from conversations.talks.drafts import Draft
from flows.graph import content_hash
from models import Conversation, Department, DraftSnapshot, Flow
from models.fingerprint import fingerprint
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import FLOW, PHONE, Office, now

TESTER = "85255550124"
SIDE: dict[str, Any] = {
    "format": 1,
    "name": "side",
    "languages": ["en", "zh-Hant"],
    "triggers": [{"by": "words", "words": {"en": ["compost"]}}],
    "start": "said",
    "nodes": {
        "said": {
            "kind": "message",
            "text": {"en": "About compost.", "zh-Hant": "堆肥"},
            "exits": {"next": "over"},
        },
        "over": {"kind": "end"},
    },
}


def name_tester(office: Office, phone: str = TESTER, department_id: int = 0) -> None:
    with office.open() as session:
        session.add(
            models.Tester(
                department_id=department_id or office.department_id,
                fingerprint=fingerprint("phone", phone),
                number=phone, name="Lee", added_by="user:1",
            )
        )  # fmt: skip
        session.commit()


def draft(office: Office, document: dict[str, Any]) -> None:
    """Save ``document`` as the draft of the flow of its name."""
    with office.open() as session:
        row = session.query(Flow).filter_by(name=document["name"]).one_or_none()
        if row is None:
            row = Flow(department_id=office.department_id, name=document["name"], revision=0)
            session.add(row)
        row.draft, row.revision = document, row.revision + 1
        session.commit()


def changed(words: str = "Open from 7 to 22.", **menu: Any) -> dict[str, Any]:
    document = copy.deepcopy(FLOW)
    document["nodes"]["hours_text"]["text"]["en"] = words
    document["nodes"]["welcome"] |= menu
    return document


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """What depends on the kind of database is in ``test_testers``."""
    return sqlite_database


@pytest.fixture
def tried(office: Office) -> Office:
    """An office with a tester."""
    name_tester(office)
    return office


def test_a_tester_meets_the_draft_and_others_what_is_published(
    tried: Office, graph_api: GraphApi
) -> None:
    draft(tried, changed())
    for phone in (PHONE, TESTER):
        tried.say("hi", phone=phone)
        tried.say("hours", phone=phone)
    mine, others = graph_api.to(f"+{TESTER}"), graph_api.to(f"+{PHONE}")
    assert mine[0].startswith("Test: this is the draft of “main”.\n\nHow can we help?")
    assert "Open from 7 to 22." in mine
    assert others[0].startswith("How can we help?")
    assert "Open from 6 to 23." in others
    assert sum("Test:" in words for words in mine) == 1


def test_a_tester_of_another_department_is_nobody_here(office: Office, graph_api: GraphApi) -> None:
    with office.open() as session:
        other = Department(code="tax", names={"en": "Tax"})
        session.add(other)
        session.commit()
        elsewhere = other.id
    name_tester(office, department_id=elsewhere)
    draft(office, changed())
    office.say("hours", phone=TESTER)
    assert not any("Test:" in words for words in graph_api.to(f"+{TESTER}"))


def test_a_flow_that_was_never_published_is_met_by_testers_alone(
    tried: Office, graph_api: GraphApi
) -> None:
    draft(tried, SIDE)
    tried.say("compost", phone=TESTER)
    tried.say("compost")
    assert graph_api.to(f"+{TESTER}") == ["Test: this is the draft of “side”.\n\nAbout compost."]
    assert "About compost." not in "".join(graph_api.to(f"+{PHONE}"))


def test_the_draft_of_an_inner_flow_is_met(tried: Office, graph_api: GraphApi) -> None:
    outer = changed()
    outer["nodes"]["hours_text"] = {
        "kind": "flow", "flow": "side", "exits": {"done": "welcome", "cancelled": "welcome"},
    }  # fmt: skip
    draft(tried, SIDE)
    draft(tried, outer)
    tried.say("hi", phone=TESTER)
    tried.say("hours", phone=TESTER)
    assert any("About compost." in words for words in graph_api.to(f"+{TESTER}"))


def test_of_a_draft_that_is_not_ready_the_published_version_is_met(
    tried: Office, graph_api: GraphApi
) -> None:
    unready = changed()
    del unready["nodes"]["hours_text"]["text"]["zh-Hant"]
    draft(tried, unready)
    tried.say("hi", phone=TESTER)
    tried.say("hours", phone=TESTER)
    said = graph_api.to(f"+{TESTER}")
    assert said[0].startswith(
        "Test: the draft of “main” is not ready, so this is what is published. "
    )
    assert "How can we help?" in said[0]
    assert "Open from 6 to 23." in said


def test_a_new_flow_that_is_not_ready_says_why(tried: Office, graph_api: GraphApi) -> None:
    unready = copy.deepcopy(SIDE)
    unready["nodes"]["said"]["text"]["en"] = "About {{ answers.nothing }}."
    draft(tried, unready)
    tried.say("compost", phone=TESTER)
    [said] = graph_api.to(f"+{TESTER}")
    assert said.startswith("Test: the draft of “side” is not ready to be tried. ")
    assert len(said) > len("Test: the draft of “side” is not ready to be tried. ") + 20
    assert tried.rows(Conversation)[0].node == ""


@pytest.mark.parametrize("document", [{"format": 2}, {}, {"format": 1, "name": "main"}])
def test_a_draft_that_cannot_be_read_stops_nobody(
    tried: Office, graph_api: GraphApi, document: dict[str, Any]
) -> None:
    with tried.open() as session:
        session.query(Flow).one().draft = document
        session.commit()
    tried.say("hours", phone=TESTER)
    said = graph_api.to(f"+{TESTER}")
    assert said[0].startswith("Test: the draft of “main” is not ready")
    assert "Open from 6 to 23." in "".join(said)


def test_a_gate_that_fails_on_a_draft_stops_nobody(
    tried: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("flows.check.check", fail)
    draft(tried, changed())
    tried.say("hours", phone=TESTER)
    assert graph_api.to(f"+{TESTER}")[0].startswith("Test: the draft of “main” is not ready")


def test_drafts_that_break_the_library_stop_nobody(
    tried: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(drafts, "Draft", fail)
    draft(tried, changed())
    tried.say("hours", phone=TESTER)
    tried.say("hours")
    assert "Open from 6 to 23." in "".join(graph_api.to(f"+{TESTER}"))
    assert "Open from 6 to 23." in "".join(graph_api.to(f"+{PHONE}"))


def test_a_draft_that_changes_takes_its_testers_along(tried: Office, graph_api: GraphApi) -> None:
    draft(tried, changed("One."))
    tried.say("hi", phone=TESTER)
    [kept] = tried.rows(DraftSnapshot)
    assert (kept.flow, kept.content_hash) == ("main", content_hash(changed("One.")))
    drafts._press._flows.clear()
    newest = changed("Two.", silence_after="2h")
    draft(tried, newest)
    tried.say("hours", phone=TESTER)
    assert "Two." in graph_api.to(f"+{TESTER}")
    assert tried.rows(Conversation)[0].version == content_hash(newest)


def test_a_form_survives_a_change_of_the_draft(tried: Office, graph_api: GraphApi) -> None:
    draft(tried, changed())
    tried.say("hi", phone=TESTER)
    tried.say("tree", phone=TESTER)
    draft(tried, changed("Later."))
    tried.say("Victoria Park", phone=TESTER)
    assert graph_api.to(f"+{TESTER}")[-1].startswith("Your reference is")


def test_whoever_stands_in_a_draft_stays_while_it_is_not_ready(
    tried: Office, graph_api: GraphApi
) -> None:
    draft(tried, changed())
    tried.say("hi", phone=TESTER)
    unready = changed("Not yet.")
    del unready["nodes"]["hours_text"]["text"]["zh-Hant"]
    draft(tried, unready)
    drafts._press._flows.clear()
    tried.say("hours", phone=TESTER)
    assert "Open from 7 to 22." in graph_api.to(f"+{TESTER}")


def test_who_becomes_a_tester_in_the_middle_moves_to_the_draft(
    office: Office, graph_api: GraphApi
) -> None:
    draft(office, changed())
    office.say("hi", phone=TESTER)
    name_tester(office)
    office.say("hours", phone=TESTER)
    assert "Open from 7 to 22." in graph_api.to(f"+{TESTER}")


def test_who_is_a_tester_no_more_begins_again_in_what_is_published(
    tried: Office, graph_api: GraphApi
) -> None:
    draft(tried, changed(silence_after="2h"))
    tried.say("hi", phone=TESTER)
    tried.sql("DELETE FROM tester")
    tried.say("hours", phone=TESTER)
    said = graph_api.to(f"+{TESTER}")
    assert any("That conversation has ended." in words for words in said)
    assert not any("Open from 7" in words for words in said)
    assert tried.rows(Conversation)[0].version in {"", content_hash(FLOW)}


def test_snapshots_are_kept_for_a_while(tried: Office) -> None:
    draft(tried, changed())
    tried.say("hi", phone=TESTER)
    with tried.app.app_context():
        sweeper.purge(now() + timedelta(days=29))
        assert tried.count(DraftSnapshot) == 1
        sweeper.purge(now() + timedelta(days=31))
    assert tried.count(DraftSnapshot) == 0
    with time_machine.travel(now() + timedelta(hours=1), tick=True):
        tried.say("hours", phone=TESTER)  # the present draft needs none
    assert tried.count(DraftSnapshot) == 1


def test_what_is_published_needs_no_snapshot(tried: Office) -> None:
    tried.say("hi", phone=TESTER)
    assert tried.count(DraftSnapshot) == 0


def test_of_two_front_doors_the_one_that_is_published_is_taken(
    tried: Office, graph_api: GraphApi
) -> None:
    draft(tried, copy.deepcopy(SIDE) | {"triggers": [{"by": "anything"}]})
    tried.say("good morning", phone=TESTER)
    assert "How can we help?" in graph_api.to(f"+{TESTER}")[0]


def test_a_problem_names_the_step() -> None:
    unready = copy.deepcopy(SIDE)
    unready["nodes"]["said"]["exits"] = {}
    told = Draft("side", unready).trouble
    assert "About compost." in told["en"]
    assert set(told) == {"en", "zh-Hant", "zh-Hans"}
