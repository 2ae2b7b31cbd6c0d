"""What the phone's page asks of the sandbox, and what WhatsApp would send for it."""

import base64
import hashlib
import io
from typing import Any

import pytest
from PIL import Image

from whatsapp.sandbox.samples import sample

REPLY = {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}
MENU = {"type": "button", "body": {"text": "?"}, "action": {"buttons": [REPLY]}}
ROW = {"id": "r1", "title": "One", "description": "The first"}
LIST = {
    "type": "list",
    "body": {"text": "?"},
    "action": {"button": "Open", "sections": [{"title": "All", "rows": [ROW]}]},
}
ASK = {"type": "contact_request", "body": {"text": "?"}, "action": {"name": "request_contact_info"}}


def asked(world: Any, interactive: dict[str, Any]) -> str:
    world.hello()
    wamid: str = world.send({"interactive": interactive}).json["messages"][0]["id"]
    return wamid


def last(world: Any) -> dict[str, Any]:
    found: dict[str, Any] = [value for value in world.queued() if "messages" in value][-1]
    message: dict[str, Any] = found["messages"][0]
    return message


def do(world: Any, deed: str, given: Any, persona: str = "mei") -> Any:
    return world.client.post(f"/phone/{persona}/1001/{deed}", json=given)


def test_the_directory(world: Any) -> None:
    found = world.client.get("/phone/directory").json
    assert [entry["code"] for entry in found["departments"]] == ["PARKS", "TAX", "AWAY"]
    assert {entry["id"]: entry["phone"] for entry in found["personas"]}["robin"] is None
    assert {entry["language"] for entry in found["personas"]} == {"zh-Hant", "zh-Hans", "en"}
    assert "token" not in str(found)


def test_words(world: Any) -> None:
    assert do(world, "text", {"text": "你好"}).status_code == 200
    message = last(world)
    assert (message["type"], message["text"]) == ("text", {"body": "你好"})
    assert "context" not in message


def test_a_button_answers_with_what_was_sent(world: Any) -> None:
    wamid = asked(world, MENU)
    assert do(world, "button", {"message": wamid, "id": "yes"}).status_code == 200
    message = last(world)
    assert message["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "yes", "title": "Yes"},
    }
    assert message["context"] == {"from": "85255550001", "id": wamid}


def test_a_row_answers_with_what_was_sent(world: Any) -> None:
    wamid = asked(world, LIST)
    assert do(world, "row", {"message": wamid, "id": "r1"}).status_code == 200
    assert last(world)["interactive"] == {"type": "list_reply", "list_reply": ROW}


def test_a_location(world: Any) -> None:
    given = {"latitude": 22.28, "longitude": 114.19, "name": "Victoria Park"}
    assert do(world, "location", given).status_code == 200
    assert last(world)["location"] == given


def test_one_s_number(world: Any) -> None:
    wamid = asked(world, ASK)
    assert do(world, "contact", {"message": wamid}).status_code == 200
    (card,) = last(world)["contacts"]
    assert card["origin"] == "contact_request"
    assert card["phones"] == [{"phone": "+852 5555 0101", "wa_id": "85255550101", "type": "CELL"}]


@pytest.mark.parametrize(
    ("name", "type", "mime"),
    [
        ("tree", "image", "image/jpeg"),
        ("voice", "audio", "audio/ogg; codecs=opus"),
        ("document", "document", "application/pdf"),
    ],
)
def test_samples(world: Any, name: str, type: str, mime: str) -> None:
    assert world.client.post(f"/phone/mei/1001/sample/{name}").status_code == 200
    message = last(world)
    found = message[type]
    digest = hashlib.sha256(sample(name).content).digest()
    assert (message["type"], found["mime_type"]) == (type, mime)
    assert base64.b64decode(found["sha256"]) == digest
    assert found.get("voice", False) is (type == "audio")
    assert "file_size" not in found
    shown = world.client.get(f"/phone/files/{found['id']}")
    assert shown.data == sample(name).content
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    inline = shown.headers["Content-Disposition"].startswith("inline")
    assert inline is (type != "document")


def test_a_photo_loses_its_hidden_data(world: Any) -> None:
    written = io.BytesIO()
    picture, hidden = Image.new("RGB", (3000, 1500), "#204060"), Image.Exif()
    hidden[0x010E] = "secret place"
    picture.save(written, "JPEG", exif=hidden)
    assert b"secret place" in written.getvalue()
    form = {"file": (io.BytesIO(written.getvalue()), "a.jpg"), "as": "photo", "caption": "Look"}
    assert world.client.post("/phone/mei/1001/file", data=form).status_code == 200
    found = last(world)["image"]
    assert found["caption"] == "Look"
    kept = world.client.get(f"/phone/files/{found['id']}").data
    assert b"secret place" not in kept
    assert Image.open(io.BytesIO(kept)).size == (1600, 800)


def test_a_document_keeps_its_name_and_is_never_shown(world: Any) -> None:
    form = {"file": (io.BytesIO(b"<script>"), "a.html", "text/html"), "as": "document"}
    assert world.client.post("/phone/mei/1001/file", data=form).status_code == 200
    found = last(world)["document"]
    assert (found["filename"], found["mime_type"]) == ("a.html", "text/html")
    shown = world.client.get(f"/phone/files/{found['id']}")
    assert shown.mimetype == "application/octet-stream"
    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_a_document_may_be_named_in_chinese(world: Any) -> None:
    form = {"file": (io.BytesIO(b"x"), "報告.txt", "text/plain"), "as": "document"}
    assert world.client.post("/phone/mei/1001/file", data=form).status_code == 200
    found = last(world)["document"]
    assert found["filename"] == "報告.txt"
    named = world.client.get(f"/phone/files/{found['id']}").headers["Content-Disposition"]
    assert named == "attachment; filename*=UTF-8''%E5%A0%B1%E5%91%8A.txt"


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "x" * 4097}),
        ("text", {"words": "x"}),
        ("text", ["x"]),
        ("text", None),
        ("location", {"latitude": 91, "longitude": 0}),
        ("location", {"latitude": "x", "longitude": 0}),
        ("button", {"message": "wamid.none", "id": "yes"}),
        ("button", {"message": "MENU", "id": "no"}),
        ("row", {"message": "MENU", "id": "yes"}),
        ("contact", {"message": "MENU"}),
        ("reaction", {"message": "wamid.none", "emoji": "👍"}),
    ],
)
def test_what_no_phone_could_do_is_refused(world: Any, deed: str, given: Any) -> None:
    wamid = asked(world, MENU)
    before = len(world.queued())
    if isinstance(given, dict) and given.get("message") == "MENU":
        given = {**given, "message": wamid}
    answer = do(world, deed, given)
    assert answer.status_code == 400
    assert answer.json["error"]
    assert len(world.queued()) == before


def test_a_picture_must_be_one(world: Any) -> None:
    form = {"file": (io.BytesIO(b"no picture"), "a.jpg"), "as": "photo"}
    answer = world.client.post("/phone/mei/1001/file", data=form)
    assert (answer.status_code, "no picture" in answer.json["error"]) == (400, True)


def test_another_s_message_cannot_be_tapped(world: Any) -> None:
    wamid = asked(world, MENU)
    tap = {"message": wamid, "id": "yes"}
    assert do(world, "button", tap, persona="alex").status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "nobody/1001/text"),
        ("POST", "mei/9999/text"),
        ("POST", "mei/1001/dance"),
        ("POST", "mei/1001/sample/gold"),
        ("GET", "nobody/changes"),
        ("GET", "files/123"),
        ("GET", "samples/gold"),
    ],
)
def test_what_is_not_there(world: Any, method: str, path: str) -> None:
    given = {"json": {"text": "x"}} if method == "POST" else {}
    assert world.client.open(f"/phone/{path}", method=method, **given).status_code == 404


def test_only_what_changed_is_told(world: Any) -> None:
    world.hello()
    first = world.client.get("/phone/mei/changes").json
    since = first["version"]
    assert world.client.get(f"/phone/mei/changes?since={since}").json["messages"] == []
    world.hello("alex")
    assert world.client.get(f"/phone/mei/changes?since={since}").json["messages"] == []
    world.send({"text": {"body": "x"}})
    news = world.client.get(f"/phone/mei/changes?since={since}").json
    assert [found["content"] for found in news["messages"]] == [{"body": "x"}]
    assert news["unread"] == {"1001": 1}


def test_the_page_is_plainly_marked_and_has_nothing_inline(world: Any) -> None:
    page = world.client.get("/phone").text
    assert "Demonstration phone, not WhatsApp" in page
    for forbidden in ("<style", " style=", " onclick=", "javascript:", "http://", "https://"):
        assert forbidden not in page
    assert page.count("<script") == page.count('<script type="module" src=')
