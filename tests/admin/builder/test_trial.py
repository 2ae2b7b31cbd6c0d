"""A talk with a draft through the real interpreter, as the phone beside the canvas gets it."""

import copy
from typing import Any, get_args

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin.builder import trial
from config import ROOT
from extensions import db
from flows import messages
from models import Asset, Case, Conversation, Department, scope
from tests.admin.builder.conftest import Browser, Office
from tests.admin.builder.test_canvas_pages import send
from tests.flows.talking import document

ASSET = "0123456789abcdef" * 4
KINDS: dict[str, dict[str, Any]] = {
    "text": {"kind": "message", "text": {"en": "Hello *there*"}},
    "image": {"kind": "message", "media": {"asset": ASSET, "kind": "picture", "caption": {"en": "A tree"}}},
    "document": {"kind": "message", "media": {"asset": ASSET, "kind": "document", "filename": "form.pdf"}},
    "video": {"kind": "message", "media": {"asset": ASSET, "kind": "video"}},
    "audio": {"kind": "message", "media": {"asset": ASSET, "kind": "voice"}},
    "place": {"kind": "message", "place": {"latitude": 22.3, "longitude": 114.2, "name": {"en": "Office"}}},
    "contact": {"kind": "message", "contact": {"name": {"en": "Duty officer"}, "phones": ["5555 0100"]}},
    "link": {"kind": "message", "text": {"en": "See"}, "link": {"label": {"en": "Open"}, "url": "https://example.org/"}},
    "buttons": {"kind": "menu", "text": {"en": "Which?"}, "options": [
        {"id": f"o{number}", "label": {"en": f"Option {number}"}} for number in range(2)]},
    "choices": {"kind": "menu", "text": {"en": "Which?"}, "options": [
        {"id": f"o{number}", "label": {"en": f"Option {number}"}} for number in range(6)]},
    "ask_location": {"kind": "question", "field": {"id": "q", "type": "location", "ask": {"en": "Where?"}}},
    "ask_phone": {"kind": "question", "field": {"id": "q", "type": "phone", "ask": {"en": "Number?"}}},
}  # fmt: skip


@pytest.fixture
def parks(office: Office) -> Browser:
    return office.browser()


def flow(nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return document({**nodes, "over": {"kind": "end"}}, **more)


def talk(browser: Browser, draft: Any, *steps: Any, **cast: Any) -> TestResponse:
    return send(browser, "/canvas/talk", {"document": draft, "talk": {"steps": steps, **cast}})


def played(browser: Browser, draft: Any, *steps: Any, **cast: Any) -> dict[str, Any]:
    answer = talk(browser, draft, *steps, **{"language": "en", **cast})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def file_away(app: Flask) -> int:
    with app.app_context(), scope.system():
        home = db.session.query(Department).filter_by(code="parks").one()
        asset = Asset(
            department_id=home.id, sha256=ASSET, name="tree.jpg", kind="image",
            mime_type="image/jpeg", size=3,
        )  # fmt: skip
        db.session.add(asset)
        db.session.commit()
        return asset.id


@pytest.mark.parametrize("shown", KINDS)
def test_every_kind_of_message_becomes_a_bubble(parks: Browser, office: Office, shown: str) -> None:
    asset = file_away(office.app)
    node = {**KINDS[shown], "exits": {"next": "over"}}
    (turn,) = played(parks, flow({"it": node}), {"words": "hi"})["turns"]
    bubble = turn["said"][-1]
    assert bubble["node"] == "it"
    assert shown in {bubble["type"], bubble.get("media")}
    if "media" in bubble:
        assert bubble["url"] == f"/admin/files/{asset}"


def test_a_template_goes_out_when_the_window_has_closed(parks: Browser) -> None:
    draft = flow({
        "later": {"kind": "wait", "for": "2d", "exits": {"next": "it"}},
        "it": {"kind": "template", "template": "park_closure", "parameters": {"1": "Parks", "2": "1823"},
               "buttons": [{"id": "more"}, {"id": "enough"}], "exits": {"more": "over", "enough": "over", "unsent": "over"}},
    })  # fmt: skip
    found = played(parks, draft, {"words": "hi"}, {"later": "3d"})
    (bubble,) = found["turns"][1]["said"]
    assert bubble["type"] == "template"
    assert [one["title"] for one in bubble["buttons"]] == ["Details", "Stop these notices"]
    assert [one["did"] for one in found["turns"][:2]] == [{"words": "hi"}, {"due": True}]


def test_the_canvas_has_a_view_of_every_kind_of_message() -> None:
    views = (ROOT / "admin/editor/src/phone/played.ts").read_text()
    assert all(
        f'type: "{one.__struct_config__.tag}"' in views for one in get_args(messages.Message)
    )


def test_the_talk_tells_where_it_is_and_what_is_known_and_awaited(
    parks: Browser, office: Office
) -> None:
    steps = [
        {"words": "hi"},
        {"tap": "Report a fallen tree"},
        {"photo": True},
        {"tap": "That is all"},
    ]
    found = played(parks, office.draft(), *steps, contact={"name": "Alex"})
    assert found["stopped"] is None
    assert (found["node"], found["inside"], found["language"]) == ("report", "", "en")
    assert found["turns"][1]["path"] == [["welcome", "tree"], ["report", ""]]
    assert {"name": "contact.name", "value": "Alex"} in found["known"]
    assert any(one["value"] == "1 photo(s)" for one in found["known"])
    assert [one["deed"] for one in found["waits"]] == ["silence"]
    assert found["turns"][0]["at"] == "2026-11-23T12:00:00+08:00"


def test_a_draft_with_a_hole_runs_up_to_it_and_says_where(parks: Browser) -> None:
    found = played(
        parks, flow({"it": {"kind": "message", "text": {"en": "Hello"}}}), {"words": "hi"}
    )
    (turn,) = found["turns"]
    wrong = [one["text"] for one in turn["asides"] if one["kind"] == "wrong"]
    assert wrong[0].startswith("The flow stops here: it.exits.next leads nowhere.")
    assert turn["said"][0]["body"] == "Hello"


def test_what_cannot_be_done_any_more_stops_the_talk_with_a_reason(parks: Browser) -> None:
    draft = flow({"it": {**KINDS["buttons"], "exits": {"o0": "over", "o1": "over"}}})
    found = played(parks, draft, {"words": "hi"}, {"tap": "Cats"}, {"words": "more"})
    assert len(found["turns"]) == 1
    assert found["stopped"]["step"] == 1
    assert "“Cats” was never offered" in found["stopped"]["text"]


def test_other_flows_of_the_department_are_met_as_published(parks: Browser) -> None:
    draft = flow({"it": {"kind": "flow", "flow": "parks-main", "exits": {"done": "over"}}})
    found = played(parks, draft, {"words": "hi"})
    assert (found["node"], found["inside"]) == ("it", "parks-main")
    assert found["turns"][0]["said"][0]["node"] == ""


def test_nothing_is_stored_and_nobody_is_met(parks: Browser, office: Office) -> None:
    before = office.draft(), office.actions()
    played(parks, office.draft(), {"words": "hi"}, {"tap": "Report a fallen tree"})
    assert (office.draft(), office.actions()) == before
    with office.app.app_context(), scope.system():
        assert db.session.query(Conversation).count() == db.session.query(Case).count() == 0


def test_a_talk_in_circles_is_cut_short(parks: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MOST_TURNS", 20)
    draft = flow({"it": {"kind": "wait", "for": "1m", "exits": {"next": "it"}}})
    found = played(parks, draft, {"words": "hi"}, {"later": "900w"})
    assert len(found["turns"]) == 20
    assert "too long" in found["stopped"]["text"]


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (None, "talk"),
        ("words", "talk"),
        ({"steps": [{"words": "hi"}] * 151}, "talk.steps"),
        ({"steps": [{"words": "x" * 100_000}]}, "talk.steps[0].words"),
        ({"steps": [{"words": "a", "tap": "b"}]}, "talk.steps[0]"),
        ({"steps": [{}]}, "talk.steps[0]"),
        ({"steps": [{"later": "-1d"}]}, "talk.steps[0].later"),
        ({"steps": [], "begins": "0001-01-01 00:00"}, "talk.begins"),
        ({"steps": [], "contact": {"name": 7}}, "talk.contact.name"),
        ({"steps": [], "person": 1}, "talk.person"),
    ],
)
def test_a_talk_that_is_none_is_refused_by_its_place(
    parks: Browser, office: Office, wanted: Any, place: str
) -> None:
    answer = send(parks, "/canvas/talk", {"document": office.draft(), "talk": wanted})
    assert answer.status_code == 422, answer.text
    assert place in [one["path"] for one in answer.get_json()["faults"]]


@pytest.mark.parametrize("draft", [7, "words", [], {}, {"format": 1}, {"nodes": {"a": []}}])
def test_what_is_no_flow_cannot_be_tried(parks: Browser, draft: Any) -> None:
    for path in ("/canvas/talk", "/canvas/rehearsal", "/canvas/rehearse", "/canvas/look"):
        sent = {"document": draft, "talk": {"steps": []}, "name": "A talk"}
        assert send(parks, path, sent).status_code == 422, path


def test_another_departments_flow_does_not_exist_here(office: Office) -> None:
    stranger = office.browser("tax-editor", "parks")
    sent = {"document": office.draft(), "talk": {"steps": []}, "name": "A talk"}
    for path in ("/canvas/talk", "/canvas/rehearsal", "/canvas/rehearse"):
        assert send(stranger, path, sent).status_code == 404
        assert send(office.browser(), path, sent, token="").status_code == 400


def test_whoever_may_read_may_try(office: Office) -> None:
    reader = office.browser("reviewer")
    assert played(reader, office.draft(), {"words": "hi"})["turns"]


STEPS = [{"words": "hi"}, {"tap": "Opening hours"}]


def test_a_talk_becomes_a_rehearsal_that_comes_out(parks: Browser, office: Office) -> None:
    draft = office.draft()
    sent = {"document": draft, "name": "When are you open?",
            "talk": {"language": "en", "contact": {"name": "Alex"}, "steps": STEPS}}  # fmt: skip
    script = send(parks, "/canvas/rehearsal", sent).get_json()["rehearsal"]
    assert (script["name"], script["contact"]) == ("When are you open?", {"name": "Alex"})
    with_it = {**draft, "rehearsals": [script]}
    told = send(parks, "/canvas/rehearse", {"document": with_it}).get_json()["rehearsals"]
    assert told == [{"name": "When are you open?", "step": 0, "why": ""}]


def test_a_rehearsal_that_differs_says_where_and_how(parks: Browser, office: Office) -> None:
    draft = office.draft()
    sent = {"document": draft, "name": "Open?", "talk": {"language": "en", "steps": STEPS}}
    draft["rehearsals"] = [send(parks, "/canvas/rehearsal", sent).get_json()["rehearsal"]]
    changed = copy.deepcopy(draft)
    changed["nodes"]["hours_text"]["text"]["en"] = "Always"
    (told,) = send(parks, "/canvas/rehearse", {"document": changed}).get_json()["rehearsals"]
    assert told["step"] == 2
    assert "“Always" in told["why"]


@pytest.mark.parametrize(
    ("steps", "name", "why"),
    [
        ([], "A talk", "steps"),
        ([{"words": "hi"}, {"tap": "Cats"}], "A talk", "never offered"),
        (STEPS, "", "name"),
        (STEPS, "x" * 121, "name"),
    ],
)
def test_what_cannot_be_a_rehearsal_says_why(
    parks: Browser, office: Office, steps: list[Any], name: str, why: str
) -> None:
    sent = {"document": office.draft(), "name": name, "talk": {"language": "en", "steps": steps}}
    answer = send(parks, "/canvas/rehearsal", sent)
    assert answer.status_code == 409
    assert why in answer.get_json()["why"]


def test_a_rehearsal_without_any_name_is_a_bad_request(parks: Browser, office: Office) -> None:
    sent = {"document": office.draft(), "talk": {"steps": []}}
    assert send(parks, "/canvas/rehearsal", sent).status_code == 400
