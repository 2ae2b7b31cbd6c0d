from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from whatsapp.account import BusinessProfile, PhoneNumber, SubscribedApp
from whatsapp.client import Accepted, GraphClient
from whatsapp.connection import Step, check, passed, send_test, subscribe
from whatsapp.errors import SendFailureError, judge

T = TypeVar("T")
NUMBER = PhoneNumber(
    id="1001", display="+852 5555 0101", verified_name="Parks Office", quality="GREEN",
    name_status="APPROVED", throughput="STANDARD", messaging_limit="TIER_2K",
)  # fmt: skip
PROFILE = BusinessProfile(
    "About", "1 Park Road", "Parks", "parks@example.org", "GOVT", ("https://example.org",)
)
NO_TOKEN = SendFailureError(judge(401, b'{"error": {"code": 190, "message": "expired"}}'))
DOWN = SendFailureError(judge(503, b'{"error": {"code": 2, "message": "down"}}'))
GONE = SendFailureError(judge(400, b'{"error": {"code": 33, "message": "no"}}'))
CLOSED = SendFailureError(judge(400, b'{"error": {"code": 131047, "message": "no"}}'))


@dataclass
class Channel:
    phone_number_id: str = "1001"
    number: str = "+85255550101"
    waba_id: str = "10015"
    token: str = "a-token"
    webhook_seen_at: datetime | None = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@dataclass
class Graph(GraphClient):
    """What Meta would answer; an error is raised."""

    number: PhoneNumber | Exception = NUMBER
    apps: list[SubscribedApp] | Exception = field(
        default_factory=lambda: [SubscribedApp("5", "Sampan")]
    )
    profile: BusinessProfile | Exception = PROFILE
    refusal: Exception | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)

    def phone_number(self, phone_number_id: str, token: str) -> PhoneNumber:
        assert (phone_number_id, token) == ("1001", "a-token")
        return _or_raise(self.number)

    def subscribed_apps(self, waba_id: str, token: str) -> list[SubscribedApp]:
        assert (waba_id, token) == ("10015", "a-token")
        return _or_raise(self.apps)

    def subscribe_app(self, waba_id: str, token: str) -> None:
        del waba_id, token
        if self.refusal:
            raise self.refusal
        self.apps = [SubscribedApp("5", "Sampan")]

    def business_profile(self, phone_number_id: str, token: str) -> BusinessProfile:
        del phone_number_id, token
        return _or_raise(self.profile)

    def send(self, phone_number_id: str, token: str, payload: dict[str, Any]) -> Accepted:
        del phone_number_id, token
        if self.refusal:
            raise self.refusal
        self.sent.append(payload)
        return Accepted("wamid.ABCDEFGHIJKLMNOP")


def _or_raise(value: T | Exception) -> T:
    if isinstance(value, Exception):
        raise value
    return value


def _outcomes(steps: list[Step]) -> dict[str, str]:
    return {step.name: step.outcome for step in steps}


def test_a_number_that_is_connected_is_green_throughout() -> None:
    steps = check(Graph(), Channel())
    assert [step.name for step in steps] == [
        "token", "number", "name", "quality", "limit", "throughput", "subscription", "webhook", "profile",
    ]  # fmt: skip
    assert set(_outcomes(steps).values()) == {"good"}
    assert passed(steps)
    assert not any(step.todo for step in steps)


@pytest.mark.parametrize(
    ("graph", "channel", "name", "outcome"),
    [
        (Graph(number=NO_TOKEN), Channel(), "token", "bad"),
        (Graph(number=DOWN), Channel(), "token", "unknown"),
        (Graph(number=GONE), Channel(), "number", "bad"),
        (Graph(), Channel(number="+85255550199"), "number", "bad"),
        (Graph(number=PhoneNumber("1001", "85255550101")), Channel(), "name", "warning"),
        (
            Graph(number=PhoneNumber("1001", "85255550101", quality="RED")),
            Channel(),
            "quality",
            "bad",
        ),
        (Graph(apps=[]), Channel(), "subscription", "bad"),
        (Graph(apps=GONE), Channel(), "subscription", "bad"),
        (Graph(apps=DOWN), Channel(), "subscription", "unknown"),
        (Graph(), Channel(webhook_seen_at=None), "webhook", "bad"),
        (Graph(profile=BusinessProfile()), Channel(), "profile", "warning"),
        (Graph(profile=DOWN), Channel(), "profile", "unknown"),
    ],
)
def test_each_fault_is_named_with_what_to_do(
    graph: Graph, channel: Channel, name: str, outcome: str
) -> None:
    steps = check(graph, channel)
    step = next(step for step in steps if step.name == name)
    assert (step.outcome, bool(step.todo)) == (outcome, True)
    assert passed(steps) is (outcome == "warning")
    assert not any("a-token" in f"{step.found} {step.todo}" for step in steps)


def test_subscribing_looks_whether_it_worked() -> None:
    assert subscribe(Graph(apps=[]), Channel()).outcome == "good"
    refused = subscribe(Graph(apps=[], refusal=GONE), Channel())
    assert (refused.outcome, bool(refused.todo)) == ("bad", True)


def test_a_message_to_oneself() -> None:
    graph = Graph()
    assert send_test(graph, Channel(), "+85255550123").outcome == "good"
    assert graph.sent[0]["to"] == "+85255550123"
    refused = send_test(Graph(refusal=CLOSED), Channel(), "+85255550123")
    assert refused.outcome == "bad"
    assert "Write to the number" in refused.todo
