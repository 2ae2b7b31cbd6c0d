from typing import Any

import pytest

from whatsapp.sandbox.people import user_id

BODY = {
    "type": "BODY",
    "text": "Dear {{1}}, come on {{2}}.",
    "example": {"body_text": [["a", "b"]]},
}
PLAIN: dict[str, Any] = {
    "name": "reminder",
    "category": "UTILITY",
    "language": "zh_HK",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Reminder"},
        BODY,
        {"type": "FOOTER", "text": "Demonstration"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Confirm"},
                {"type": "URL", "text": "Open", "url": "https://example.org/{{1}}"},
            ],
        },
    ],
}


def filled(*words: str) -> dict[str, Any]:
    return {"type": "body", "parameters": [{"type": "text", "text": word} for word in words]}


def button(index: int, kind: str, **parameter: str) -> dict[str, Any]:
    return {"type": "button", "sub_type": kind, "index": index, "parameters": [parameter]}


LINK = button(1, "url", type="text", text="abc")
CONFIRM = button(0, "quick_reply", type="payload", payload="campaign:7:yes")


def send(world: Any, *components: Any, **changed: Any) -> Any:
    found = {"name": "reminder", "language": {"code": "zh_HK"}, "components": list(components)}
    return world.send({"template": {**found, **changed}})


@pytest.fixture
def registered(world: Any) -> Any:
    answer = world.post("2001/message_templates", PLAIN)
    assert answer.json["status"] == "APPROVED"
    return world


def test_it_may_be_sent_outside_the_window(registered: Any) -> None:
    answer = send(registered, filled("Ada", "Monday"), LINK, CONFIRM)
    assert answer.json["messages"][0]["message_status"] == "accepted"
    (shown,) = registered.client.get("/phone/mei/changes").json["messages"]
    assert shown["content"]["body"] == "Dear Ada, come on Monday."
    assert shown["content"]["buttons"][1]["url"] == "https://example.org/abc"
    status = registered.queued()[0]["statuses"][0]
    assert (status["pricing"]["category"], status["pricing"]["billable"]) == ("utility", True)


def test_inside_the_window_it_is_free_unless_it_promotes(world: Any) -> None:
    world.hello()
    for category, free in (("UTILITY", True), ("MARKETING", False), ("AUTHENTICATION", False)):
        template = {**PLAIN, "name": category.lower(), "category": category}
        world.post("2001/message_templates", template)
        send(world, filled("Ada", "Monday"), LINK, name=category.lower())
        pricing = world.queued()[-1]["statuses"][0]["pricing"]
        assert (pricing["category"], pricing["billable"]) == (category.lower(), not free)


def test_a_template_for_signing_in_needs_a_telephone_number(world: Any) -> None:
    world.hello("robin")
    world.post("2001/message_templates", {**PLAIN, "category": "AUTHENTICATION"})
    found = {
        "name": "reminder",
        "language": {"code": "zh_HK"},
        "components": [filled("1", "2"), LINK],
    }
    known = user_id(world.sandbox.person("robin"), "3001")
    body = {
        "messaging_product": "whatsapp",
        "recipient": known,
        "type": "template",
        "template": found,
    }
    assert world.post("1001/messages", body).json["error"]["code"] == 131062


def test_a_header_is_filled_up_to_its_limit(world: Any) -> None:
    header = {"type": "HEADER", "format": "TEXT", "text": "For {{1}}"}
    world.post("2001/message_templates", {**PLAIN, "components": [header, BODY]})
    for length, code in ((56, None), (57, 132005)):
        named = {**filled("x" * length), "type": "header"}
        answer = send(world, named, filled("a", "b"))
        assert answer.json.get("error", {}).get("code") == code


def test_its_quick_reply_comes_back_with_its_payload(registered: Any) -> None:
    wamid = send(registered, filled("Ada", "Monday"), LINK, CONFIRM).json["messages"][0]["id"]
    tap = {"message": wamid, "id": "campaign:7:yes"}
    assert registered.client.post("/phone/mei/1001/button", json=tap).status_code == 200
    message = registered.queued()[-1]["messages"][0]
    assert message["type"] == "button"
    assert message["button"] == {"payload": "campaign:7:yes", "text": "Confirm"}


@pytest.mark.parametrize(
    ("components", "changed", "code"),
    [
        ([filled("a", "b"), LINK], {"name": "other"}, 132001),
        ([filled("a", "b"), LINK], {"language": {"code": "en"}}, 132001),
        ([filled("a"), LINK], {}, 132000),
        ([filled("a", "b", "c"), LINK], {}, 132000),
        ([filled("a", "b")], {}, 132000),
        ([filled("a\nb", "b"), LINK], {}, 132018),
        ([filled("a\tb", "b"), LINK], {}, 132018),
        ([filled("a     b", "b"), LINK], {}, 132018),
        ([filled("", "b"), LINK], {}, 131009),
        ([filled("x" * 1000, "y" * 30), LINK], {}, 132005),
        ([filled("🌳" * 500, "y" * 20), LINK], {}, 132005),
        ([filled("a", "b"), button(1, "quick_reply", type="payload", payload="x")], {}, 132012),
        ([filled("a", "b"), LINK, button(0, "url", type="text", text="x")], {}, 132012),
        (
            [filled("a", "b"), LINK, {**CONFIRM, "parameters": CONFIRM["parameters"] * 2}],
            {},
            132000,
        ),
        (
            [filled("a", "b"), LINK, button(7, "quick_reply", type="payload", payload="x")],
            {},
            131009,
        ),
        ([{"type": "footer"}], {}, 131009),
        ([], {"namespace": "x"}, 100),
    ],
)
def test_what_is_refused(registered: Any, components: Any, changed: Any, code: int) -> None:
    assert send(registered, *components, **changed).json["error"]["code"] == code


def test_a_blank_of_four_is_fine(registered: Any) -> None:
    assert send(registered, filled("a    b", "b"), LINK).status_code == 200


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "With Capitals"}, 100),
        ({"category": "SPAM"}, 131009),
        ({"components": [{"type": "FOOTER", "text": "x"}]}, 131008),
        ({}, 100),
    ],
)
def test_registering_is_checked(registered: Any, changed: dict[str, Any], code: int) -> None:
    answer = registered.post("2001/message_templates", {**PLAIN, **changed})
    assert answer.json["error"]["code"] == code


def test_they_are_listed(registered: Any) -> None:
    (found,) = registered.get("2001/message_templates").json["data"]
    assert (found["name"], found["language"], found["status"]) == ("reminder", "zh_HK", "APPROVED")


def test_blanks_may_have_names(world: Any) -> None:
    body = {"type": "BODY", "text": "Dear {{who}}."}
    world.post("2001/message_templates", {**PLAIN, "name": "named", "components": [body]})
    parameter = {"type": "text", "parameter_name": "who", "text": "Ada {{who}}"}
    sent = send(world, {"type": "body", "parameters": [parameter]}, name="named")
    assert sent.status_code == 200
    (shown,) = world.client.get("/phone/mei/changes").json["messages"]
    assert shown["content"]["body"] == "Dear Ada {{who}}."
    parameter["parameter_name"] = "whom"
    refused = send(world, {"type": "body", "parameters": [parameter]}, name="named")
    assert refused.json["error"]["code"] == 132012
