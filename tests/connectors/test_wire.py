"""One request, one small answer, within its time; and every way in which that can go wrong."""

import gzip
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from connectors import address
from connectors.address import Address, Place, place_of
from connectors.wire import LONGEST_ANSWER, Request, Wire, WireError
from tests.services.systems import HOST, DepartmentSystem

JSON = {"Content-Type": "application/json"}


def _request(system: DepartmentSystem, **more: Any) -> Request:
    values: dict[str, Any] = {
        "method": "GET", "target": "/v1/cases", "headers": {}, "place": place_of(system.base),
    }  # fmt: skip
    return Request(**(values | more))


def _failure(system: DepartmentSystem, seconds: float = 5, **more: Any) -> WireError:
    with pytest.raises(WireError) as raised:
        system.wire.exchange(_request(system, **more), seconds)
    return raised.value


def test_it_goes_to_the_checked_address_under_the_name(department_system: DepartmentSystem) -> None:
    department_system.answer({"name": "Eastern"})
    body = b'{"a": 1}'
    headers = {"X-Key": "a secret", "Content-Type": "application/json"}
    request = _request(department_system, method="POST", headers=headers, body=body)
    response = department_system.wire.exchange(request, 5)
    assert (response.status, response.body) == (200, {"name": "Eastern"})
    (asked,) = department_system.asked
    assert (asked["method"], asked["target"], asked["body"]) == ("POST", "/v1/cases", body)
    assert asked["headers"]["Host"] == f"{HOST}:{department_system.port}"
    assert asked["headers"]["X-Key"] == "a secret"


@pytest.mark.parametrize("status", [201, 202, 204])
def test_an_answer_may_be_empty(department_system: DepartmentSystem, status: int) -> None:
    department_system.answers.append((status, {}, b""))
    assert department_system.wire.exchange(_request(department_system), 5).body is None


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (301, {"Location": "https://127.0.0.1/"}),
        (302, {"Location": "/other"}),
        (404, {}),
        (500, {}),
    ],
)
def test_a_status_is_given_back_and_nothing_is_followed(
    department_system: DepartmentSystem, status: int, headers: dict[str, str]
) -> None:
    department_system.answers.append((status, headers, b"<html>no</html>"))
    response = department_system.wire.exchange(_request(department_system), 5)
    assert (response.status, response.body) == (status, None)
    assert len(department_system.asked) == 1


@pytest.mark.parametrize(("given", "seconds"), [("7", 7), ("soon", 0), ("", 0), ("99999", 0)])
def test_when_to_ask_again_is_read(
    department_system: DepartmentSystem, given: str, seconds: float
) -> None:
    department_system.answers.append((503, {"Retry-After": given}, b""))
    found = department_system.wire.exchange(_request(department_system), 5)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (JSON, b"{", "json"),
        (JSON, b"\xff\xfe", "json"),
        (JSON, b"[" * 100_000, "json"),
        (JSON, b'{"a": NaN}', "json"),
        ({"Content-Type": "text/html"}, b"{}", "kind"),
        ({}, b"{}", "kind"),
        (JSON | {"Content-Encoding": "gzip"}, gzip.compress(b" " * 10_000_000), "coded"),
        (JSON, b" " * (LONGEST_ANSWER + 1), "long"),
    ],
    ids=range(8),
)
def test_what_is_no_small_json_is_refused(
    department_system: DepartmentSystem, headers: dict[str, str], body: bytes, reason: str
) -> None:
    department_system.answers.append((200, headers, body))
    fault = _failure(department_system)
    assert (fault.reason, fault.again) == (reason, False)


def test_the_largest_answer_that_fits(department_system: DepartmentSystem) -> None:
    body = json.dumps("x" * (LONGEST_ANSWER - 2)).encode()
    department_system.answers.append((200, JSON, body))
    found = department_system.wire.exchange(_request(department_system), 5)
    assert len(found.body) == LONGEST_ANSWER - 2


def _drip_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    _drip(connection, b"X-Slow: 1\r\n")


def _drip_body(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
    )
    _drip(connection, b" ")


def _drip(connection: socket.socket, piece: bytes) -> None:
    for _ in range(200):
        try:
            connection.sendall(piece)
        except OSError:
            return
        time.sleep(0.05)


@pytest.mark.parametrize("drip", [_drip_head, _drip_body])
def test_however_steadily_it_drips_the_time_is_over(
    department_system: DepartmentSystem, drip: Any
) -> None:
    department_system.answers.append(drip)
    began = time.monotonic()
    fault = _failure(department_system, seconds=0.6)
    assert time.monotonic() - began < 3
    assert (fault.reason, fault.again) == ("time", True)


def test_a_hand_shake_that_never_ends_is_given_up() -> None:
    with _silent() as port:
        began = time.monotonic()
        wire = _Here()
        with pytest.raises(WireError) as raised:
            wire.exchange(Request("GET", Place(HOST, port, ""), "/", {}), 0.5)
        assert raised.value.reason == "time"
        assert time.monotonic() - began < 3


class _Here(Wire):
    def pick(self, place: Place) -> Address:
        del place
        return ipaddress.ip_address("127.0.0.1")


@contextmanager
def _silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    "raw",
    [
        lambda connection: connection.shutdown(socket.SHUT_RDWR),
        lambda connection: connection.sendall(b"nonsense\r\n\r\n"),
        lambda connection: connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{}"
        ),
        lambda connection: connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        ),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500),
    ],
    ids=range(5),
)
def test_what_breaks_off_may_be_asked_again(department_system: DepartmentSystem, raw: Any) -> None:
    department_system.answers.append(raw)
    fault = _failure(department_system)
    assert (fault.reason, fault.again) == ("broken", True)


def test_nobody_there_may_be_asked_again() -> None:
    with _silent() as port:
        pass
    with pytest.raises(WireError) as raised:
        _Here().exchange(Request("GET", Place(HOST, port, ""), "/", {}), 2)
    assert (raised.value.reason, raised.value.again) == ("broken", True)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    department_system: DepartmentSystem,
) -> None:
    with pytest.raises(WireError) as raised:
        _Here().exchange(_request(department_system), 5)
    assert (raised.value.reason, raised.value.again) == ("certificate", False)
    assert not department_system.asked


def test_a_certificate_of_another_name_is_refused(department_system: DepartmentSystem) -> None:
    place = Place("other.example.org", department_system.port, "")
    fault = _failure(department_system, place=place)
    assert fault.reason == "certificate"
    assert not department_system.asked


@pytest.mark.parametrize("headers", [{"X": "a\r\nHost: evil"}, {"X\r\nY": "a"}, {"X": "案"}])
def test_a_header_that_would_be_two_is_not_sent(
    department_system: DepartmentSystem, headers: dict[str, str]
) -> None:
    fault = _failure(department_system, headers=headers)
    assert (fault.reason, fault.again) == ("refused", False)
    assert "evil" not in str(fault)
    assert not department_system.asked


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], []])
def test_a_name_that_leads_inwards_is_never_called(found: list[str]) -> None:
    wire = Wire(look_up=lambda *_: [ipaddress.ip_address(one) for one in found])
    with pytest.raises(WireError) as raised:
        wire.exchange(Request("GET", Place(HOST, 443, ""), "/", {}), 2)
    assert (raised.value.reason, raised.value.again) == ("address", False)


def test_a_name_is_looked_up_once_for_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the second look-up could bring an address that nobody has checked."""
    asked: list[str] = []
    gone: list[Any] = []

    def look_up(host: str, port: int) -> list[Address]:
        asked.append(f"{host}:{port}")
        return [ipaddress.ip_address("8.8.8.8")]

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        gone.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(WireError):
        Wire(look_up=look_up).exchange(Request("GET", Place(HOST, 443, ""), "/", {}), 2)
    assert (asked, gone) == ([f"{HOST}:443"], [("8.8.8.8", 443)])


def test_a_name_that_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "secret.example.org is unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(OSError, match="unknown"):
        address.look_up(HOST, 443)
    with pytest.raises(WireError) as raised:
        Wire().exchange(Request("GET", Place(HOST, 443, ""), "/", {}), 2)
    assert (raised.value.reason, raised.value.again) == ("unreachable", True)
    assert "secret" not in str(raised.value)


def test_old_tls_is_not_spoken() -> None:
    context = ssl.create_default_context()
    Wire(context=context)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_it_leaves_no_thread_behind(department_system: DepartmentSystem) -> None:
    department_system.wire.exchange(_request(department_system), 5)
    deadline = time.monotonic() + 3
    while any(isinstance(one, threading.Timer) for one in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
