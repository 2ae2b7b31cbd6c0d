"""A department's system that stands on loopback, behind TLS, and answers as it is told."""

import ipaddress
import json
import socket
import ssl
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.address import Address, Place
from connectors.wire import Wire
from tests.services.local_server import LocalServer, Quiet

HOST = "api.example.org"
NOTHING = (200, {"Content-Type": "application/json"}, b"{}")
Raw = Callable[[socket.socket], None]


class Loopback(Wire):
    """A wire that goes to this machine, whatever the name stands for: for tests alone."""

    def pick(self, place: Place) -> Address:
        """Loopback, instead of a checked public address."""
        del place
        return ipaddress.ip_address("127.0.0.1")


class DepartmentSystem:
    """It records what is asked and gives the answers that were put up, else an empty object."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: deque[tuple[int, dict[str, str], bytes] | Raw] = deque()
        certificate = _certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server = LocalServer(self._handler(), context)
        self.port = self._server.port
        self.base = f"https://{HOST}:{self.port}"
        self.wire = Loopback(context=ssl.create_default_context(cafile=str(certificate)))

    def stop(self) -> None:
        self._server.stop()

    def answer(self, body: Any, status: int = 200, **headers: str) -> None:
        """Put up an answer in JSON."""
        kind = {"Content-Type": "application/json"}
        self.answers.append((status, kind | headers, json.dumps(body).encode()))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        system = self

        class Handler(Quiet, BaseHTTPRequestHandler):
            def _any(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                system.asked.append(
                    {
                        "method": self.command,
                        "target": self.path,
                        "headers": dict(self.headers),
                        "body": self.rfile.read(length),
                    }
                )
                found = system.answers.popleft() if system.answers else NOTHING
                if callable(found):
                    found(self.connection)
                    self.close_connection = True
                    return
                status, headers, body = found
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 (http.server's names)

        return Handler


def _certificate(folder: Path) -> Path:
    """A file with a key and a certificate for HOST that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "system.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
