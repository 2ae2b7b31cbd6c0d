"""A small HTTP server on this machine that answers as it is told and keeps what it was asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import msgspec

from tests.services.local_server import LocalServer, Quiet


class Asked(msgspec.Struct):
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


Handler = Callable[[BaseHTTPRequestHandler], None]


class GraphServer:
    """What the next answers are, and which requests came."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[Asked] = []
        self._answers: list[Handler] = []

    def answer(
        self, body: object = None, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Answer the next request with ``body``: bytes as they are, everything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()

        def handler(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                request.send_header(name, value)
            if "Content-Length" not in (headers or {}):
                request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            request.wfile.write(content)

        self._answers.append(handler)

    def answer_by(self, handler: Handler) -> None:
        """Let ``handler`` answer the next request as it likes."""
        self._answers.append(handler)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Keep one request and answer it."""
        length = int(request.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = request.rfile.read(length)
        self.asked.append(Asked(request.command, request.path, headers, body))
        self._answers.pop(0)(request)


@contextmanager
def running() -> Iterator[GraphServer]:
    """A server on a free port of 127.0.0.1, until the block ends."""

    class Listener(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            graph.take(self)

        def do_POST(self) -> None:
            graph.take(self)

    server = LocalServer(Listener)
    graph = GraphServer(server.url)
    yield graph
    server.stop()
