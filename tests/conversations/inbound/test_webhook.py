import hashlib
from typing import Any

import pytest
from sqlalchemy import exc

from conversations.inbound import webhook
from conversations.inbound.inbox import store
from models import Channel, InboxRow, Message, OutboxRow
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import NUMBER_ID, SECRET, Office, a_text, delivery
from tests.services.application import SECRETS
from whatsapp.signature import sign

HANDSHAKE = {
    "hub.mode": "subscribe",
    "hub.verify_token": SECRETS["META_VERIFY_TOKEN"],
    "hub.challenge": "<b>1158201444</b>",
}


def test_a_signed_message_is_answered_through_the_graph_api(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi", wamid="wamid.first")
    [payload] = graph_api.sent
    assert payload["to"] == "+85255550123"
    assert payload["interactive"]["body"]["text"] == "How can we help?"
    [row] = office.rows(InboxRow)
    assert (row.key, row.state, row.payload) == (f"m:{NUMBER_ID}:wamid.first", "done", None)
    came, went = office.rows(Message)
    assert (came.direction, came.status, came.wamid) == ("in", "received", "wamid.first")
    assert (went.direction, went.status, went.wamid) == ("out", "accepted", "wamid.OUT000001")
    assert not office.count(OutboxRow)


def test_the_handshake_echoes_the_challenge_as_plain_text(office: Office) -> None:
    answer = office.client.get("/webhooks/whatsapp", query_string=HANDSHAKE)
    assert (answer.status_code, answer.text) == (200, "<b>1158201444</b>")
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "another"}, {"hub.verify_token": "令牌"}, {"hub.mode": "leave"}]
)
def test_a_handshake_of_somebody_else_is_refused(office: Office, wrong: dict[str, str]) -> None:
    answer = office.client.get("/webhooks/whatsapp", query_string=HANDSHAKE | wrong)
    assert answer.status_code == 403
    assert "1158201444" not in answer.text


@pytest.mark.parametrize(
    ("signature", "status"),
    [(None, 401), ("", 401), ("sha256=" + "0" * 64, 403), ("簽名", 403), ("sha1=abc", 403)],
)
def test_nothing_is_stored_without_the_right_signature(
    office: Office, signature: str | None, status: int
) -> None:
    header = signature if signature is None else signature.encode().decode("latin-1")
    assert office.post(delivery([a_text("hi")]), header).status_code == status
    assert not office.count(InboxRow)


def test_the_signature_is_of_the_bytes_and_not_of_what_they_mean(office: Office) -> None:
    body = delivery([a_text("塌樹")])
    escaped = body.decode().encode("ascii", "backslashreplace").replace(b"/", rb"\/")
    assert office.post(escaped, sign(body, SECRET)).status_code == 403
    assert office.post(escaped, sign(escaped, SECRET)).status_code == 200
    assert office.count(InboxRow) == 1


def test_any_of_several_secrets_may_have_signed(make_app: Any, database_url: str) -> None:
    office = Office(make_app(database_url, META_APP_SECRETS="the-new-one,the-old-one"))
    for secret in ("the-new-one", "the-old-one"):
        body = delivery([a_text(secret)])
        assert office.post(body, sign(body, secret)).status_code == 200
    assert office.count(InboxRow) == 2


def test_what_is_too_large_is_refused(office: Office) -> None:
    body = b" " * (webhook.LARGEST + 1)
    assert office.post(body).status_code == 413
    chunked = office.client.post(
        "/webhooks/whatsapp",
        headers={"X-Hub-Signature-256": "sha256=" + "0" * 64, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": _Endless(), "wsgi.input_terminated": True},
    )
    assert chunked.status_code == 413
    assert not office.count(InboxRow)


def test_what_just_fits_is_taken(office: Office) -> None:
    body = delivery([a_text("hi")])
    assert office.post(body + b" " * (webhook.LARGEST - len(body))).status_code == 200
    assert office.count(InboxRow) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"object": "page", "entry": []}', b"\xff"])
def test_a_signed_body_that_means_nothing_is_kept_and_answered(office: Office, body: bytes) -> None:
    for _ in range(2):
        assert office.post(body).status_code == 200
    [row] = office.rows(InboxRow)
    assert (row.kind, row.state, row.payload) == ("unread", "parked", body)
    assert row.key == f"h:{hashlib.sha256(body).hexdigest()}"


def test_a_fault_of_ours_does_not_bring_the_same_body_for_a_week(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("not what we expected")

    monkeypatch.setattr(webhook, "store", broken)
    assert office.post(delivery([a_text("hi")])).status_code == 200
    [row] = office.rows(InboxRow)
    assert row.kind == "unread"


def test_what_is_wrong_with_one_message_is_nobody_elses_trouble(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def store_or_raise(connection: Any, changes: Any, received: Any) -> Any:
        if any(one.wamid == "wamid.POISON" for one in changes):
            raise RuntimeError("not what we expected")
        return store(connection, changes, received)

    monkeypatch.setattr(webhook, "store", store_or_raise)
    others = [a_text("hi", phone=f"8525555010{place}") for place in range(3)]
    body = delivery([others[0], a_text("hi", wamid="wamid.POISON"), *others[1:]])
    for _ in range(2):  # Meta may bring it again
        assert office.post(body).status_code == 200
    office.drain()
    assert len(graph_api.sent) == 3
    assert sorted(row.kind for row in office.rows(InboxRow)) == ["message"] * 3 + ["unread"]


def test_when_the_database_is_away_meta_is_to_come_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise exc.OperationalError("INSERT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(webhook, "store", away)
    assert office.post(delivery([a_text("hi")])).status_code == 503
    monkeypatch.undo()
    assert office.post(delivery([a_text("hi")])).status_code == 200
    assert office.count(InboxRow) == 1


def test_a_channel_remembers_that_meta_reached_it(office: Office) -> None:
    assert office.rows(Channel)[0].webhook_seen_at is None
    office.deliver(a_text("hi"))
    assert office.rows(Channel)[0].webhook_seen_at is not None


class _Endless:
    """A body that never ends and does not say how long it is."""

    def read(self, size: int = -1) -> bytes:
        return b" " * (size if size > 0 else 65536)

    def readinto(self, buffer: bytearray) -> int:
        buffer[:] = b" " * len(buffer)
        return len(buffer)

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)
