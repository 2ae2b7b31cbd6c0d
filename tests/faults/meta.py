"""Meta as it is on a bad day: refuses, hangs up, garbles what it says, tells things twice."""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import requests

from tests.conversations.graph_api import CUT_OFF, Answer, GraphApi, Raw, refused
from tests.conversations.office import SECRET, a_status, delivery
from tests.services.local_server import LocalServer
from whatsapp.signature import sign
from whatsapp.transport import READ_SECONDS

TWICE = 0.1  # of the deliveries come twice
PATIENCE = 120.0  # seconds in which a delivery must be answered with 200, however often it takes


def raw(status: int, body: bytes, told: int | None = None) -> Raw:
    """An answer of ``body``, said to be ``told`` bytes long, after which the connection ends."""

    def answer(call: BaseHTTPRequestHandler) -> None:
        call.close_connection = True
        call.send_response(status)
        call.send_header("Content-Length", str(len(body) if told is None else told))
        call.end_headers()
        call.wfile.write(body)

    return answer


def slow(call: BaseHTTPRequestHandler) -> None:
    """Nothing, for longer than anybody waits."""
    time.sleep(READ_SECONDS + 2)
    call.close_connection = True


# What Meta does instead of saying yes. Of what it has taken it tells by webhook, where it tells.
NOT_TAKEN: dict[str, Answer | Raw] = {
    "too fast (130429)": refused(130429, 429),
    "429 without a word": raw(429, b""),
}
TAKEN: dict[str, Answer | Raw] = {
    "hung up": CUT_OFF,
    "no JSON": raw(200, b"<html>Sorry</html>"),
    "cut-off body": raw(200, b'{"messaging_product": "whatsapp", "mess', told=200),
    "overloaded (131016)": refused(131016, 500),
    "502 of a proxy": raw(502, b"<html>Bad gateway</html>"),
}
TOO_LATE: dict[str, Answer | Raw] = {"timed out": slow}


class Meta(GraphApi):
    """The Graph API and the webhooks' sender. ``tells`` says whether it reports what it accepted.

    ``moods`` are answers instead of a yes; a message meets one with the chance ``moody``, and no
    other after it. Whether it was taken all the same stands in ``TAKEN``.
    """

    def __init__(
        self, seed: int, moods: Sequence[str] = (), moody: float = 0.0, *, tells: bool = True
    ) -> None:
        super().__init__()
        self.tells = tells
        self.url_of_webhook = ""
        self.accepted: Counter[str] = Counter()  # by what we sent along
        self.met: Counter[str] = Counter()  # moods
        self.arrived: dict[str, list[float]] = {}  # when messages to each person were accepted
        self.deliveries = 0
        self.together = 0  # the most messages to one person that were under way at once
        self._moods = moods
        self._rate = moody
        self._moody: set[str] = set()
        self._calls: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._reports: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._reporter = threading.Thread(target=self._report)

    @contextmanager
    def reporting(self, webhook: str) -> Iterator[None]:
        """Tell ``webhook`` what became of messages, until the block ends and all is told."""
        self.url_of_webhook = webhook
        self._reporter.start()
        try:
            yield
        finally:
            self._reports.put(None)
            self._reporter.join()

    def shut(self) -> None:
        """Go down with every call that is under way; nobody gets in until ``open``."""
        self._server.break_off()

    def open(self) -> None:
        """Answer again."""
        self._server = LocalServer(self._handler(), port=self._server.port)

    def deliver(self, body: bytes) -> None:
        """Post one webhook until it is answered with 200, now and then once more."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(body, SECRET),
        }
        with self._lock:
            times = 2 if self._chance.random() < TWICE else 1
        deadline = time.monotonic() + PATIENCE
        while times:
            assert time.monotonic() < deadline, "nobody takes what Meta brings"
            try:
                answer = requests.post(self.url_of_webhook, body, headers=headers, timeout=30)
                times -= answer.ok
                pause = 0.0 if answer.ok else 0.1
            except requests.RequestException:
                pause = 0.1  # Meta waits for longer
            time.sleep(pause)
        with self._lock:
            self.deliveries += 1

    def _take(self, payload: dict[str, Any]) -> Answer | Raw:
        if payload.get("status") == "read":
            return super()._take(payload)
        person = str(payload.get("to") or payload.get("recipient"))
        with self._lock:
            self._calls[person] += 1
            self.together = max(self.together, self._calls[person])
        try:
            return self._answer_to(payload, person)
        finally:
            with self._lock:
                self._calls[person] -= 1

    def _answer_to(self, payload: dict[str, Any], person: str) -> Answer | Raw:
        ours = str(payload["biz_opaque_callback_data"])
        with self._lock:
            mood = self._mood(ours)
            if mood in NOT_TAKEN:
                return NOT_TAKEN[mood]
            self.sent.append(payload)
            self.arrived.setdefault(person, []).append(time.monotonic())
            wamid = f"wamid.OUT{len(self.sent):06}"
            self.accepted[ours] += 1
        if self.tells:
            self._reports.put((wamid, ours))
        if mood:
            return (TAKEN | TOO_LATE)[mood]
        return 200, {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}

    def _mood(self, ours: str) -> str:
        if not self._moods or ours in self._moody or self._chance.random() >= self._rate:
            return ""
        self._moody.add(ours)
        mood = self._chance.choice(self._moods)
        self.met[mood] += 1
        return mood

    def _report(self) -> None:
        """In no order, in one delivery or two, as Meta does."""
        while (found := self._reports.get()) is not None:
            wamid, ours = found
            rungs = ["sent", "delivered"]
            self._chance.shuffle(rungs)
            told = [a_status(wamid, one, biz_opaque_callback_data=ours) for one in rungs]
            together = self._chance.random() < 0.5
            for part in [told] if together else [[one] for one in told]:
                self.deliver(delivery(statuses=part))
