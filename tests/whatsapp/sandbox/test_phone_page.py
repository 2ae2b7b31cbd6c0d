"""The phone as a person uses it, in a real browser under a strict policy."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image
from playwright.sync_api import ConsoleMessage, Error, Page, expect

BUTTONS = {
    "type": "button",
    "body": {"text": "*Welcome* to the _parks_ office.\nHow can we help? <b>x</b>"},
    "footer": {"text": "Demonstration"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "tree", "title": "Report a fallen tree"[:20]}},
            {"type": "reply", "reply": {"id": "hours", "title": "Opening hours"}},
        ]
    },
}
LIST = {
    "type": "list",
    "header": {"type": "text", "text": "Parks"},
    "body": {"text": "Which park?"},
    "action": {
        "button": "Choose a park",
        "sections": [
            {
                "title": "Island",
                "rows": [
                    {"id": "victoria", "title": "Victoria Park", "description": "Causeway Bay"},
                    {"id": "tamar", "title": "Tamar Park"},
                ],
            },
            {"title": "Kowloon", "rows": [{"id": "kowloon", "title": "Kowloon Park"}]},
        ],
    },
}
WHERE = {
    "type": "location_request_message",
    "body": {"text": "Where is it?"},
    "action": {"name": "send_location"},
}
PHONE = {
    "type": "contact_request",
    "body": {"text": "May we have your number?"},
    "action": {"name": "request_contact_info"},
}
LINK = {
    "type": "cta_url",
    "body": {"text": "More on our page"},
    "action": {
        "name": "cta_url",
        "parameters": {"display_text": "Open page", "url": "https://example.org/"},
    },
}
ANSWERS: dict[str, dict[str, Any]] = {
    "menu": BUTTONS,
    "list": LIST,
    "where": WHERE,
    "phone": PHONE,
    "link": LINK,
}


def echo(live: Any, value: dict[str, Any], message: dict[str, Any]) -> None:
    """Answer a word with the message of that name, everything else with what it was."""
    contact = value["contacts"][0]
    whom = {"to": f"+{contact['wa_id']}"} if "wa_id" in contact else {}
    whom = whom or {"recipient": contact["user_id"]}
    number = value["metadata"]["phone_number_id"]
    seen = {"status": "read", "message_id": message["id"]}
    said = message.get("text", {}).get("body", "")
    if said == "slow":
        live.send({**seen, "typing_indicator": {"type": "text"}}, number)
        return
    live.send(seen, number)
    if said in ANSWERS:
        live.send({**whom, "type": "interactive", "interactive": ANSWERS[said]}, number)
        return
    about = message["type"] if not said else f"You said: {said}"
    if message["type"] == "interactive":
        reply = message["interactive"]
        about = f"You chose {reply[reply['type']]['id']}"
    text = {"body": about}
    context = {"message_id": message["id"]}
    live.send({**whom, "type": "text", "text": text, "context": context}, number)


@pytest.fixture
def phone(live: Any, page: Page) -> Iterator[Page]:
    """The phone at desktop size; whatever the browser complains of fails the test."""
    live.reply = echo
    complaints: list[str] = []

    def note(message: ConsoleMessage | Error) -> None:
        if isinstance(message, Error) or message.type in {"error", "warning"}:
            complaints.append(str(message))

    page.on("console", note)
    page.on("pageerror", note)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live.url}/phone?language=en&persona=alex")
    yield page
    assert complaints == []


def say(phone: Page, words: str) -> None:
    phone.get_by_test_id("composer").fill(words)
    phone.get_by_test_id("send").click()


def last_in(phone: Page) -> Any:
    return phone.get_by_test_id("bubble-in").last


def test_a_talk_with_buttons_ticks_and_marks(phone: Page, live: Any) -> None:
    phone.get_by_test_id("department-PARKS").click()
    say(phone, "menu")
    bubble = last_in(phone)
    expect(bubble.locator("strong")).to_have_text("Welcome")
    expect(bubble.locator("em")).to_have_text("parks")
    expect(bubble).to_contain_text("<b>x</b>")
    expect(bubble.locator(".footer")).to_have_text("Demonstration")
    mine = phone.get_by_test_id("bubble-out").first
    expect(mine.get_by_test_id("ticks")).to_have_attribute("data-status", "read")
    phone.get_by_test_id("reply-button").filter(has_text="Opening hours").click()
    expect(last_in(phone)).to_contain_text("You chose hours")
    # The answer quotes the tap, the tap quotes the menu.
    expect(last_in(phone).locator(".quoted")).to_contain_text("Opening hours")
    live.until(lambda: any(found["status"] == "read" for found in live.statuses()))


def test_a_list_opens_a_sheet(phone: Page) -> None:
    phone.get_by_test_id("department-PARKS").click()
    say(phone, "list")
    phone.get_by_test_id("open-list").click()
    expect(phone.locator("#sheet")).to_be_visible()
    expect(phone.get_by_test_id("list-send")).to_be_disabled()
    phone.get_by_test_id("list-row").filter(has_text="Victoria Park").click()
    phone.get_by_test_id("list-send").click()
    expect(phone.locator("#sheet")).to_be_hidden()
    expect(last_in(phone)).to_contain_text("You chose victoria")


def test_places_photos_voice_and_documents(phone: Page, live: Any) -> None:
    phone.get_by_test_id("department-PARKS").click()
    say(phone, "where")
    phone.get_by_test_id("send-location").click()
    phone.get_by_test_id("pin-victoria-park").click()
    expect(last_in(phone)).to_have_text(re.compile("location"))
    for kind, sample in (("photo", "tree"), ("voice", None), ("document", "document")):
        phone.get_by_test_id("attach").click()
        phone.get_by_test_id(f"attach-{kind}").click()
        if sample:
            phone.get_by_test_id(f"sample-{sample}").click()
        expect(phone.locator("#sheet")).to_be_hidden()
    phone.get_by_test_id("attach").click()
    phone.get_by_test_id("attach-location").click()
    phone.get_by_label("Latitude").fill("22.25")
    phone.get_by_label("Longitude").fill("114.2")
    phone.get_by_test_id("send-coordinates").click()
    live.until(lambda: len(live.messages()) == 6)
    kinds = [message["type"] for message in live.messages()]
    assert kinds == ["text", "location", "image", "audio", "document", "location"]
    assert live.messages()[1]["context"]["id"]
    assert live.messages()[1]["location"]["name"] == "Victoria Park"
    assert live.messages()[5]["location"] == {"latitude": 22.25, "longitude": 114.2}
    picture = phone.locator(".picture img").first
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 960)
    player = phone.locator("audio").first
    playable = "player => new Promise(done => { player.addEventListener('loadedmetadata', () => done(player.duration)); player.load(); })"
    assert player.evaluate(playable) == pytest.approx(3, abs=0.1)


def test_a_chosen_photo_is_made_jpeg(phone: Page, live: Any) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (40, 30), "#336699").save(written, "PNG")
    phone.get_by_test_id("department-PARKS").click()
    phone.get_by_test_id("attach").click()
    phone.get_by_test_id("attach-photo").click()
    file: Any = {"name": "a.png", "mimeType": "image/png", "buffer": written.getvalue()}
    phone.get_by_test_id("photo-file").set_input_files(file)
    live.until(lambda: len(live.messages()) == 1)
    assert live.messages()[0]["image"]["mime_type"] == "image/jpeg"


def test_robin_shares_a_number(phone: Page, live: Any) -> None:
    phone.get_by_test_id("persona-robin").click()
    phone.get_by_test_id("department-PARKS").click()
    say(phone, "phone")
    phone.get_by_test_id("share-contact").click()
    live.until(lambda: len(live.messages()) == 2)
    hidden, shared = live.messages()
    assert "from" not in hidden
    assert hidden["from_user_id"].startswith("HK.")
    assert shared["contacts"][0]["origin"] == "contact_request"
    assert shared["contacts"][0]["phones"][0]["wa_id"] == "85255550104"


def test_typing_and_quoting(phone: Page, live: Any) -> None:
    phone.get_by_test_id("department-PARKS").click()
    say(phone, "slow")
    expect(phone.get_by_test_id("typing")).to_be_visible()
    phone.get_by_test_id("bubble-out").first.locator(".words").click()
    expect(phone.locator("#quote")).to_contain_text("slow")
    say(phone, "quoted")
    live.until(lambda: len(live.messages()) == 2)
    assert live.messages()[1]["context"]["id"] == live.messages()[0]["id"]
    expect(phone.get_by_test_id("typing")).to_be_hidden()


def test_two_chats_and_an_unread_badge(phone: Page, live: Any) -> None:
    phone.get_by_test_id("department-TAX").click()
    say(phone, "hello tax")
    expect(last_in(phone)).to_contain_text("You said: hello tax")
    phone.get_by_test_id("department-PARKS").click()
    expect(phone.get_by_test_id("bubble-in")).to_have_count(0)
    live.send({"to": "+85255550102", "type": "text", "text": {"body": "Later"}}, "1002")
    tax = phone.get_by_test_id("department-TAX")
    expect(tax.locator(".badge")).to_have_text("1")
    expect(tax).to_contain_text("Later")
    tax.click()
    expect(tax.locator(".badge")).to_have_count(0)


def test_a_link_from_a_page_prefills_the_words(phone: Page, live: Any) -> None:
    phone.goto(f"{live.url}/phone?to=%2B85255550001&text=Fallen%20tree%20(%23TREE)")
    expect(phone.get_by_test_id("composer")).to_have_value("Fallen tree (#TREE)")
    expect(phone.get_by_test_id("composer")).to_be_focused()
    assert live.messages() == []
    phone.keyboard.press("Enter")
    expect(last_in(phone)).to_contain_text("You said: Fallen tree (#TREE)")


def test_the_language_follows_the_person(phone: Page) -> None:
    title = phone.locator("#chooser-title")
    expect(title).to_have_text("Demonstration phone")
    phone.get_by_test_id("persona-wen").click()
    expect(title).to_have_text("示范电话")
    phone.get_by_role("button", name="繁").click()
    expect(title).to_have_text("示範電話")
    expect(phone.get_by_test_id("department-PARKS")).to_contain_text("公園辦事處")
    expect(phone.locator("html")).to_have_attribute("lang", "zh-Hant-HK")


def test_hostile_words_stay_words(phone: Page) -> None:
    phone.get_by_test_id("department-PARKS").click()
    hostile = "<img src=x onerror=alert(1)> *<script>alert(1)</script>* javascript:alert(1)"
    say(phone, hostile)
    expect(last_in(phone)).to_contain_text("<img src=x onerror=alert(1)>")
    assert phone.locator("#bubbles script, #bubbles .words img, #bubbles .words a").count() == 0


def test_on_a_small_screen_it_is_the_phone_itself(phone: Page) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    expect(phone.locator("#phone")).to_be_hidden()
    phone.get_by_test_id("department-PARKS").click()
    expect(phone.locator("#chooser")).to_be_hidden()
    say(phone, "menu")
    expect(phone.get_by_test_id("reply-button")).to_have_count(2)
    width = "document.documentElement.scrollWidth"
    assert phone.evaluate(width) <= 360
    phone.get_by_test_id("back").click()
    expect(phone.get_by_test_id("department-PARKS")).to_be_focused()
    assert phone.evaluate(width) <= 360


def test_the_keyboard_is_enough(phone: Page) -> None:
    phone.get_by_test_id("department-PARKS").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("composer")).to_be_focused()
    phone.keyboard.type("list")
    phone.keyboard.press("Enter")
    phone.get_by_test_id("open-list").focus()
    phone.keyboard.press("Enter")
    phone.get_by_label("Victoria Park").focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    expect(last_in(phone)).to_contain_text("You chose tamar")


def test_a_change_without_the_token_is_refused(live: Any) -> None:
    answer = requests.post(f"{live.url}/phone/alex/1001/text", json={"text": "x"}, timeout=60)
    assert answer.status_code == 400
    assert live.messages() == []
