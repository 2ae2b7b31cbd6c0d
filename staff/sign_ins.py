"""Sign-ins: each browser that is signed in has a row, so that ending one ends it at once."""

import hashlib
import secrets
from datetime import timedelta

from flask import g, request, session
from sqlalchemy import delete, or_, select, update

from extensions import db
from models import SignIn, User
from models.columns import utc_now

IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
_KEY = "sign_in"  # in the cookie's session
_LONGEST_TEXT = 200

# What a User-Agent header says, in the order of looking: Edge also calls itself Chrome, and so on.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("SamsungBrowser", "Samsung"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def begin(user: User, *, complete: bool) -> SignIn:
    """Give this browser a sign-in of its own, in the present transaction; old ones are cleared."""
    _clear()
    given = secrets.token_urlsafe(32)
    session[_KEY] = given
    now = utc_now()
    row = SignIn(
        user_id=user.id,
        key_hash=_hash(given),
        complete=complete,
        began_at=now,
        seen_at=now,
        proved_at=now,
        browser=browser_name(request.user_agent.string),
        address=(request.remote_addr or "")[:_LONGEST_TEXT],
    )
    db.session.add(row)
    g.sign_in = row
    return row


def current() -> SignIn | None:
    """The sign-in that this request's cookie names, unless it was ended or one of its limits passed."""
    if "sign_in" not in g:
        g.sign_in = _found()
    found: SignIn | None = g.sign_in
    return found


def reread() -> SignIn | None:
    """As ``current``, looked up anew after a commit: it may have been ended meanwhile."""
    g.pop("sign_in", None)
    return current()


def of(user: User) -> list[SignIn]:
    """Where somebody is signed in now, the latest use first."""
    now = utc_now()
    wanted = select(SignIn).where(
        SignIn.user_id == user.id, SignIn.seen_at >= now - IDLE, SignIn.began_at >= now - LONGEST
    )
    return list(db.session.scalars(wanted.order_by(SignIn.seen_at.desc(), SignIn.id)))


def end(user: User, *, one: int | None = None, but: int | None = None) -> int:
    """End a user's sign-ins in the present transaction: all, only ``one``, or all ``but`` one.

    Returns how many ended.
    """
    gone = delete(SignIn).where(SignIn.user_id == user.id)
    if one is not None:
        gone = gone.where(SignIn.id == one)
    if but is not None:
        gone = gone.where(SignIn.id != but)
    return int(db.session.execute(gone).rowcount)  # type: ignore[attr-defined]


def end_here() -> None:
    """End the sign-in of this browser, in the present transaction."""
    row = current()
    if row is not None:
        db.session.execute(delete(SignIn).where(SignIn.id == row.id))
    leave()


def leave() -> None:
    """Have this browser hold no sign-in; its row stays as it is."""
    session.pop(_KEY, None)
    g.sign_in = None


def note_use(row: SignIn) -> None:
    """Remember that a person is at work here, in the present transaction."""
    db.session.execute(update(SignIn).where(SignIn.id == row.id).values(seen_at=utc_now()))


def browser_name(user_agent: str) -> str:
    """What a browser calls itself, in two words at most: ``Firefox, Windows``; empty if unknown."""
    named = [
        next((name for sign, name in table if sign in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, named))


def _found() -> SignIn | None:
    given = session.get(_KEY)
    if not isinstance(given, str):
        return None
    row = db.session.scalar(select(SignIn).where(SignIn.key_hash == _hash(given)))
    if row is None:
        return None
    now = utc_now()
    if now - row.began_at > LONGEST or now - row.seen_at > IDLE:
        return None
    return row


def _clear() -> None:
    """Delete what neither limit lets through any more."""
    now = utc_now()
    over = or_(SignIn.seen_at < now - IDLE, SignIn.began_at < now - LONGEST)
    db.session.execute(delete(SignIn).where(over))


def _hash(given: str) -> str:
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
