"""Webhooks over real HTTP: signed, retried, batched, doubled, shared between processes."""

import hmac
import json
import multiprocessing
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from whatsapp.sandbox import Habits, Sandbox, SandboxChannel, chats

SECRET = "fictional-app-secret"
CHANNEL = SandboxChannel("1001", "2001", "3001", "+85255550001", "t", "PARKS", {"en": "Parks"})


def say(live: Any, words: str = "你好 / hello", persona: str = "mei") -> str:
    person, channel = live.sandbox.person(persona), live.sandbox.channel("1001")
    wamid: str = live.sandbox.say(person, channel, "text", {"body": words})
    return wamid


def status_of(live: Any, wamid: str) -> str:
    with live.sandbox.storage.reading() as connection:
        row = chats.find(connection, wamid, "1001")
    assert row is not None
    return str(row["status"])


def test_it_is_signed_over_exactly_these_bytes(live: Any) -> None:
    wamid = say(live)
    live.until(lambda: live.heard)
    body, signature = live.heard[0]
    right = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    assert signature == f"sha256={right}"
    assert len(signature) == 71
    # As Meta writes it: ASCII, lower-case escapes, slashes escaped.
    assert rb"\u4f60\u597d \/ hello" in body
    found = json.loads(body)
    assert found["object"] == "whatsapp_business_account"
    (entry,) = found["entry"]
    (change,) = entry["changes"]
    assert (entry["id"], change["field"]) == ("2001", "messages")
    assert change["value"]["metadata"] == {
        "display_phone_number": "85255550001",
        "phone_number_id": "1001",
    }
    (message,) = change["value"]["messages"]
    assert message["id"] == wamid
    assert message["from"] == change["value"]["contacts"][0]["wa_id"] == "85255550101"
    assert message["from_user_id"] == change["value"]["contacts"][0]["user_id"]
    assert message["timestamp"].isdecimal()
    live.until(lambda: status_of(live, wamid) == "delivered")


def test_what_is_not_answered_is_sent_again(live: Any) -> None:
    live.refuse = 3
    wamid = say(live)
    live.until(lambda: live.heard)
    assert [message["id"] for message in live.messages()] == [wamid]
    live.until(lambda: status_of(live, wamid) == "delivered")


def test_it_survives_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Sandbox:
        return Sandbox(
            tmp_path / "sandbox.sqlite",
            lambda: [CHANNEL],
            lambda: SECRET,
            "http://127.0.0.1:9/webhook",
            "http://127.0.0.1:9",
            habits=Habits(retry_first=0, poll=0.01),
        )

    first = made()
    wamid = first.say(first.person("mei"), CHANNEL, "text", {"body": "x"})
    assert first.courier.carry() == 0
    first.stop()
    second = made()
    sent: list[bytes] = []

    def heard(_session: object, body: bytes) -> bool:
        sent.append(body)
        return True

    monkeypatch.setattr(second.courier, "_post", heard)
    assert second.courier.carry() == 1
    assert wamid in json.loads(sent[0])["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    second.stop()


def test_pauses_grow_and_end(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    habits = replace(world.sandbox.habits, retry_first=1, retry_most=8, give_up_after=100)
    sandbox = Sandbox(
        world.sandbox.storage.path,
        lambda: [CHANNEL],
        lambda: SECRET,
        "http://127.0.0.1:9/webhook",
        "http://127.0.0.1:9",
        habits=habits,
        clock=world.clock,
    )
    tried: list[float] = []
    begun = world.clock.now

    def unheard(_session: object, _body: bytes) -> bool:
        tried.append(world.clock.now - begun)
        return False

    monkeypatch.setattr(sandbox.courier, "_post", unheard)
    sandbox.say(sandbox.person("mei"), CHANNEL, "text", {"body": "x"})
    for _ in range(200):
        sandbox.courier.carry()
        world.clock.now += 1
    assert tried[:7] == [0, 1, 3, 7, 15, 23, 31]
    assert 100 < tried[-1] < 112
    sandbox.stop()


class TestBatches:
    @pytest.fixture
    def habits(self) -> Habits:
        return Habits(batch=50, poll=5)

    def test_many_changes_share_a_body(self, live: Any) -> None:
        live.sandbox.courier.stop()
        wamids = [say(live, str(number)) for number in range(120)]
        while live.sandbox.courier.carry():
            pass
        assert [message["id"] for message in live.messages()] == wamids
        assert len(live.heard) == 3
        assert all(len(json.loads(body)["entry"]) == 1 for body, _ in live.heard)


class TestBadManners:
    @pytest.fixture
    def habits(self) -> Habits:
        return Habits(batch=10, poll=5, duplicates=1, shuffle=True)

    def test_everything_twice_and_in_no_order(self, live: Any) -> None:
        live.sandbox.courier.stop()
        wamids = [say(live, str(number)) for number in range(40)]
        live.sandbox.courier.carry()
        heard = [message["id"] for message in live.messages()]
        assert Counter(heard) == dict.fromkeys(wamids, 2)
        assert list(dict.fromkeys(heard)) != wamids
        live.sandbox.courier.carry()
        assert len(live.messages()) == 80


def _carry(path: Path, url: str) -> None:
    sandbox = Sandbox(path, lambda: [CHANNEL], lambda: SECRET, url, url, habits=Habits(batch=3))
    while sandbox.courier.carry():
        pass
    sandbox.stop()


def test_two_processes_carry_each_change_once(live: Any) -> None:
    live.sandbox.courier.stop()
    wamids = {say(live, str(number)) for number in range(150)}
    context = multiprocessing.get_context("spawn")
    arguments = (live.sandbox.storage.path, f"{live.url}/webhook")
    others = [context.Process(target=_carry, args=arguments) for _ in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join(300)
        assert other.exitcode == 0
    assert Counter(message["id"] for message in live.messages()) == dict.fromkeys(wamids, 1)


def test_starting_twice_is_starting_once(live: Any) -> None:
    thread = live.sandbox.courier._thread
    live.sandbox.start()
    assert live.sandbox.courier._thread is thread
    live.sandbox.stop()
    live.sandbox.stop()
    live.sandbox.start()
    say(live)
    live.until(live.messages)


def test_a_fault_stops_nothing(live: Any, caplog: pytest.LogCaptureFixture) -> None:
    live.sandbox.courier.stop()
    secrets = iter(["", SECRET])

    def secret() -> str:
        found = next(secrets, SECRET)
        if not found:
            raise RuntimeError("private words")
        return found

    live.sandbox.courier._app_secret = secret
    live.sandbox.courier._habits = replace(live.sandbox.habits, lease=0.05)
    say(live)
    live.sandbox.start()
    live.until(live.messages)
    assert "RuntimeError" in caplog.text
    assert "private words" not in caplog.text
