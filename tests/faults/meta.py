"""Meta as it is on a bad day: refuses for now, hangs up after accepting, tells things twice."""

import queue
import random
import threading
import time
from collections import Counter
from typing import Any

import requests

from tests.conversations.graph_api import CUT_OFF, Answer, GraphApi, refused
from tests.conversations.office import SECRET, a_status, delivery
from whatsapp.signature import sign

REFUSED, HUNG_UP, TWICE = 0.02, 0.02, 0.1  # how often


class Meta(GraphApi):
    """The Graph API and the webhooks' sender. ``tells`` says whether it reports what it accepted."""

    def __init__(self, seed: int, *, tells: bool) -> None:
        super().__init__()
        self.tells = tells
        self.url_of_webhook = ""
        self.accepted: Counter[str] = Counter()  # by what we sent along
        self.deliveries = 0
        self._chance = random.Random(seed)
        self._reports: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._reporter = threading.Thread(target=self._report)

    def report(self, webhook: str) -> None:
        """Begin to tell ``webhook`` what became of messages."""
        self.url_of_webhook = webhook
        self._reporter.start()

    def done(self) -> None:
        """Tell what is still to be told, then end."""
        self._reports.put(None)
        self._reporter.join()

    def deliver(self, body: bytes) -> None:
        """Post one webhook until it is answered with 200, now and then once more."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(body, SECRET),
        }
        with self._lock:
            times = 2 if self._chance.random() < TWICE else 1
        while times:
            try:
                answer = requests.post(self.url_of_webhook, body, headers=headers, timeout=30)
                times -= answer.ok
                pause = 0.0 if answer.ok else 0.1
            except requests.RequestException:
                pause = 0.1  # Meta waits for longer
            time.sleep(pause)
        with self._lock:
            self.deliveries += 1

    def _take(self, payload: dict[str, Any]) -> Answer:
        if payload.get("status") == "read":
            return super()._take(payload)
        with self._lock:
            chance = self._chance.random()
            if chance < REFUSED:
                return refused(130429, 429)
            self.sent.append(payload)
            wamid = f"wamid.OUT{len(self.sent):06}"
            ours = str(payload["biz_opaque_callback_data"])
            self.accepted[ours] += 1
        if self.tells:
            self._reports.put((wamid, ours))
        if chance < REFUSED + HUNG_UP and self.tells:
            return CUT_OFF
        return 200, {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}

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
