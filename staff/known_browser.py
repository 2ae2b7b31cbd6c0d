"""The browsers in which somebody has signed in before.

Whoever guesses at an account from elsewhere is slowed down by the account; its owner, at a browser
that is known, is counted apart and is not. The cookie opens nothing: a password is asked all the
same. (The idea is OWASP's "device cookies".)
"""

import hashlib
import secrets

from flask import after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from config import Settings
from models import User

LASTS_SECONDS = 180 * 24 * 3600
_MOST = 8  # people who share one browser


def remember(user: User) -> None:
    """Have this browser known for this user from the answer of this request on."""
    mine = account(user.email)
    known = {one: key for one, key in _known().items() if one != mine}
    kept = dict(list(known.items())[-(_MOST - 1) :])
    value = _serializer().dumps({**kept, mine: secrets.token_hex(8)})
    settings: Settings = current_app.extensions["settings"]

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            cookie_name(settings),
            value,
            max_age=LASTS_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.secure,
        )
        return response


def key_for(email: str) -> str:
    """What names this browser for this account; empty when nobody signed in to it here before."""
    return _known().get(account(email), "")


def account(email: str) -> str:
    """A name for an account, in the form in which addresses are counted and never shown."""
    typed = email.strip().lower()
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def cookie_name(settings: Settings) -> str:
    """The cookie: bound to this very host where https lets a browser promise that."""
    return "__Host-known" if settings.secure else "known"


def _known() -> dict[str, str]:
    settings: Settings = current_app.extensions["settings"]
    try:
        found = _serializer().loads(
            request.cookies.get(cookie_name(settings), ""), max_age=LASTS_SECONDS
        )
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _serializer() -> URLSafeTimedSerializer:
    settings: Settings = current_app.extensions["settings"]
    newest_last = list(reversed(settings.secret_keys))
    return URLSafeTimedSerializer(newest_last, salt="known browser")
