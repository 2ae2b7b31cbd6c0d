"""One request over TLS to one checked address, and a small JSON answer, within a time.

Nothing here follows a redirect, uses a proxy, keeps a cookie or writes a log, and no error holds
anything of the request or of the answer.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from typing import Any, Final

import msgspec
import orjson
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from connectors.address import Address, AddressError, LookUp, Place, checked, look_up

LONGEST_ANSWER: Final = 256 * 1024
LONGEST_TARGET: Final = 8000  # of path and query; many servers refuse more
_PIECE: Final = 16 * 1024


class WireError(Exception):
    """No answer that can be used. ``reason`` is a word for it, ``again`` whether to ask again."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        """``reason``: address, refused, unreachable, certificate, time, broken, long, coded, kind, json."""
        super().__init__(f"No usable answer: {reason}.")
        self.reason = reason
        self.again = again


class Request(msgspec.Struct, frozen=True):
    """What is sent. ``target`` is path and query, encoded; ``headers`` hold the secret, if any."""

    method: str
    place: Place
    target: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Response(msgspec.Struct, frozen=True):
    """What came back. ``body`` is parsed JSON, None where there was none to be read.

    ``retry_after`` is in seconds, 0 when the other side did not say.
    """

    status: int
    body: Any = None
    retry_after: float = 0


class Wire:
    """The way out. Threads may share it: each request has a connection of its own."""

    def __init__(self, look_up: LookUp = look_up, context: ssl.SSLContext | None = None) -> None:
        """``look_up`` finds a host's addresses, all of which are checked by ``pick``.

        ``context`` says whom to trust; by default, whom the system trusts.
        """
        self._look_up = look_up
        self._given = context

    @cached_property
    def _context(self) -> ssl.SSLContext:
        """Made when it is first needed: reading all those certificates takes its time."""
        context = self._given or _trusting()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def pick(self, place: Place) -> Address:
        """The address to go to.

        Raises:
            AddressError: the name leads to somewhere that is not public.
            OSError: it cannot be looked up.

        """
        return checked(self._look_up(place.host, place.port))

    def exchange(self, request: Request, seconds: float) -> Response:
        """Send ``request`` and read the whole answer within ``seconds``.

        Raises:
            WireError: see there.

        """
        until = time.monotonic() + seconds
        try:
            address = self.pick(request.place)
        except AddressError:
            raise WireError("address") from None
        except OSError:
            raise WireError("unreachable", again=True) from None
        if time.monotonic() >= until:
            raise WireError("time", again=True)
        try:
            with self._connected(request.place, address, until) as connection:
                return _exchanged(connection, request, until)
        except ssl.SSLCertVerificationError:
            raise WireError("certificate") from None
        except ValueError:  # what http.client would not send; its words hold what that was
            raise WireError("refused") from None
        except (OSError, http.client.HTTPException):
            reason = "time" if time.monotonic() >= until else "broken"
            raise WireError(reason, again=True) from None

    @contextmanager
    def _connected(
        self, place: Place, address: Address, until: float
    ) -> Iterator[http.client.HTTPConnection]:
        """A connection to just this address, cut when the time is over, however slowly it drips."""
        left = max(until - time.monotonic(), 0.001)
        plain = socket.create_connection((str(address), place.port), timeout=left)
        secure = self._context.wrap_socket(
            plain, server_hostname=place.host, do_handshake_on_connect=False
        )
        timer = threading.Timer(max(until - time.monotonic(), 0.001), _cut, (secure,))
        timer.daemon = True
        timer.start()
        try:
            secure.do_handshake()
            connection = http.client.HTTPSConnection(place.host, place.port)
            connection.sock = secure
            yield connection
        finally:
            timer.cancel()
            secure.close()


def _trusting() -> ssl.SSLContext:
    """Whom the system trusts, and whom ``requests`` brings where the system has nobody."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context


def _cut(secure: ssl.SSLSocket) -> None:
    """Wake whoever waits for this socket: there is nothing more to come."""
    with suppress(OSError):  # it is closed already
        # Not the method of its own class, which would have the rest read without TLS.
        socket.socket.shutdown(secure, socket.SHUT_RDWR)


def _exchanged(connection: http.client.HTTPConnection, request: Request, until: float) -> Response:
    connection.request(request.method, request.target, request.body, dict(request.headers))
    with closing(connection.getresponse()) as answer:
        body = _read(answer, until)
        parsed = _parsed(answer, body) if 200 <= answer.status < 300 else None
        return Response(answer.status, parsed, _seconds(answer.getheader("Retry-After", "")))


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    """The whole body. One that is compressed is refused: its size is not known before it is there."""
    if answer.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        raise WireError("coded")
    body = bytearray()
    while piece := answer.read1(_PIECE):
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise WireError("long")
        if time.monotonic() >= until:
            break
    if time.monotonic() >= until:  # it may have been cut, which looks like an end
        raise WireError("time", again=True)
    if answer.length or (answer.length is None and not answer.chunked and not body):
        raise WireError("broken", again=True)  # fewer bytes than were announced, or cut in the head
    return bytes(body)


def _parsed(answer: http.client.HTTPResponse, body: bytes) -> Any:
    if not body.strip():
        return None
    kind = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise WireError("kind")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise WireError("json") from None


def _seconds(given: str) -> float:
    """What ``Retry-After`` asks for where it is a number; a date is not looked at."""
    return float(given) if given.isascii() and given.isdigit() and len(given) <= 4 else 0.0
