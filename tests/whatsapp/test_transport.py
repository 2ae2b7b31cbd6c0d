import logging
import socket
import traceback
from typing import Any

import pytest

from tests.services.process import free_port
from tests.whatsapp.graph_server import GraphServer
from whatsapp import transport
from whatsapp.error_table import Action
from whatsapp.errors import SendFailure, SendFailureError
from whatsapp.transport import Transport, new_session

TOKEN = "EAAG-fictional-token"


def failure_of(address: str, token: str = TOKEN) -> SendFailure:
    with pytest.raises(SendFailureError) as caught:
        Transport(address, "v25.0").post("9001/messages", token, {"to": "+85255550123"})
    shown = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in shown
    assert "+85255550123" not in str(caught.value)
    return caught.value.failure


def test_a_refused_connection_is_not_ambiguous() -> None:
    failure = failure_of(f"http://127.0.0.1:{free_port()}")
    assert (failure.action, failure.ambiguous) == (Action.RETRY, False)


def test_a_name_that_is_not_known_is_not_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_parts: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert not failure_of("http://graph.invalid").ambiguous


def test_silence_after_the_call_is_ambiguous(
    graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.1)

    def silent(request: Any) -> None:
        request.connection.recv(1)

    graph.answer_by(silent)
    failure = failure_of(graph.address)
    assert (failure.action, failure.ambiguous) == (Action.RETRY, True)


def hang_up(request: Any) -> None:
    request.close_connection = True


def break_off(request: Any) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b'{"messages": [')
    request.close_connection = True


def stop_speaking(request: Any) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b"{")
    request.wfile.flush()
    request.connection.recv(1)


def gibberish(request: Any) -> None:
    request.wfile.write(b"SSH-2.0-nothing\r\n\r\n")
    request.close_connection = True


@pytest.mark.parametrize("handler", [hang_up, break_off, stop_speaking, gibberish])
def test_a_broken_answer_is_ambiguous(
    graph: GraphServer, monkeypatch: pytest.MonkeyPatch, handler: Any
) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.1)
    graph.answer_by(handler)
    assert failure_of(graph.address).ambiguous


def test_an_answer_that_drips_is_broken_off(
    graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "WHOLE_SECONDS", -1.0)
    graph.answer({"messages": []})
    with pytest.raises(SendFailureError) as caught:
        Transport(graph.address, "v25.0").get("9001", TOKEN)
    assert caught.value.failure.ambiguous


def test_a_kept_connection_that_breaks_off_is_not_tried_again(graph: GraphServer) -> None:
    def keep(request: Any) -> None:
        request.protocol_version, request.close_connection = "HTTP/1.1", False
        request.send_response(200)
        request.send_header("Content-Length", "2")
        request.end_headers()
        request.wfile.write(b"{}")

    ours = Transport(graph.address, "v25.0")
    graph.answer_by(keep)
    ours.post("9001/messages", TOKEN, {"to": "+85255550123"})
    graph.answer_by(hang_up)
    with pytest.raises(SendFailureError) as caught:
        ours.post("9001/messages", TOKEN, {"to": "+85255550123"})
    assert caught.value.failure.ambiguous
    assert len(graph.asked) == 2, "posted once more by itself: a second copy"


def test_an_answer_beyond_all_measure_is_not_kept(
    graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LONGEST_ANSWER", 10)
    graph.answer({"messages": [{"id": "wamid.A"}]})
    assert failure_of(graph.address).ambiguous


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7"])
def test_an_answer_that_is_no_object_is_ambiguous(graph: GraphServer, body: bytes) -> None:
    graph.answer(body)
    assert failure_of(graph.address).ambiguous


def test_a_redirect_is_not_followed(graph: GraphServer) -> None:
    graph.answer(b"", status=307, headers={"Location": f"{graph.address}/elsewhere"})
    failure = failure_of(graph.address)
    assert (failure.action, failure.ambiguous) == (Action.STOP_CHANNEL, False)
    assert len(graph.asked) == 1


def test_meta_may_ask_for_a_pause(graph: GraphServer) -> None:
    graph.answer(b"", status=429, headers={"Retry-After": "17"})
    assert failure_of(graph.address).retry_after == 17


@pytest.mark.parametrize("token", ["", "令牌", "a\r\nX-Evil: 1", "a\x00b"])
def test_a_token_that_is_none_is_never_sent(graph: GraphServer, token: str) -> None:
    failure = failure_of(graph.address, token)
    assert (failure.action, failure.ambiguous) == (Action.STOP_CHANNEL, False)
    assert graph.asked == []


def test_the_surroundings_change_nothing(
    graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    graph.answer({"id": "1"})
    assert Transport(graph.address, "v25.0").get("me", TOKEN) == {"id": "1"}
    assert new_session().trust_env is False


def test_no_log_holds_the_token(graph: GraphServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        graph.answer({"id": "1"})
        Transport(graph.address, "v25.0").get("me", TOKEN)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("address", ["", "graph.facebook.com", "ftp://x", "http://", "gopher://x"])
def test_an_address_that_cannot_be_called(address: str) -> None:
    with pytest.raises(ValueError, match="GRAPH_API_URL"):
        Transport(address, "v25.0")
