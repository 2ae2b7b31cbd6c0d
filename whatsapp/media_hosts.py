"""Where media may be fetched from. The token goes along, so it is looked at closely."""

from typing import Final
from urllib.parse import urlsplit

import urllib3.exceptions
from urllib3.util import parse_url

HOSTS: Final = ("fbsbx.com", "fbcdn.net", "whatsapp.net", "facebook.com")


class ForbiddenHostError(ValueError):
    """A media address is not one of Meta's. Its text does not repeat the address."""


def check_media_url(url: str, base_url: str) -> None:
    """Raise ForbiddenHostError unless ``url`` is Meta's, over https, or is below ``base_url``.

    ``base_url`` is the Graph API's own address: scheme, host and port must be the same, so that a
    stand-in for it may serve media over plain http.
    """
    # What two parsers may read differently is refused before either is asked.
    if any(sign in url for sign in "\\@") or not url.isascii() or not url.isprintable():
        raise ForbiddenHostError("The media's address is not one that Meta would give.")
    try:
        place, base = _origin(url), _origin(base_url)
    except (ValueError, urllib3.exceptions.LocationParseError):
        raise ForbiddenHostError("The media's address cannot be read.") from None
    if place == base:
        return
    scheme, host, port = place
    if scheme != "https" or port != _PORTS["https"]:
        raise ForbiddenHostError("The media's address is not an https address of Meta's.")
    if not any(host == allowed or host.endswith("." + allowed) for allowed in HOSTS):
        raise ForbiddenHostError("The media's address is not on one of Meta's hosts.")


_PORTS: Final = {"http": 80, "https": 443}


def _origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port, on which the standard library and urllib3 must agree."""
    ours, theirs = urlsplit(url), parse_url(url)
    scheme, host = ours.scheme, (ours.hostname or "").rstrip(".")
    if not host or scheme not in _PORTS:
        raise ValueError(scheme)
    if (scheme, host) != (theirs.scheme, (theirs.host or "").strip("[]").rstrip(".")):
        raise ValueError(host)
    return scheme, host, ours.port or _PORTS[scheme]
