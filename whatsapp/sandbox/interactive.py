"""Messages with something to tap: reply buttons, lists, links, requests, native forms."""

from collections.abc import Callable
from typing import Any

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
from whatsapp.sandbox.payloads import ID, Files, check_file
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.shapes import array, choice, mapping, string, unlike, web_address

FLOW_LABEL = LINK_LABEL  # Meta advises 30, implementations keep to 20: the smaller is safe


def check_interactive(value: object, files: Files) -> None:
    """The object under ``interactive``; its ``type`` rules what else it has."""
    if not isinstance(value, dict):
        raise Refusal(100, "Param interactive must be a JSON object.")
    if "type" not in value:
        raise Refusal(131008, "Parameter interactive.type is missing.")
    kind = choice(value["type"], "interactive.type", _KINDS)
    check_action, furniture = _KINDS[kind]
    found = mapping(value, "interactive", "type body action", furniture)
    _check_words(found["body"], "interactive.body", INTERACTIVE_BODY)
    if "footer" in found:
        _check_words(found["footer"], "interactive.footer", FOOTER)
    if "header" in found:
        _check_header(found["header"], kind, files)
    check_action(found["action"])


def _check_words(value: object, where: str, most: int) -> None:
    string(mapping(value, where, "text")["text"], f"{where}.text", most)


def _check_header(value: object, kind: str, files: Files) -> None:
    where = "interactive.header"
    allowed = {"text"} if kind == "list" else {"text", "image", "video", "document"}
    shape = value.get("type") if isinstance(value, dict) else None
    named = choice(shape, f"{where}.type", allowed)
    found = mapping(value, where, f"type {named}")
    if named == "text":
        string(found["text"], f"{where}.text", HEADER)
        return
    check_file(named, f"{where}.{named}", found[named], files)
    if "caption" in found[named]:
        raise Refusal(100, f'Unexpected key "caption" on param "{where}.{named}".')


def _check_buttons(value: object) -> None:
    where = "interactive.action.buttons"
    buttons = array(mapping(value, "interactive.action", "buttons")["buttons"], where, BUTTONS)
    replies: list[dict[str, Any]] = []
    for index, button in enumerate(buttons):
        found = mapping(button, f"{where}[{index}]", "type reply")
        choice(found["type"], f"{where}[{index}].type", {"reply"})
        reply = mapping(found["reply"], f"{where}[{index}].reply", "id title")
        _check_id(reply["id"], f"{where}[{index}].reply.id", BUTTON_ID)
        string(reply["title"], f"{where}[{index}].reply.title", BUTTON_TITLE)
        replies.append(reply)
    unlike([reply["id"] for reply in replies], f"{where}: ids")
    unlike([reply["title"] for reply in replies], f"{where}: titles")


def _check_list(value: object) -> None:
    action = mapping(value, "interactive.action", "button sections")
    string(action["button"], "interactive.action.button", LIST_BUTTON)
    where = "interactive.action.sections"
    rows: list[dict[str, Any]] = []
    for index, section in enumerate(array(action["sections"], where, SECTIONS)):
        found = mapping(section, f"{where}[{index}]", "title rows")
        string(found["title"], f"{where}[{index}].title", SECTION_TITLE)
        rows += _checked_rows(found["rows"], f"{where}[{index}].rows")
    if len(rows) > ROWS:
        raise Refusal(131009, f"{where} may have {ROWS} rows in all; there are {len(rows)}.")
    unlike([row["id"] for row in rows], f"{where}: row ids")
    unlike([row["title"] for row in rows], f"{where}: row titles")


def _checked_rows(value: object, where: str) -> list[dict[str, Any]]:
    rows = array(value, where, ROWS)
    for index, row in enumerate(rows):
        found = mapping(row, f"{where}[{index}]", "id title", "description")
        _check_id(found["id"], f"{where}[{index}].id", ROW_ID)
        string(found["title"], f"{where}[{index}].title", ROW_TITLE)
        if "description" in found:
            string(found["description"], f"{where}[{index}].description", ROW_DESCRIPTION)
    return rows


def _check_id(value: object, where: str, most: int) -> None:
    found = string(value, where, most)
    if found != found.strip():
        raise Refusal(131009, f"{where} may not begin or end with a blank.")


def _named(name: str, value: object, more: str = "") -> dict[str, Any]:
    action = mapping(value, "interactive.action", "name", more)
    choice(action["name"], "interactive.action.name", {name})
    for key in more.split():
        if key not in action:
            raise Refusal(131008, f"Parameter interactive.action.{key} is missing.")
    return action


def _check_link(value: object) -> None:
    where = "interactive.action.parameters"
    action = _named("cta_url", value, "parameters")
    found = mapping(action["parameters"], where, "display_text url")
    string(found["display_text"], f"{where}.display_text", LINK_LABEL)
    web_address(found["url"], f"{where}.url", URL)


def _check_location_request(value: object) -> None:
    _named("send_location", value)


def _check_contact_request(value: object) -> None:
    _named("request_contact_info", value)


def _check_flow(value: object) -> None:
    where = "interactive.action.parameters"
    action = _named("flow", value, "parameters")
    optional = "flow_id flow_name flow_token mode flow_action flow_action_payload"
    found = mapping(action["parameters"], where, "flow_message_version flow_cta", optional)
    choice(found["flow_message_version"], f"{where}.flow_message_version", {"3"})
    string(found["flow_cta"], f"{where}.flow_cta", FLOW_LABEL)
    if ("flow_id" in found) == ("flow_name" in found):
        raise Refusal(131009, f"{where} must name the form by flow_id or by flow_name, not both.")
    for key in ("flow_id", "flow_name", "flow_token"):
        if key in found:
            string(found[key], f"{where}.{key}", ID)
    if "mode" in found:
        choice(found["mode"], f"{where}.mode", {"published", "draft"})
    if "flow_action" in found:
        choice(found["flow_action"], f"{where}.flow_action", {"navigate", "data_exchange"})
    if "flow_action_payload" in found:
        payload = mapping(found["flow_action_payload"], f"{where}.payload", "screen", "data")
        string(payload["screen"], f"{where}.flow_action_payload.screen", ID)
        if "data" in payload and not (isinstance(payload["data"], dict) and payload["data"]):
            raise Refusal(131009, f"{where}.flow_action_payload.data must be a filled object.")


# type -> what reads its action, and what it may have besides type, body and action
_KINDS: dict[str, tuple[Callable[[object], None], str]] = {
    "button": (_check_buttons, "header footer"),
    "list": (_check_list, "header footer"),
    "cta_url": (_check_link, "header footer"),
    "flow": (_check_flow, "header footer"),
    "location_request_message": (_check_location_request, ""),
    "contact_request": (_check_contact_request, ""),
}
