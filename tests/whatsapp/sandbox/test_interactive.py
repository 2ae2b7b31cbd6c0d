"""Every limit of what can be tapped: at it, and one above or below."""

from typing import Any

import pytest

from flows.messages import (
    BUTTON_ID,
    BUTTON_TITLE,
    BUTTONS,
    FOOTER,
    HEADER,
    INTERACTIVE_BODY,
    LINK_LABEL,
    LIST_BUTTON,
    ROW_DESCRIPTION,
    ROW_ID,
    ROW_TITLE,
    ROWS,
    SECTION_TITLE,
    SECTIONS,
    URL,
)


def text(length: int) -> str:
    return "x" * length


def buttons(**changed: Any) -> dict[str, Any]:
    count = changed.pop("count", 1)
    reply = {"id": "a", "title": "Yes", **changed.pop("reply", {})}
    made = [
        {"type": "reply", "reply": {**reply, **({"id": f"{n}", "title": f"{n}"} if n else {})}}
        for n in range(count)
    ]
    found = {"type": "button", "body": {"text": "Go on?"}, "action": {"buttons": made}}
    return {"interactive": {**found, **changed}}


def rows(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", "title": f"Row {n}"} for n in range(start, start + count)]


def choices(**changed: Any) -> dict[str, Any]:
    first = {**rows(1)[0], **changed.pop("row", {})}
    sections = changed.pop("sections", [{"title": "All", "rows": [first]}])
    if "section_title" in changed:
        sections[0]["title"] = changed.pop("section_title")
    action = {"button": changed.pop("button", "Choose"), "sections": sections}
    return {
        "interactive": {"type": "list", "body": {"text": "Which?"}, "action": action, **changed}
    }


def link(**changed: Any) -> dict[str, Any]:
    parameters = {"display_text": "Open", "url": "https://example.org/", **changed}
    action = {"name": "cta_url", "parameters": parameters}
    return {"interactive": {"type": "cta_url", "body": {"text": "See"}, "action": action}}


def request_of(kind: str, name: str, **changed: Any) -> dict[str, Any]:
    found = {"type": kind, "body": {"text": "Please"}, "action": {"name": name}}
    return {"interactive": {**found, **changed}}


def form(**changed: Any) -> dict[str, Any]:
    parameters = {"flow_message_version": "3", "flow_id": "77", "flow_cta": "Fill in", **changed}
    parameters = {key: value for key, value in parameters.items() if value is not ...}
    action = {"name": "flow", "parameters": parameters}
    return {"interactive": {"type": "flow", "body": {"text": "Form"}, "action": action}}


def split(*counts: int) -> list[dict[str, Any]]:
    """Sections with so many rows each."""
    return [
        {"title": f"Part {at}", "rows": rows(count, sum(counts[:at]))}
        for at, count in enumerate(counts)
    ]


ACCEPTED = {
    "button body at the limit": buttons(body={"text": text(INTERACTIVE_BODY)}),
    "footer at the limit": buttons(footer={"text": text(FOOTER)}),
    "header at the limit": buttons(header={"type": "text", "text": text(HEADER)}),
    "one button": buttons(),
    "most buttons": buttons(count=BUTTONS),
    "title at the limit": buttons(reply={"title": text(BUTTON_TITLE)}),
    "title of emoji at the limit": buttons(reply={"title": "🌳" * (BUTTON_TITLE // 2)}),
    "id at the limit": buttons(reply={"id": text(BUTTON_ID)}),
    "list body at the limit": choices(body={"text": text(INTERACTIVE_BODY)}),
    "list button at the limit": choices(button=text(LIST_BUTTON)),
    "list header": choices(header={"type": "text", "text": text(HEADER)}),
    "list footer": choices(footer={"text": text(FOOTER)}),
    "section title at the limit": choices(section_title=text(SECTION_TITLE)),
    "most rows in one section": choices(sections=split(ROWS)),
    "most rows in most sections": choices(sections=split(*[1] * SECTIONS)),
    "row title at the limit": choices(row={"title": text(ROW_TITLE)}),
    "row description at the limit": choices(row={"description": text(ROW_DESCRIPTION)}),
    "row id at the limit": choices(row={"id": text(ROW_ID)}),
    "link": link(),
    "link label at the limit": link(display_text=text(LINK_LABEL)),
    "address at the limit": link(url="https://example.org/" + text(URL - 20)),
    "location request": request_of("location_request_message", "send_location"),
    "location request at the limit": request_of(
        "location_request_message", "send_location", body={"text": text(INTERACTIVE_BODY)}
    ),
    "contact request": request_of("contact_request", "request_contact_info"),
    "form": form(),
    "form with data": form(flow_action_payload={"screen": "FIRST", "data": {"a": 1}}),
}

REFUSED = {
    "button body above": (buttons(body={"text": text(INTERACTIVE_BODY + 1)}), 100),
    "button body empty": (buttons(body={"text": ""}), 131009),
    "body without text": (buttons(body={}), 131008),
    "footer above": (buttons(footer={"text": text(FOOTER + 1)}), 100),
    "footer empty": (buttons(footer={"text": ""}), 131009),
    "header above": (buttons(header={"type": "text", "text": text(HEADER + 1)}), 100),
    "header of a strange type": (buttons(header={"type": "audio", "audio": {"id": "1"}}), 131009),
    "no button": (buttons(count=0), 131009),
    "too many buttons": (buttons(count=BUTTONS + 1), 131009),
    "title above": (buttons(reply={"title": text(BUTTON_TITLE + 1)}), 100),
    "title of emoji above": (buttons(reply={"title": "🌳" * (BUTTON_TITLE // 2 + 1)}), 100),
    "title of blanks": (buttons(reply={"title": "  "}), 131009),
    "title is a number": (buttons(reply={"title": 7}), 100),
    "id above": (buttons(reply={"id": text(BUTTON_ID + 1)}), 100),
    "id with a blank before": (buttons(reply={"id": " a"}), 131009),
    "id empty": (buttons(reply={"id": ""}), 131009),
    "same titles": (buttons(count=2, reply={"title": "1"}), 131009),
    "same ids": (buttons(count=2, reply={"id": "1"}), 131009),
    "unknown key": (buttons(colour="red"), 100),
    "unknown key in a reply": (buttons(reply={"icon": "x"}), 100),
    "list body above": (choices(body={"text": text(INTERACTIVE_BODY + 1)}), 100),
    "list button above": (choices(button=text(LIST_BUTTON + 1)), 100),
    "list button empty": (choices(button=""), 131009),
    "list header with a picture": (choices(header={"type": "image", "image": {"id": "1"}}), 131009),
    "no section": (choices(sections=[]), 131009),
    "too many sections": (choices(sections=split(*[1] * (SECTIONS + 1))), 131009),
    "section without rows": (choices(sections=split(0)), 131009),
    "section without title": (choices(sections=[{"rows": rows(1)}]), 131008),
    "section title above": (choices(section_title=text(SECTION_TITLE + 1)), 100),
    "too many rows in one": (choices(sections=split(ROWS + 1)), 131009),
    "too many rows in all": (choices(sections=split(ROWS - 1, 2)), 131009),
    "row title above": (choices(row={"title": text(ROW_TITLE + 1)}), 100),
    "row description above": (choices(row={"description": text(ROW_DESCRIPTION + 1)}), 100),
    "row description empty": (choices(row={"description": ""}), 131009),
    "row id above": (choices(row={"id": text(ROW_ID + 1)}), 100),
    "same row titles": (
        choices(
            sections=[
                {"title": "x", "rows": [{"id": "a", "title": "A"}, {"id": "b", "title": "A"}]}
            ]
        ),
        131009,
    ),
    "header of a request": (
        request_of(
            "location_request_message",
            "send_location",
            header={"type": "text", "text": "x"},
        ),
        100,
    ),
    "form without a name": (form(flow_id=...), 131009),
    "form of another version": (form(flow_message_version="2"), 131009),
    "same row ids": (choices(sections=[{"title": "x", "rows": rows(1) + rows(1)}]), 131009),
    "link label above": (link(display_text=text(LINK_LABEL + 1)), 100),
    "address above": (link(url="https://example.org/" + text(URL - 19)), 100),
    "address of another kind": (link(url="javascript:alert(1)"), 131009),
    "request with a footer": (
        request_of("location_request_message", "send_location", footer={"text": "x"}),
        100,
    ),
    "request with the wrong name": (
        request_of("location_request_message", "request_contact_info"),
        131009,
    ),
    "contact request above": (
        request_of(
            "contact_request", "request_contact_info", body={"text": text(INTERACTIVE_BODY + 1)}
        ),
        100,
    ),
    "form label above": (form(flow_cta=text(LINK_LABEL + 1)), 100),
    "form named twice": (form(flow_name="x"), 131009),
    "form with empty data": (form(flow_action_payload={"screen": "A", "data": {}}), 131009),
    "unknown type": ({"interactive": {"type": "carousel"}}, 131009),
    "no type": ({"interactive": {}}, 131008),
    "no object": ({"interactive": "button"}, 100),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_takes_what_fits(world: Any, content: dict[str, Any]) -> None:
    world.hello()
    answer = world.send(content)
    assert answer.status_code == 200, answer.json
    assert answer.json["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_refuses_what_does_not(world: Any, content: dict[str, Any], code: int) -> None:
    world.hello()
    answer = world.send(content)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, code)
    assert len(world.client.get("/phone/mei/changes").json["messages"]) == 1
