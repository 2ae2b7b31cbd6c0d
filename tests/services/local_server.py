"""An HTTP server inside the test: on a free port of this machine, in a thread of its own."""

import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import Any


class Quiet:
    """What makes a ``BaseHTTPRequestHandler`` print nothing about its requests."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.connections: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is there."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        """Forget it."""
        self.connections.discard(request)
        super().close_request(request)

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no fault here."""


class LocalServer:
    """It answers by ``handler`` from now on, over TLS when a context is given, until ``stop``."""

    def __init__(
        self,
        handler: type[socketserver.BaseRequestHandler],
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self._server: Any = _Server(("127.0.0.1", port), handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def break_off(self) -> None:
        """End it as a machine does that goes down: with every connection, whatever is under way."""
        self.stop()
        for connection in list(self._server.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
