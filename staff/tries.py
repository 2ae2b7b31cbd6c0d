"""How often somebody may be wrong: at signing in, at codes, at being asked once more.

What is counted are failures. Whoever guesses is slowed down where the guesses come from; the owner
of the account, at a browser of theirs (``staff.known_browser``), is counted apart, so that nobody
can lock them out by guessing.
"""

from ipaddress import IPv6Address, ip_address

from flask import Flask, render_template, request
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

from extensions import limiter
from models import User
from staff import known_browser

PER_ADDRESS = "10 per minute; 100 per hour"
PER_ACCOUNT = "10 per 10 minutes"
PER_PERSON = "10 per 10 minutes; 50 per day"  # of codes, by whoever knew the password

Counted = tuple[str, tuple[str, ...]]  # a limit, and what names whom it counts


def init_app(app: Flask) -> None:
    """Answer who tried too often with a page."""
    app.register_error_handler(TooManyRequests, _slow_down)


def at_signing_in(email: str) -> list[Counted]:
    """What a wrong password for this address counts against."""
    known = known_browser.key_for(email)
    if known:
        return [(PER_ACCOUNT, ("browser", known))]
    return [
        (PER_ADDRESS, ("address", network())),
        (PER_ACCOUNT, ("account", known_browser.account(email))),
    ]


def of_person(user: User) -> list[Counted]:
    """What a wrong code, or a wrong password of somebody who is signed in, counts against.

    Whoever learnt the password uses up no try of the owner's, who is at a browser of theirs.
    """
    where = known_browser.key_for(user.email) or "elsewhere"
    return [(PER_PERSON, ("person", str(user.id), where))]


def refuse_more(counted: list[Counted]) -> None:
    """Turn away who was wrong too often.

    Raises:
        TooManyRequests: one of the limits is used up.

    """
    for limit, key in counted:
        for item in parse_many(limit):
            if not limiter.limiter.test(item, *key):
                raise TooManyRequests(retry_after=item.get_expiry())


def count(counted: list[Counted]) -> None:
    """Count a failure."""
    for limit, key in counted:
        for item in parse_many(limit):
            limiter.limiter.hit(item, *key)


def network() -> str:
    """Where this request comes from; of IPv6 the first 64 bits, which one subscriber has alone."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return f"{int(address) >> 64:x}"
    return str(address)


def _slow_down(fault: TooManyRequests) -> tuple[str, int, dict[str, str]]:
    seconds = fault.retry_after if isinstance(fault.retry_after, int) else 60
    minutes = max(1, seconds // 60)
    page = render_template("security/slow_down.html", minutes=minutes)
    return page, 429, {"Retry-After": str(minutes * 60)}
