"""The canvas's page and what it asks for: the draft, the gate's word as one types, saving."""

import copy
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from admin.builder import canvas_pages
from admin.builder.canvas_words import words
from admin.builder.offered import FIRST
from flows.kinds import registry
from tests.admin.builder.conftest import Browser, Office


@pytest.fixture
def parks(office: Office) -> Browser:
    return office.browser()


def send(browser: Browser, path: str, body: Any, token: str | None = None) -> TestResponse:
    token = browser.token() if token is None else token
    return browser.client.post(browser.base + path, json=body, headers={"X-CSRFToken": token})


def test_without_a_built_canvas_the_page_leads_to_the_outline(
    parks: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas_pages, "_built", lambda: None)
    page = parks.page("/canvas")
    assert "has not been built" in page
    assert 'id="editor"' not in page


def test_the_page_names_the_built_files_and_holds_no_script_of_its_own(
    parks: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = {"script": "editor/assets/main-1.js", "styles": ["editor/assets/main-1.css"]}
    monkeypatch.setattr(canvas_pages, "_built", lambda: built)
    page = parks.page("/canvas")
    assert 'src="/static/editor/assets/main-1.js"' in page
    assert 'href="/static/editor/assets/main-1.css"' in page
    inline = re.findall(r"<script(?![^>]*src=)([^>]*)>", page)
    assert all("application/json" in one for one in inline)


def test_the_draft_comes_with_all_that_the_canvas_needs(parks: Browser, office: Office) -> None:
    opened = parks.get("/canvas/draft").get_json()
    assert opened["document"] == office.draft()
    assert opened["problems"] == []
    assert [one["name"] for one in opened["kinds"]][:6] == list(FIRST)
    assert {one["name"] for one in opened["kinds"]} == set(registry())
    assert opened["cards"].keys() == opened["document"]["nodes"].keys()
    assert "answers.report.place" in opened["cards"]["filed"]["known"]
    assert opened["mayEdit"] is True


def test_what_texts_can_name_and_what_a_finding_is_about_are_told_in_words(
    parks: Browser, office: Office
) -> None:
    draft = copy.deepcopy(office.draft())
    del draft["nodes"]["report"]["exits"]["submitted"]
    del draft["nodes"]["welcome"]["text"]["zh-Hant"]
    looked = send(parks, "/canvas/look", {"document": draft}).get_json()
    assert looked["names"]["department.name"] == "department's name"
    said = {one["code"]: one["text"] for one in looked["problems"]}
    assert "The exit “Sent” leads nowhere." in said["exit_missing"]
    assert "繁體中文" in said["text_missing"]
    assert "zh-Hant" not in said["text_missing"]


def test_a_rule_is_called_what_staff_call_it(parks: Browser, office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    rule = {"id": "r", "label": {"zh-Hant": "小型"}, "when": {"is_set": "contact.name"}}
    draft["nodes"]["choose"] = {"kind": "condition", "rules": [rule, {**rule, "id": "s"}]}
    del draft["nodes"]["choose"]["rules"][1]["label"]
    ways = send(parks, "/canvas/look", {"document": draft}).get_json()["cards"]["choose"]["ways"]
    assert [one.get("texts", one["label"]) for one in ways] == [
        {"zh-Hant": "小型"},
        "s",
        "Otherwise",
    ]


def test_whoever_may_only_read_is_told_so(office: Office) -> None:
    reader = office.browser("reviewer")
    opened = reader.get("/canvas/draft").get_json()
    assert opened["mayEdit"] is False
    sent = {"document": opened["document"], "seen": opened["revision"]}
    assert send(reader, "/canvas/draft", sent).status_code == 403


def test_the_gate_looks_at_what_is_not_saved(parks: Browser, office: Office) -> None:
    before = office.draft()
    draft = copy.deepcopy(before)
    draft["nodes"]["lost"] = {"kind": "message"}
    looked = send(parks, "/canvas/look", {"document": draft}).get_json()
    found = {(one["node"], one["code"]) for one in looked["problems"]}
    assert ("lost", "unreachable") in found
    assert looked["cards"]["lost"]["ways"] == [{"id": "next", "label": "Next", "needed": True}]
    assert office.draft() == before


PNG = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


def send_file(browser: Browser, name: str, content: bytes) -> TestResponse:
    return browser.client.post(
        browser.base + "/canvas/files",
        data={"file": (io.BytesIO(content), name)},
        headers={"X-CSRFToken": browser.token()},
    )


def test_a_file_is_added_and_offered(parks: Browser, office: Office) -> None:
    value, name = send_file(parks, "tree.png", PNG).get_json()["offer"]
    assert name == "tree.png"
    assert [value, name] in parks.get("/canvas/draft").get_json()["offers"]["asset"]
    assert send_file(office.browser("reviewer"), "tree.png", PNG).status_code == 403


def test_a_file_that_cannot_be_sent_is_refused_in_words(parks: Browser) -> None:
    refused = send_file(parks, "tree.exe", b"MZ")
    assert refused.status_code == 422
    assert refused.get_json()["text"]
    assert send(parks, "/canvas/files", {}).status_code == 400


def test_a_finding_is_mended_in_what_is_not_saved(parks: Browser, office: Office) -> None:
    before = office.draft()
    draft = copy.deepcopy(before)
    del draft["nodes"]["hours_text"]["text"]["zh-Hans"]
    del draft["nodes"]["welcome"]["text"]["en"]
    problems = send(parks, "/canvas/look", {"document": draft}).get_json()["problems"]
    mendable = {one["place"]: one["mendable"] for one in problems}
    place = "text_missing hours_text text zh-Hans"
    assert mendable == {place: True, "text_missing welcome text en": False}
    answer = send(parks, "/canvas/mend", {"document": draft, "place": place})
    mended = answer.get_json()["document"]
    assert mended["nodes"]["hours_text"] == before["nodes"]["hours_text"]
    assert "en" not in mended["nodes"]["welcome"]["text"]
    again = send(parks, "/canvas/mend", {"document": mended, "place": place})
    assert again.get_json() == {"document": None}
    assert office.draft() == before


def test_who_may_only_read_mends_nothing(office: Office) -> None:
    sent = {"document": office.draft(), "place": ""}
    assert send(office.browser("reviewer"), "/canvas/mend", sent).status_code == 403


def test_what_is_no_flow_is_refused_by_its_place(parks: Browser, office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["welcome"]["colour"] = "red"
    for path in ("/canvas/look", "/canvas/mend", "/canvas/draft"):
        answer = send(parks, path, {"document": draft, "seen": 1})
        assert answer.status_code == 422
        (fault,) = answer.get_json()["faults"]
        assert fault["path"] == "nodes.welcome.colour"
    assert office.draft() != draft


def test_saving_keeps_the_document_as_it_was_drawn(parks: Browser, office: Office) -> None:
    opened = parks.get("/canvas/draft").get_json()
    draft = {**opened["document"], "layout": {"welcome": [40, -7.5]}}
    saved = send(parks, "/canvas/draft", {"document": draft, "seen": opened["revision"]})
    answer = saved.get_json()
    assert answer["revision"] == opened["revision"] + 1
    assert answer["chip"]["stage"] == "published"
    assert office.draft() == draft
    assert "flow.saved" in office.actions()


def test_nobody_overwrites_what_somebody_else_has_saved(parks: Browser, office: Office) -> None:
    opened = parks.get("/canvas/draft").get_json()
    theirs = {**opened["document"], "expires": "9d"}
    office.put(theirs)
    mine = {**opened["document"], "expires": "2d"}
    answer = send(parks, "/canvas/draft", {"document": mine, "seen": opened["revision"]})
    assert answer.status_code == 409
    assert answer.get_json()["document"] == theirs
    assert answer.get_json()["revision"] > opened["revision"]
    assert office.draft() == theirs


@pytest.mark.parametrize("seen", [None, "7", 7.5, True, -1])
def test_without_the_revision_nothing_is_saved(parks: Browser, office: Office, seen: Any) -> None:
    draft = office.draft()
    answer = send(parks, "/canvas/draft", {"document": {**draft, "expires": "9d"}, "seen": seen})
    assert answer.status_code == 409
    assert office.draft() == draft


@pytest.mark.parametrize("body", ["", "[", "[]", '"words"', '{"document": 1}{', "\x00", "{" * 900])
def test_what_is_no_json_is_refused(parks: Browser, body: str) -> None:
    answer = parks.client.post(
        parks.base + "/canvas/look",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": parks.token()},
    )
    assert answer.status_code in {400, 422}


def test_without_the_pages_token_nothing_happens(parks: Browser, office: Office) -> None:
    draft = office.draft()
    sent = {"document": {**draft, "expires": "9d"}, "seen": 1}
    assert send(parks, "/canvas/draft", sent, token="").status_code == 400
    assert office.draft() == draft


def test_another_departments_flow_does_not_exist(office: Office) -> None:
    stranger = office.browser("tax-editor", "parks")
    assert stranger.get("/canvas").status_code == 404
    assert stranger.get("/canvas/draft").status_code == 404
    assert send(stranger, "/canvas/look", {"document": office.draft()}).status_code == 404


def test_every_word_of_the_canvas_is_said_in_every_language(office: Office) -> None:
    with office.app.test_request_context(headers={"Accept-Language": "en"}):
        english = words()
    for tag in ("zh-HK", "zh-CN"):
        with office.app.test_request_context(headers={"Accept-Language": tag}):
            said = words()
        assert said.keys() == english.keys()
        for key, sentence in said.items():
            assert sentence != english[key], (tag, key)
            assert _places(sentence) == _places(english[key]), (tag, key)


def _places(sentence: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s", sentence))


def pieces(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for piece in found:
        yield piece
        yield from pieces(piece.get("item", []))
        yield from pieces(piece.get("part", []))


def test_every_field_of_every_kind_has_a_form_that_the_canvas_knows(parks: Browser) -> None:
    forms = {
        "choice", "duration", "id", "items", "line", "lines", "node", "number", "pairs", "part",
        "rule", "texts", "tick", "words",
    }  # fmt: skip
    for kind in parks.get("/canvas/draft").get_json()["kinds"]:
        registry()[kind["name"]].model_validate(kind["fresh"])
        for piece in pieces(kind["pieces"]):
            assert piece["form"] in forms, (kind["name"], piece["key"])
            assert piece["title"], (kind["name"], piece["key"])
