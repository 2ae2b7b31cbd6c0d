"""Message templates, narrowly: register, list, and check what fills them."""

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from flows.department.templates import Template, Translation
from flows.messages import BUTTON_ID, HEADER, INTERACTIVE_BODY, fits
from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.payloads import Files, check_file, check_location
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.shapes import array, choice, mapping, string
from whatsapp.sandbox.tables import template

CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
NAME = re.compile(r"[a-z0-9_]{1,512}")
_BLANK = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")
_FORBIDDEN = re.compile(r"[\n\r\t]| {5}")


def register(connection: Connection, waba: str, body: object) -> dict[str, Any]:
    """Take a template in; the sandbox approves it at once. Answers ``{id, status, category}``."""
    optional = "parameter_format message_send_ttl_seconds allow_category_change"
    found = mapping(body, "template", "name category language components", optional)
    if not NAME.fullmatch(string(found["name"], "name", 512)):
        raise Refusal(100, "name may have small letters, digits and underscores only.")
    category = choice(found["category"], "category", CATEGORIES)
    language = string(found["language"], "language", 15)
    components = array(found["components"], "components", 10)
    if not any(isinstance(part, dict) and part.get("type") == "BODY" for part in components):
        raise Refusal(131008, "components must have one of type BODY.")
    if find(connection, waba, found["name"], language) is not None:
        raise Refusal(100, "There is already a template of this name in this language.")
    row = {
        "id": str(10**15 + secrets.randbelow(10**15)),
        "waba": waba,
        "name": found["name"],
        "language": language,
        "category": category,
        "status": "APPROVED",
        "components": json.dumps(components),
    }
    connection.execute(insert(template).values(**row))
    return {"id": row["id"], "status": "APPROVED", "category": category}


def listed(connection: Connection, waba: str) -> list[dict[str, Any]]:
    """All templates of an account, as the API shows them."""
    rows = connection.execute(select(template).where(template.c.waba == waba)).mappings()
    shown = ("id", "name", "language", "category", "status")
    return [
        {**{key: row[key] for key in shown}, "components": json.loads(row["components"])}
        for row in rows
    ]


def find(connection: Connection, waba: str, name: str, language: str) -> dict[str, Any] | None:
    """One template with its ``category`` and ``components``, if it is approved in ``language``."""
    query = select(template).where(
        template.c.waba == waba, template.c.name == name, template.c.language == language
    )
    row = connection.execute(query).mappings().one_or_none()
    return {**row, "components": json.loads(row["components"])} if row else None


def given(templates: Mapping[str, Template]) -> list[dict[str, Any]]:
    """The templates that an account has from the start, as the API shows them."""
    return [
        {
            "id": f"{name}.{code}",
            "name": name,
            "language": code,
            "category": template.category,
            "status": words.status,
            "components": _components(words),
        }
        for name, template in templates.items()
        for code, words in template.languages.items()
    ]


def _components(words: Translation) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"type": "BODY", "text": words.body}]
    if words.header:
        parts.insert(0, {"type": "HEADER", "format": "TEXT", "text": words.header})
    if words.footer:
        parts.append({"type": "FOOTER", "text": words.footer})
    buttons = [
        {"type": button.type.upper(), "text": button.text}
        | ({button.type: button.target} if button.target else {})
        for button in words.buttons
    ]
    return [*parts, {"type": "BUTTONS", "buttons": buttons}] if buttons else parts


def fill(
    connection: Connection, channel: SandboxChannel, value: object, files: Files
) -> dict[str, Any]:
    """The template that ``value`` names with its blanks filled, as the phone shows it.

    ``{category, body, header?, footer?, buttons: [{type, text, payload|url}]}``.
    """
    found = mapping(value, "template", "name language", "components")
    name = string(found["name"], "template.name", 512)
    language = mapping(found["language"], "template.language", "code", "policy")
    code = string(language["code"], "template.language.code", 15)
    stored = find(connection, channel.waba_id, name, code) or _approved(channel, name, code)
    if stored is None:
        raise Refusal(132001, f"Template name ({name}) does not exist in {code}.")
    parameters = array(found.get("components", []), "template.components", 12, least=0)
    parts = {part.get("type"): part for part in stored["components"]}
    filled: dict[str, Any] = {"category": stored["category"].lower(), "buttons": []}
    header, body, buttons = _sorted(parameters)
    filled["body"] = _filled(parts["BODY"].get("text", ""), body, "body")
    _demand_fit(filled["body"], INTERACTIVE_BODY, "body")
    if "HEADER" in parts:
        filled["header"] = _header(parts["HEADER"], header, files)
    elif header:
        raise Refusal(132000, "header: the template has none.")
    if "FOOTER" in parts:
        filled["footer"] = parts["FOOTER"].get("text", "")
    for index, button in enumerate(parts.get("BUTTONS", {}).get("buttons", [])):
        filled["buttons"].append(_button(button, *buttons.pop(index, ("", []))))
    if buttons:
        raise Refusal(131009, f"button: the template has none with index {min(buttons)}.")
    return filled


def _approved(channel: SandboxChannel, name: str, code: str) -> dict[str, Any] | None:
    return next(
        (
            one
            for one in given(channel.templates)
            if (one["name"], one["language"], one["status"]) == (name, code, "APPROVED")
        ),
        None,
    )


_Parameters = tuple[str, list[Any]]  # a button's sub_type, and what goes into it


def _sorted(given: list[Any]) -> tuple[list[Any], list[Any], dict[int, _Parameters]]:
    header: list[Any] = []
    body: list[Any] = []
    buttons: dict[int, _Parameters] = {}
    for index, part in enumerate(given):
        where = f"template.components[{index}]"
        found = mapping(part, where, "type", "parameters sub_type index")
        kind = choice(found["type"], f"{where}.type", {"header", "body", "button"})
        parameters = array(found.get("parameters", []), f"{where}.parameters", 20, least=0)
        if kind == "header":
            header = parameters
        elif kind == "body":
            body = parameters
        else:
            sub_type = choice(found.get("sub_type"), f"{where}.sub_type", {"quick_reply", "url"})
            if not re.fullmatch("[0-9]", str(found.get("index", ""))):
                raise Refusal(131009, f"{where}.index must be 0 to 9.")
            buttons[int(found["index"])] = sub_type, parameters
    return header, body, buttons


def _filled(text: str, parameters: list[Any], where: str) -> str:
    blanks = list(dict.fromkeys(_BLANK.findall(text)))
    if len(blanks) != len(parameters):
        raise Refusal(132000, f"{where}: {len(parameters)} given, {len(blanks)} expected.")
    values: dict[str, str] = {}
    for index, parameter in enumerate(parameters):
        place = f"{where}.parameters[{index}]"
        found = mapping(parameter, place, "type text", "parameter_name")
        choice(found["type"], f"{place}.type", {"text"})
        name = found.get("parameter_name", str(index + 1))
        if name not in blanks:
            raise Refusal(132012, f"{place}: the template has no blank {{{{{name}}}}}.")
        values[name] = _value(found["text"], place)
    return _BLANK.sub(lambda blank: values[blank[1]], text)


def _demand_fit(text: str, most: int, where: str) -> None:
    if not fits(text, most):
        raise Refusal(132005, f"The filled {where} may have {most} characters.")


def _value(value: object, where: str) -> str:
    text = string(value, f"{where}.text", INTERACTIVE_BODY)
    if _FORBIDDEN.search(text):
        raise Refusal(132018, f"{where}.text may not have new lines, tabs or five blanks in a row.")
    return text


def _header(part: dict[str, Any], parameters: list[Any], files: Files) -> dict[str, Any]:
    kind = str(part.get("format", "TEXT")).lower()
    if kind == "text":
        text = _filled(part.get("text", ""), parameters, "header")
        _demand_fit(text, HEADER, "header")
        return {"type": "text", "text": text}
    if len(parameters) != 1:
        raise Refusal(132012, f"header: expected one parameter of type {kind}.")
    found = mapping(parameters[0], "header.parameters[0]", f"type {kind}")
    choice(found["type"], "header.parameters[0].type", {kind})
    if kind == "location":
        check_location(found[kind], files)
    else:
        check_file(kind, f"header.parameters[0].{kind}", found[kind], files)
    return {"type": kind, kind: found[kind]}


def _button(part: dict[str, Any], sub_type: str, parameters: list[Any]) -> dict[str, Any]:
    label = part.get("text", "")
    kind = part.get("type")
    if sub_type and sub_type.upper() != kind:
        raise Refusal(132012, f"button: {label} is of type {kind}, not {sub_type}.")
    if kind == "URL":
        return {"type": "url", "text": label, "url": _suffixed(part.get("url", ""), parameters)}
    if kind != "QUICK_REPLY" or not parameters:
        return {"type": str(kind).lower(), "text": label, "payload": label}
    if len(parameters) > 1:
        raise Refusal(132000, f"button: {len(parameters)} given, 1 expected.")
    found = mapping(parameters[0], "button.parameters[0]", "type payload")
    choice(found["type"], "button.parameters[0].type", {"payload"})
    payload = string(found["payload"], "button.parameters[0].payload", BUTTON_ID)
    return {"type": "quick_reply", "text": label, "payload": payload}


def _suffixed(url: str, parameters: list[Any]) -> str:
    return _filled(url, parameters, "button")
