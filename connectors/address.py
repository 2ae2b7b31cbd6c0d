"""Where a connector may lead: a public host by its name, over https, and what that name stands for.

What is written is held to one plain spelling, so that no two readers see different hosts in it.
What the name stands for is looked up once for each call, and the call goes to just that address.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

HTTPS_PORT: Final = 443
LONGEST_HOST: Final = 253

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_BASE = re.compile(
    rf"https://(?P<host>(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~-]+)*)/?"
)
# Names that mean this machine or this network to somebody (RFC 6761, 6762, 8375, 9476).
_INWARD = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private",
     "arpa", "onion", "test", "invalid", "alt"}
)  # fmt: skip
# Of the global unicast space, what carries an IPv4 address inside.
_CARRIERS = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)
_UNICAST = ipaddress.ip_network("2000::/3")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], Sequence[Address]]


class AddressError(ValueError):
    """An address is not one that a connector may have. The message says why, and holds none of it."""


class Place(msgspec.Struct, frozen=True):
    """A host, its port, and the path that all operations share (without a slash at its end)."""

    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as one text."""
        port = "" if self.port == HTTPS_PORT else f":{self.port}"
        return f"https://{self.host}{port}"


def place_of(base: str) -> Place:
    """The place that ``base`` names.

    Raises:
        AddressError: it is not ``https://``, a public host by its name, perhaps a port, a plain path.

    """
    lowered = _lowered(base)
    found = _BASE.fullmatch(lowered)
    if found is None:
        raise AddressError(
            "Write the address as https://api.example.gov.hk or with a path after it: a host by its "
            "name in plain letters, no user, no numbers in place of a name, no ? or #."
        )
    host, port = found["host"], int(found["port"] or HTTPS_PORT)
    labels = host.split(".")
    if len(host) > LONGEST_HOST or labels[-1] in _INWARD:
        raise AddressError("This host name stands for this machine or for a private network.")
    if any(label.startswith("xn--") or label[2:4] == "--" for label in labels):
        raise AddressError("A host name is written in plain letters: others can be mistaken.")
    if port != HTTPS_PORT and not 1024 <= port <= 65_535:
        raise AddressError("The port is 443, or one from 1024 to 65535.")
    path = found["path"] or ""
    if any(part in {".", ".."} for part in path.split("/")):
        raise AddressError("A path holds no . or .. between its slashes.")
    return Place(host, port, path)


def _lowered(base: str) -> str:
    """``base`` with scheme and host in small letters; the path keeps its own."""
    scheme, mark, rest = base.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{mark}{host.lower() if host.isascii() else host}{slash}{path}"


def look_up(host: str, port: int) -> list[Address]:
    """The addresses that ``host`` has now, as the system's resolver tells.

    Raises:
        OSError: it has none, or cannot be looked up.

    """
    found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]


def checked(addresses: Sequence[Address]) -> Address:
    """The one to go to, when every one of them is public; none may lead inwards.

    Raises:
        AddressError: there are none, or one of them is no public unicast address.

    """
    if not addresses:
        raise AddressError("The host name stands for no address.")
    if not all(map(is_public, addresses)):
        raise AddressError("The host name stands for an address that is not public.")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address is of one host on the public internet, and of no other kind."""
    if isinstance(address, ipaddress.IPv6Address) and (
        address not in _UNICAST or any(address in carrier for carrier in _CARRIERS)
    ):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )
