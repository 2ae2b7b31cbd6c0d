"""The language that our own pages are shown in.

The one chosen on this browser, else the member of staff's own, else what the browser asks for.
What a department's flows say to citizens has nothing to do with it.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, has_request_context, redirect, request
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from config import Settings

LOCALES = {"en": "en", "zh-Hant": "zh_Hant_HK", "zh-Hans": "zh_Hans_CN"}
NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}
A_YEAR = 365 * 24 * 3600
_TRADITIONAL = frozenset({"hant", "hk", "tw", "mo"})


def init_app(app: Flask) -> None:
    """Add the switch, and what the layout needs to draw it."""
    app.add_url_rule("/language/<tag>", "choose_language", choose, methods=["GET"])
    app.context_processor(
        lambda: {"page_language": shown_language, "page_languages": lambda: list(NAMES.items())}
    )


def chosen_language() -> str:
    """The locale of this request as Babel writes it: ``en``, ``zh_Hant_HK`` or ``zh_Hans_CN``."""
    if not has_request_context():
        return LOCALES["en"]
    return LOCALES[_chosen()]


def shown_language() -> str:
    """The language tag of the page that is being made: ``en``, ``zh-Hant`` or ``zh-Hans``."""
    locale = str(get_locale())
    return next((tag for tag, known in LOCALES.items() if known == locale), "en")


def choose(tag: str) -> Response:
    """Remember a language on this browser and go back to the page that ``next`` names."""
    if tag not in LOCALES:
        abort(404)
    settings: Settings = current_app.extensions["settings"]
    answer = redirect(local_path(request.args.get("next", "")))
    answer.set_cookie(
        cookie_name(settings),
        tag,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.secure,
    )
    return answer


def cookie_name(settings: Settings) -> str:
    """The cookie: bound to this very host where https lets a browser promise that."""
    return "__Host-language" if settings.secure else "language"


def local_path(wanted: str) -> str:
    """``wanted`` when it is a path of this site, else the front page: no way out to elsewhere."""
    parts = urlsplit(wanted)
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if not inside or parts.scheme or parts.netloc or any(ord(sign) < ord(" ") for sign in wanted):
        return "/"
    return wanted.removesuffix("?")


def _chosen() -> str:
    settings: Settings = current_app.extensions["settings"]
    cookie = request.cookies.get(cookie_name(settings), "")
    if cookie in LOCALES:
        return cookie
    own = getattr(current_user, "language", "")
    if own in LOCALES:
        return str(own)
    for asked in request.accept_languages.values():
        tag = _understood(asked)
        if tag:
            return tag
    return "en"


def _understood(asked: str) -> str:
    """The tag of ours that a browser's language means: ``zh-HK`` is Traditional, ``zh`` Simplified."""
    first, *rest = asked.lower().replace("_", "-").split("-")
    if first == "en":
        return "en"
    if first == "yue":
        return "zh-Hant"
    if first != "zh":
        return ""
    if "hans" in rest:
        return "zh-Hans"
    return "zh-Hant" if _TRADITIONAL & set(rest) else "zh-Hans"
