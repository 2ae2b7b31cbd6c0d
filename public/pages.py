"""The pages for citizens: the directory, a department, and the QR codes that lead to its chat."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import segno
from flask import Blueprint, Response, abort, current_app, render_template, request, url_for

from config import Settings
from flows.text import pick
from models import scope
from models.engine import reading
from public import directory, links
from public.directory import Entry, Listing
from public.words import spoken
from staff.language import LOCALES, NAMES, shown_language

blueprint = Blueprint("public", __name__)
CHAT = Entry(code="", words={})  # the department's chat itself
A_FEW_MINUTES = 300  # seconds a QR code may be kept: a number seldom changes
KINDS = {"svg": "image/svg+xml", "png": "image/png"}
# An SVG without a size of its own fills whatever it is put or printed on.
DRAWN: dict[str, dict[str, Any]] = {"svg": {"omitsize": True}, "png": {}}


@contextmanager
def _looking() -> Iterator[None]:
    """Read across departments: everything shown here is public."""
    with scope.system(), reading():
        yield


@blueprint.get("/")
def index() -> str:
    """Every department that can be written to, with its official numbers."""
    language = shown_language()
    with _looking():
        shown = [
            {
                "name": pick(found.names, language, tuple(LOCALES)),
                "others": _other_names(found.names, language),
                "numbers": found.numbers,
                "code": found.code,
            }
            for found in directory.listings()
        ]
    return render_template("public/index.html", departments=shown, **_frame(language))


@blueprint.get("/d/<code>")
def department(code: str) -> str:
    """A department: its names, its number with link and QR code, its telephone and hours."""
    language = shown_language()
    with _looking():
        found = _found(code)
        entries = directory.entries(found)
    ways = [_way(found, language, number, CHAT) for number in found.numbers]
    ways += [_way(found, language, number, one) for number in found.numbers[:1] for one in entries]
    return render_template(
        "public/department.html",
        code=found.code,
        name=pick(found.names, language, tuple(LOCALES)),
        others=_other_names(found.names, language),
        telephone=found.telephone,
        hours=pick(found.hours, language, tuple(LOCALES)),
        ways=ways,
        **_frame(language),
    )


@blueprint.get("/d/<code>/qr.<kind>")
def qr(code: str, kind: str) -> Response:
    """A QR code of the chat's link as ``svg`` or ``png``.

    ``?entry=TREE`` leads to that entry, ``?number=+852…`` to another number of the department than
    its first; ``?language=`` chooses the words. 404 for what the department does not have.
    """
    with _looking():
        found = _found(code)
        known = {one.code: one for one in (CHAT, *directory.entries(found))}
    number = request.args.get("number", next(iter(found.numbers), ""))
    entry = known.get(request.args.get("entry", "").upper())
    if kind not in KINDS or number not in found.numbers or entry is None:
        abort(404)
    asked = request.args.get("language", "")
    language = asked if asked in LOCALES else shown_language()
    image = io.BytesIO()
    # Level M survives a crease or a sticker's wear; the border is the four modules of the standard.
    segno.make(_way(found, language, number, entry)["link"], error="m", micro=False).save(
        image, kind=kind, scale=8, border=4, dark="#10201f", light="#fff", **DRAWN[kind]
    )
    answer = Response(image.getvalue(), mimetype=KINDS[kind])
    answer.headers["Cache-Control"] = f"public, max-age={A_FEW_MINUTES}"
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


def _found(code: str) -> Listing:
    """The department of this code; 404 where there is none."""
    found = directory.listing(code)
    if found is None:
        abort(404)
    return found


def _way(found: Listing, language: str, number: str, entry: Entry) -> dict[str, str]:
    """One way into the chat: what it is called, its link, and the address of its QR codes."""
    text = links.prefilled(entry.words, entry.code, language) if entry.code else ""
    settings: Settings = current_app.extensions["settings"]
    asked: dict[str, Any] = {"code": found.code, "number": number, "language": language}
    if entry.code:
        asked["entry"] = entry.code
    return {
        "number": number,
        "title": pick(entry.words, language, tuple(LOCALES)) or entry.code,
        "entry": entry.code,
        "text": text,
        "link": links.chat_link(settings, number, text),
        "svg": url_for("public.qr", kind="svg", **asked),
        "png": url_for("public.qr", kind="png", **asked),
    }


def _other_names(names: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """The department's names in the other languages, each with its tag."""
    return [(tag, names[tag]) for tag in NAMES if tag != language and names.get(tag)]


def _frame(language: str) -> dict[str, object]:
    settings: Settings = current_app.extensions["settings"]
    return {"words": spoken(language), "sandbox": settings.sandbox}
