"""The sandbox hands out people and messages to whoever asks: it may listen to this machine only."""

import ipaddress
from urllib.parse import urlsplit

from flask import Response, make_response, request


def is_loopback(host: str) -> bool:
    """Whether ``host`` (a name or an address, without port) can only mean this machine."""
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def demand_loopback(url: str, what: str) -> None:
    """Raise ``ValueError`` unless ``url`` leads to this machine; ``what`` names it to people."""
    if not is_loopback(urlsplit(url).hostname or ""):
        raise ValueError(
            f"The sandbox runs on this machine only, but {what} is {url}. "
            "Use an address such as http://127.0.0.1:8000, or set GRAPH_API_URL."
        )


def refuse_strangers() -> Response | None:
    """Answer 403 to a request that did not come from this machine or was sent to another name.

    The second half stops a page elsewhere from reaching in through a name of its own (DNS
    rebinding).
    """
    peer = request.environ.get("REMOTE_ADDR", "")
    if is_loopback(peer) and is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        return None
    return make_response("The sandbox answers requests from this machine only.\n", 403)
