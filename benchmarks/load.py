"""People who write, and a Graph API that takes what is said to them: one thread, next to no cost.

A person's message counts as answered when the Graph API has taken its last reply, and every reply is
compared with what should have come.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from benchmarks.errand import Step
from whatsapp.signature import sign

SECRET = "an-app-secret-for-tests"  # noqa: S105 (made up)
WABA = "200000000000001"
FIRST_NUMBER = 100_000_000_000_001
PATIENCE = 30.0  # seconds until a message counts as not answered
SEED = 5


@dataclass(slots=True)
class Person:
    """Somebody who writes. ``phone`` begins with a country code that no country has."""

    place: int
    number_id: str
    step: int
    turn: int
    got: list[str] = field(default_factory=list)
    wanted: int = 0
    answered: "asyncio.Future[float] | None" = None

    @property
    def phone(self) -> str:
        """Digits, no plus sign."""
        return f"999{self.place:09}"

    @property
    def user_id(self) -> str:
        """The business-scoped id."""
        return f"HK.{10**15 + self.place}"


@dataclass
class Measured:
    """A stretch of load: each message's seconds until its last reply was taken, and what went wrong."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    replies: int = 0

    @property
    def rate(self) -> float:
        """Messages answered in a second."""
        return len(self.times) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the messages were answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    def add(self, other: "Measured") -> None:
        """Put another stretch to this one."""
        self.seconds += other.seconds
        self.times += other.times
        self.wrong += other.wrong
        self.replies += other.replies


class _Http(asyncio.Protocol):
    """One connection, its messages cut out of the stream: first line and body."""

    def __init__(self, take: Callable[["_Http", bytes, bytes], None]) -> None:
        self._take = take
        self._kept = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._kept += data
        while (end := self._kept.find(b"\r\n\r\n")) >= 0:
            head = self._kept[:end]
            length = _length(head)
            if len(self._kept) < end + 4 + length:
                return
            body = self._kept[end + 4 : end + 4 + length]
            self._kept = self._kept[end + 4 + length :]
            self._take(self, head, body)


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class Graph:
    """Takes every message at once, and counts those that it has ``taken``."""

    def __init__(self, people: list[Person]) -> None:
        """Take what is said to these people."""
        self._by_phone = {f"+{person.phone}": person for person in people}
        self.taken = 0
        self.url = ""

    async def start(self) -> None:
        """Listen from now on; ``url`` says where."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Http(self._answer), "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    def _answer(self, connection: _Http, _head: bytes, body: bytes) -> None:
        payload = orjson.loads(body)
        if payload.get("status") == "read":
            connection.transport.write(_response(b'{"success":true}'))
            return
        self.taken += 1
        found = b'{"messaging_product":"whatsapp","messages":[{"id":"%s"}]}'
        connection.transport.write(_response(found % wamid(self.taken).encode()))
        person = self._by_phone.get(payload["to"])
        if person is None or person.answered is None:
            return
        person.got.append(_words(payload))
        if len(person.got) == person.wanted and not person.answered.done():
            person.answered.set_result(time.perf_counter())


def _response(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def _words(payload: dict[str, Any]) -> str:
    if payload["type"] == "text":
        return str(payload["text"]["body"])
    return str(payload["interactive"]["body"]["text"])


class Line:
    """One connection that webhooks are posted through, one after another."""

    def __init__(self, url: str) -> None:
        """To the web process at ``url``."""
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._http: _Http | None = None
        self._status: asyncio.Future[bytes] | None = None

    async def post(self, body: bytes) -> bytes:
        """Post a signed webhook; the first line of what comes back."""
        loop = asyncio.get_running_loop()
        if self._http is None or self._http.transport.is_closing():
            _, self._http = await loop.create_connection(
                lambda: _Http(self._answered), self._host, self._port
            )
        self._status = loop.create_future()
        head = (
            f"POST /webhooks/whatsapp HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            "Content-Type: application/json\r\n"
            f"X-Hub-Signature-256: {sign(body, SECRET)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._http.transport.write(head.encode() + body)
        return await asyncio.wait_for(self._status, PATIENCE)

    def close(self) -> None:
        """Hang up."""
        if self._http is not None:
            self._http.transport.close()

    def _answered(self, _connection: _Http, head: bytes, _body: bytes) -> None:
        if self._status is not None and not self._status.done():
            self._status.set_result(head.split(b"\r\n", 1)[0])


class Crowd:
    """The people of one system, and the load that they are. ``numbered``: its choices end in a turn."""

    def __init__(self, url: str, people: list[Person], steps: list[Step], choices: list[str], *, numbered: bool) -> None:  # fmt: skip
        """``choices`` are the ids of what is tapped, by step; empty where something is typed."""
        self._url, self._people, self._steps = url, people, steps
        self._choices, self._numbered = choices, numbered
        self._chance = random.Random(SEED)  # noqa: S311 (the same people for both sides)
        self._count = 0
        self._run = f"{time.time_ns():x}"

    async def at_once(self, how_many: int, seconds: float) -> Measured:
        """So many people at a time, each followed by another as soon as everything was answered."""
        found = Measured()
        begun = time.perf_counter()

        async def one_after_another() -> None:
            line = Line(self._url)
            while time.perf_counter() < begun + seconds:
                await self._write(line, self._anybody(), found)
            line.close()

        await asyncio.gather(*(one_after_another() for _ in range(how_many)))
        found.seconds = time.perf_counter() - begun
        return found

    async def at_pace(self, rate: float, seconds: float) -> Measured:
        """So many messages a second, at moments that know nothing of one another."""
        found = Measured()
        lines: list[Line] = []
        begun = time.perf_counter()
        due = begun

        async def one() -> None:
            line = lines.pop() if lines else Line(self._url)
            await self._write(line, self._anybody(), found)
            lines.append(line)

        async with asyncio.TaskGroup() as tasks:
            while (due := due + self._chance.expovariate(rate)) < begun + seconds:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                tasks.create_task(one())
        found.seconds = time.perf_counter() - begun
        for line in lines:
            line.close()
        return found

    def _anybody(self) -> Person:
        while True:
            person = self._chance.choice(self._people)
            if person.answered is None:
                return person

    async def _write(self, line: Line, person: Person, found: Measured) -> None:
        step = self._steps[person.step]
        person.answered = asyncio.get_running_loop().create_future()
        person.got, person.wanted = [], len(step.replies)
        body = self._body(person, step)
        begun = time.perf_counter()
        try:
            status = await line.post(body)
            ended = await asyncio.wait_for(person.answered, PATIENCE)
        except (TimeoutError, OSError) as fault:
            found.wrong.append(f"{type(fault).__name__} at {step.said}: {person.got}")
            return  # not written to again: where this person stands is not known
        found.times.append(ended - begun)
        found.replies += len(person.got)
        if b" 200" not in status or tuple(person.got) != step.replies:
            found.wrong.append(f"{status!r} at {step.said}: {person.got}")
        person.step = (person.step + 1) % len(self._steps)
        person.turn += 1
        person.answered = None

    def _body(self, person: Person, step: Step) -> bytes:
        self._count += 1
        choice = self._choices[person.step]
        if self._numbered and choice:
            choice = f"{choice}.{person.turn}"
        message: dict[str, Any] = {
            "from": person.phone,
            "from_user_id": person.user_id,
            "id": f"wamid.IN{self._run}{self._count:09}",
            "timestamp": str(int(time.time())),
        }
        if step.how == "tap":
            kind = "button_reply" if step.said == "Send" else "list_reply"
            tapped = {"type": kind, kind: {"id": choice, "title": step.said}}
            message |= {"type": "interactive", "interactive": tapped}
        else:
            message |= {"type": "text", "text": {"body": step.said}}
        return delivery(person.number_id, messages=[message], contacts=[contact(person)])


def contact(person: Person) -> dict[str, Any]:
    """The entry that stands beside a person's message."""
    profile = {"name": "Siu-man"}
    return {"profile": profile, "wa_id": person.phone, "user_id": person.user_id}


def delivery(number_id: str, **value: Any) -> bytes:
    """A webhook's body."""
    value |= {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "85255550100", "phone_number_id": number_id},
    }
    change = {"field": "messages", "value": value}
    return orjson.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [change]}]}
    )


def number_ids(how_many: int) -> Iterator[str]:
    """The ids of so many of our numbers."""
    return (str(FIRST_NUMBER + place) for place in range(how_many))


def people(how_many: int, numbers: int, steps: int) -> list[Person]:
    """So many people, spread over numbers and over the steps of the errand."""
    ids = list(number_ids(numbers))
    return [
        Person(place, ids[place % numbers], place % steps, steps + place % steps + 1)
        for place in range(how_many)
    ]


def wamid(place: int) -> str:
    """The id that the Graph API gives to the message that it took as this one, from 1 on."""
    return f"wamid.OUT{place:09}"


async def post_all(
    url: str, bodies: Iterator[bytes], at_once: int, seconds: float
) -> tuple[int, float]:
    """Post these webhooks for so many seconds; how many were answered with 200, and in which time."""
    begun = time.perf_counter()
    posted = 0

    async def one_after_another() -> None:
        nonlocal posted
        line = Line(url)
        for body in bodies:
            answer = await line.post(body)  # first: += would add to the sum of before the wait
            posted += b" 200" in answer
            if time.perf_counter() > begun + seconds:
                break
        line.close()

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return posted, time.perf_counter() - begun
