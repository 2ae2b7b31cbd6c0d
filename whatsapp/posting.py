"""JSON posted through libcurl: what the sender does all day costs a tenth of what `requests` takes."""

import io
import threading
from typing import Any, Final

import certifi
import msgspec
import pycurl

_RETRY_AFTER: Final = b"retry-after:"
_NOT_REACHED: Final = frozenset({pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT})
_DISTRUSTED: Final = frozenset({pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CACERT_BADFILE})


class Answered(msgspec.Struct, frozen=True):
    """An answer: its status, its body (empty when it was longer than allowed), ``Retry-After``."""

    status: int
    body: bytes
    retry_after: str | None = None


class NotPostedError(Exception):
    """No answer came.

    ``why`` is ``unreachable``, ``slow`` (to connect), ``distrusted``, ``address``, or, when the call
    may have taken effect, ``silent`` or ``cut_off``.
    """

    def __init__(self, why: str) -> None:
        """Nothing of the call itself: it holds a token and a person's number."""
        super().__init__(why)
        self.why = why


class Poster:
    """Posts JSON. Threads may share it: each has its own handle, which keeps its connection."""

    def __init__(self) -> None:
        """Nothing is opened yet."""
        self._own = threading.local()

    def post(
        self, url: str, token: str, body: bytes, *, connect: float, whole: float, limit: int
    ) -> Answered:
        """Post ``body``, waiting so many seconds for a connection and for all of it.

        Redirects are not followed, and nothing is taken from the surroundings: no proxies, no
        .netrc. Raises NotPostedError.
        """
        curl = self._handle()
        answer, headers = io.BytesIO(), io.BytesIO()

        def keep(piece: bytes) -> int | None:
            # Any other number than that of the bytes given ends the call.
            return -1 if answer.tell() + len(piece) > limit else answer.write(piece)

        curl.setopt(pycurl.URL, url)
        curl.setopt(
            pycurl.HTTPHEADER,
            ["Content-Type: application/json", f"Authorization: Bearer {token}", "Expect:"],
        )
        curl.setopt(pycurl.POSTFIELDSIZE, len(body))
        curl.setopt(pycurl.READFUNCTION, io.BytesIO(body).read)
        curl.setopt(pycurl.WRITEFUNCTION, keep)
        curl.setopt(pycurl.HEADERFUNCTION, headers.write)
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, _milliseconds(connect))
        curl.setopt(pycurl.TIMEOUT_MS, _milliseconds(whole))
        try:
            curl.perform()
        except pycurl.error as error:
            status = curl.getinfo(pycurl.RESPONSE_CODE)
            if error.args[0] == pycurl.E_WRITE_ERROR and status:
                return Answered(status, b"", _retry_after(headers.getvalue()))
            raise NotPostedError(_reason(curl, error.args[0])) from None
        status = curl.getinfo(pycurl.RESPONSE_CODE)
        return Answered(status, answer.getvalue(), _retry_after(headers.getvalue()))

    def _handle(self) -> Any:
        curl = getattr(self._own, "curl", None)
        if curl is None:
            curl = self._own.curl = _new()
        return curl


def _new() -> Any:
    curl = pycurl.Curl()
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.POST, 1)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.NETRC, 0)
    curl.setopt(pycurl.FOLLOWLOCATION, 0)
    curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
    curl.setopt(pycurl.CAINFO, certifi.where())
    # On a connection that it has used before, libcurl posts once more by itself when the other side
    # hangs up without an answer: a second copy. It must not be able to begin the body again.
    curl.setopt(pycurl.SEEKFUNCTION, lambda _offset, _origin: pycurl.SEEKFUNC_FAIL)
    return curl


def _reason(curl: Any, code: int) -> str:
    if code in _NOT_REACHED:
        return "unreachable"
    if code in _DISTRUSTED:
        return "distrusted"
    if code == pycurl.E_URL_MALFORMAT:
        return "address"
    if code == pycurl.E_OPERATION_TIMEDOUT:
        # Until it has begun to transfer, nothing of the call has left.
        return "silent" if curl.getinfo(pycurl.PRETRANSFER_TIME) > 0 else "slow"
    return "cut_off"


def _retry_after(headers: bytes) -> str | None:
    for line in headers.splitlines():
        if line.lower().startswith(_RETRY_AFTER):
            return line[len(_RETRY_AFTER) :].decode("latin-1").strip()
    return None


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))
