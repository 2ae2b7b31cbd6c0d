"""A tiny stand-in for the Graph API on loopback: it accepts, records, and fails as it is told."""

import json
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.services.local_server import LocalServer, Quiet

Answer = tuple[int, dict[str, Any]]
Raw = Callable[[BaseHTTPRequestHandler], None]  # answers by itself
CUT_OFF: Answer = (0, {})  # take the call, then hang up without a word


def refused(code: int, status: int = 400) -> Answer:
    return status, {"error": {"message": f"(#{code}) no", "type": "OAuthException", "code": code}}


class GraphApi:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.read: list[str] = []
        self.answers: deque[Answer] = deque()  # for the next sends; then they are accepted
        self.files: dict[str, bytes] = {}
        self.file_answers: deque[Answer] = deque()  # for the next files that are asked for
        self.uploads: list[bytes] = []
        self.upload_answers: deque[Answer] = deque()  # for the next uploads
        self.before_answer: Callable[[dict[str, Any]], None] = lambda _payload: None
        self.stop_reading: Answer | None = None
        self.under_way = 0
        self.most_under_way = 0
        self.call = threading.local()  # on the thread of a call: .number and .token that it is for
        self._lock = threading.Lock()
        self._server = LocalServer(self._handler())
        self.url = self._server.url

    def stop(self) -> None:
        self._server.stop()

    def words(self) -> list[str]:
        return [_words(payload) for payload in self.sent]

    def to(self, address: str) -> list[str]:
        return [
            _words(payload)
            for payload in self.sent
            if address in {payload.get("to"), payload.get("recipient")}
        ]

    def _upload(self, body: bytes) -> Answer:
        with self._lock:
            if self.upload_answers:
                return self.upload_answers.popleft()
            self.uploads.append(body)
            return 200, {"id": f"uploaded-{len(self.uploads)}"}

    def _take(self, payload: dict[str, Any]) -> Answer | Raw:
        with self._lock:
            if payload.get("status") == "read":
                if self.stop_reading:
                    return self.stop_reading
                self.read.append(payload["message_id"])
                return 200, {"success": True}
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
            answer = self.answers.popleft() if self.answers else None
        try:
            self.before_answer(payload)
        finally:
            with self._lock:
                self.under_way -= 1
        with self._lock:
            if answer is not None and answer[0] != 0:
                return answer
            self.sent.append(payload)
            if answer is not None:
                return answer
            wamid = f"wamid.OUT{len(self.sent):06}"
        return 200, {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}

    def _found(self, path: str) -> bytes | tuple[int, dict[str, Any]]:
        """A file, or what is told of one."""
        name = path.partition("?")[0].rpartition("/")[2]
        if path.startswith("/files/"):
            return self.files[name]
        if self.file_answers:
            return self.file_answers.popleft()
        if name in self.files:
            return 200, {"url": f"{self.url}/files/{name}", "id": name}
        return refused(100, 404)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(Quiet, BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                api.call.number = self.path.split("/")[2]
                api.call.token = self.headers["Authorization"].removeprefix("Bearer ")
                if self.path.endswith("/media"):
                    self._answer(*api._upload(body))
                    return
                answer = api._take(json.loads(body))
                if callable(answer):
                    answer(self)
                else:
                    self._answer(*answer)

            def do_GET(self) -> None:
                found = api._found(self.path)
                if isinstance(found, bytes):
                    self._bytes(found)
                else:
                    self._answer(*found)

            def _answer(self, status: int, body: dict[str, Any]) -> None:
                if status == 0:
                    self.close_connection = True
                    return
                self._bytes(json.dumps(body).encode(), status)

            def _bytes(self, body: bytes, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler


def _words(payload: dict[str, Any]) -> str:
    if payload["type"] == "text":
        return str(payload["text"]["body"])
    if payload["type"] in {"image", "document", "video", "audio"}:
        return str(payload[payload["type"]].get("caption", ""))
    return str(payload["interactive"]["body"]["text"])
