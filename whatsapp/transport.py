"""HTTP to the Graph API: one call out, its answer back, and every way in which that can fail."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from whatsapp.error_table import Action
from whatsapp.errors import SendFailure, SendFailureError, cut_off, judge, refused_connection
from whatsapp.inbound.untrusted import parse
from whatsapp.posting import NotPostedError, Poster

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 20.0  # between two pieces of an answer
WHOLE_SECONDS: Final = 60.0  # for a whole answer, however steadily it drips
LONGEST_ANSWER: Final = 4 * 1024 * 1024
_PIECE: Final = 64 * 1024

SessionFactory = Callable[[], requests.Session]


class AnswerTooLongError(Exception):
    """An answer is longer than its reader allows. Nothing beyond the limit was kept."""


def new_session() -> requests.Session:
    """A session that takes nothing from its surroundings: no proxies, no .netrc, no cookies."""
    session = requests.Session()
    session.trust_env = False
    return session


class Transport:
    """Calls to one Graph API. Threads may share it: each has its own session and its own handle.

    What is posted as JSON, and so all that is sent, goes through libcurl; the rest by ``requests``.

    Redirects are never followed, so a token goes where it was sent and nowhere else; nothing is
    logged and no error holds a token.
    """

    def __init__(
        self, base_url: str, version: str, session_factory: SessionFactory = new_session
    ) -> None:
        """``base_url`` without version, http or https; ``version`` such as ``v25.0``.

        Raises ValueError when ``base_url`` is no address of the web.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("GRAPH_API_URL must begin with http:// or https:// and name a host.")
        self.base_url = base_url.rstrip("/")
        self._versioned = f"{self.base_url}/{version.strip('/')}"
        self._session_factory = session_factory
        self._own = threading.local()
        self._poster = Poster()

    def get(self, path: str, token: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at ``path``. Raises SendFailureError."""
        return self._call("GET", path, token, {"params": params})

    def post(self, path: str, token: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that answers ``payload``, sent as JSON. Raises SendFailureError."""
        _check(token)
        try:
            answer = self._poster.post(
                f"{self._versioned}/{path}",
                token,
                json.dumps(payload, allow_nan=False).encode(),
                connect=CONNECT_SECONDS,
                whole=READ_SECONDS,
                limit=LONGEST_ANSWER,
            )
        except NotPostedError as error:
            raise SendFailureError(_NOT_POSTED[error.why]) from None
        return _judged(answer.status, answer.body, answer.retry_after)

    def upload(
        self, path: str, token: str, fields: Mapping[str, str], file: tuple[str, bytes, str]
    ) -> dict[str, Any]:
        """The answer to a form with ``file``: its name, bytes and type. Raises SendFailureError."""
        return self._call("POST", path, token, {"data": fields, "files": {"file": file}})

    def download(self, url: str, token: str, limit: int) -> tuple[bytes, str]:
        """The bytes at ``url`` and their claimed type. Whether the token may go there is not asked.

        Raises AnswerTooLongError above ``limit`` bytes, SendFailureError for everything else.
        """
        with self._request("GET", url, token, {"headers": {"Accept-Encoding": "identity"}}) as got:
            if got.status_code != requests.codes.ok:
                raise SendFailureError(judge(got.status_code, _body(got, LONGEST_ANSWER)))
            return _body(got, limit), got.headers.get("Content-Type", "")

    def _call(self, method: str, path: str, token: str, parts: dict[str, Any]) -> dict[str, Any]:
        with self._request(method, f"{self._versioned}/{path}", token, parts) as answer:
            try:
                body = _body(answer, LONGEST_ANSWER)
            except AnswerTooLongError:
                body = b""
            retry_after = answer.headers.get("Retry-After")
            status = answer.status_code
        return _judged(status, body, retry_after)

    def _request(
        self, method: str, url: str, token: str, parts: dict[str, Any]
    ) -> requests.Response:
        _check(token)
        headers = {**parts.pop("headers", {}), "Authorization": f"Bearer {token}"}
        try:
            return self._session().request(
                method,
                url,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
                **parts,
            )
        except requests.RequestException as error:
            _give_up(error)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = self._session_factory()
        return session


def _body(answer: requests.Response, limit: int) -> bytes:
    """The answer's bytes, at most ``limit`` of them, within ``WHOLE_SECONDS``."""
    announced = answer.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > limit:
        raise AnswerTooLongError
    until = time.monotonic() + WHOLE_SECONDS
    body = bytearray()
    try:
        for piece in answer.iter_content(_PIECE):
            body += piece
            if len(body) > limit:
                raise AnswerTooLongError
            if time.monotonic() > until:
                raise SendFailureError(cut_off("Meta's answer took too long and was broken off."))
    except requests.RequestException as error:
        _give_up(error)
    return bytes(body)


def _check(token: str) -> None:
    # A header may hold no more than this, and a refusal by the library would quote the token.
    if not (token and token.isascii() and token.isprintable()):
        raise SendFailureError(_unusable("The token is empty or not a token. Enter a new one."))


def _judged(status: int, body: bytes, retry_after: str | None) -> dict[str, Any]:
    if status == requests.codes.ok:
        found = _object_in(body)
        if found is not None and "error" not in found:
            return found
    raise SendFailureError(judge(status, body, retry_after))


def _object_in(body: bytes) -> dict[str, Any] | None:
    try:
        found = parse(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _give_up(error: requests.RequestException) -> NoReturn:
    """Say what ``error`` means. It is not chained: it holds the request, and with it the token."""
    raise SendFailureError(_meaning(error)) from None


def _meaning(error: requests.RequestException) -> SendFailure:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    match error:
        case requests.ConnectTimeout():
            return refused_connection("Meta could not be reached in time.")
        case requests.Timeout():
            return cut_off("Meta did not answer in time.")
        case requests.exceptions.SSLError() if _distrusted(reason):
            return refused_connection("The certificate at GRAPH_API_URL is not to be trusted.")
        case requests.ConnectionError() if isinstance(
            reason, urllib3.exceptions.NewConnectionError
        ):
            return refused_connection("Meta could not be reached.")
        case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema():
            return _unusable("GRAPH_API_URL is not an address that can be called.")
        case _:
            return cut_off("The connection to Meta broke off.")


def _distrusted(reason: object) -> bool:
    cause = reason.args[0] if isinstance(reason, urllib3.exceptions.SSLError) else reason
    return isinstance(cause, ssl.SSLCertVerificationError)


def _unusable(sentence: str) -> SendFailure:
    return SendFailure(None, Action.STOP_CHANNEL, ambiguous=False, sentence=sentence)


_NOT_POSTED: Final = {
    "unreachable": refused_connection("Meta could not be reached."),
    "slow": refused_connection("Meta could not be reached in time."),
    "distrusted": refused_connection("The certificate at GRAPH_API_URL is not to be trusted."),
    "address": _unusable("GRAPH_API_URL is not an address that can be called."),
    "silent": cut_off("Meta did not answer in time."),
    "cut_off": cut_off("The connection to Meta broke off."),
}
