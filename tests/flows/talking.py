"""Talks to a flow as a citizen would, for tests: events in plain words, effects to look at."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from flows import interpreter
from flows.department import bookings
from flows.department.surroundings import NOTHING
from flows.documents.shape import duration
from flows.effects import (
    Call,
    Consulted,
    Effect,
    EndHandover,
    FileCase,
    Handover,
    Note,
    PutAside,
    Remember,
    Say,
    SetLanguage,
    StartTimer,
    StopTimer,
    Subscribe,
    Tag,
)
from flows.events import (
    Attachment,
    Card,
    Delayed,
    Due,
    Event,
    HandedBack,
    Occasion,
    Pin,
    Reaction,
    Reply,
    Silence,
    Taken,
    Tap,
    Unusable,
    Words,
)
from flows.graph import Flow, parse
from flows.messages import Message, overruns, words
from flows.state import State, dump, load
from flows.talk.window import is_open, opened_by
from flows.trials.stage import tappable
from flows.versions.moving import Edition
from flows.versions.plan import FINISH, Plan
from flows.visits import CAME, Visit, spots
from flows.world import Contact, Department, Shelf, World

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Hong Kong, a Monday

PARKS = Department(
    code="parks",
    name={"en": "Parks (demonstration)", "zh-Hant": "公園（示範）"},
    telephone="5555 0100",
    hours={"en": "Mon to Fri 9:00 to 17:00", "zh-Hant": "星期一至五 9:00 至 17:00"},
)


class Talk:
    """One person's talk. ``said`` holds the messages of the last turn."""

    def __init__(self, *documents: dict[str, Any], language: str = "", name: str = "") -> None:
        self.flows = [parse(document) for document in documents]
        self.older: dict[str, Flow] = {}
        self.published: dict[str, list[Edition]] = {}
        self.state = State()
        self.now = NOON
        self.contact = Contact(name=name, language=language)
        self.effects: tuple[Effect, ...] = ()
        self.visits: list[Visit] = []
        self.timer: StartTimer | None = None
        self.pending: list[PutAside | Call | Handover] = []
        self.offered: dict[str, str] = {}
        self.desk = ""
        self.quoted = ("", "")
        self.kept: dict[str, str] = {}
        self.around = NOTHING
        self.heard_at: datetime | None = None

    def publish(self, document: dict[str, Any], plan: Plan = FINISH) -> None:
        """Replace the flow of that name; what becomes of talks under way is in ``plan``."""
        new = parse(document)
        old = next(flow for flow in self.flows if flow.name == new.name)
        row = self.published.setdefault(new.name, [Edition(1, old.content_hash)])
        row.append(Edition(len(row) + 1, new.content_hash, plan))
        self.older |= {flow.content_hash: flow for flow in self.flows if flow.name == new.name}
        self.flows = [new if flow.name == new.name else flow for flow in self.flows]

    def hear(self, event: Event) -> list[Message]:
        """Take one turn, and check what must hold of every turn."""
        front = next((flow for flow in self.flows if flow.is_front_door), None)
        before = dump(self.state)
        if opened_by(event):
            self.heard_at = self.now
        turn = interpreter.advance(front, self.state, event, self.world())
        assert dump(self.state) == before, "a turn may not change the state it was given"
        assert interpreter.advance(front, self.state, event, self.world()) == turn, "deterministic"
        assert not _owing(self.state, turn), "what leaves a node has stood there or come to it"
        self.state = load(dump(turn.state))
        self.effects = turn.effects
        self.visits += turn.visits
        for effect in turn.effects:
            self._carry_out(effect)
        for call in [one for one in turn.effects if isinstance(one, Call)]:
            self._answer(call, turn.effects)
        return self.said

    def _answer(self, call: Call, before: tuple[Effect, ...]) -> None:
        """Where the department has something to book, the stand-in answers at once."""
        if call.to == "booking" and self.around.bookings:
            outcome, data = bookings.answer(call.request, self.around.bookings)
            kept = bookings.after(call.request, outcome, self.around.bookings)
            self.around = self.around.model_copy(update={"bookings": kept})
            self.hear(Reply(call.id, outcome, data))
            self.effects = (*before, *self.effects)

    def world(self) -> World:
        return World(
            now=self.now,
            conversation="17",
            library=Shelf(tuple(self.flows), self.older, published=self.published),
            seed="test",
            contact=self.contact,
            department=PARKS,
            desk=self.desk,
            quoted=self.quoted,
            around=self.around,
            window_open=is_open(self.heard_at, self.now),
        )

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case SetLanguage(language=language):
                self.contact = msgspec.structs.replace(self.contact, language=language)
            case StartTimer():
                self.timer = effect
            case StopTimer():
                self.timer = None
            case Remember(fields=fields):
                known = {**self.contact.fields, **fields}
                self.contact = msgspec.structs.replace(self.contact, fields=known)
            case PutAside() | Call() | Handover():
                self.pending.append(effect)
            case Say(message=message):
                assert overruns(message) == [], message
                for choice, title in tappable(message):
                    self.offered[title] = choice
            case _:
                pass

    @property
    def said(self) -> list[Message]:
        return [effect.message for effect in self.effects if isinstance(effect, Say)]

    @property
    def words(self) -> str:
        return "\n---\n".join(words(message) for message in self.said)

    @property
    def titles(self) -> list[str]:
        return [title for message in self.said for _, title in tappable(message)]

    @property
    def notes(self) -> list[str]:
        return [effect.reason for effect in self.effects if isinstance(effect, Note)]

    @property
    def case(self) -> FileCase:
        (case,) = [effect for effect in self.effects if isinstance(effect, FileCase)]
        return case

    @property
    def asks(self) -> list[str]:
        """What the turn asked of the world outside, in short."""
        found = []
        for effect in self.effects:
            match effect:
                case Tag(add=add, remove=remove):
                    found += [f"+{one}" for one in add] + [f"-{one}" for one in remove]
                case Subscribe(topic=topic, join=join):
                    found.append(f"{'join' if join else 'leave'} {topic}")
                case Remember(fields=fields):
                    found += [f"{name}={value}" for name, value in fields.items()]
                case Handover(queue=queue, priority=priority):
                    found.append(f"{queue} {priority}")
                case EndHandover(outcome=outcome):
                    found.append(f"ended: {outcome}")
                case PutAside(due=due):
                    found.append(f"{due.astimezone(ZoneInfo('Asia/Hong_Kong')):%d %b %H:%M}")
                case Consulted(entry=entry, message=message):
                    found.append(f"asked {message}: {entry or 'nothing'}")
                case Call(to=to, request=request):
                    found.append(f"{to} {request}")
                case _:
                    pass
        return found

    @property
    def node(self) -> str:
        return self.state.frames[-1].node if self.state.frames else ""

    def do(self, step: dict[str, Any]) -> list[Message]:  # noqa: C901, PLR0912 (a table of deeds)
        """Take the turn that ``step`` describes: ``{words: hi}``, ``{tap: Opening hours}`` …"""
        ((deed, given),) = step.items()
        match deed:
            case "words":
                return self.hear(Words(given, id=f"m{self.state.turn + 1}"))
            case "tap":
                return self.hear(Tap(self.offered[given], given))
            case "quoting":
                self.quoted = (given["flow"], given["node"])
                said = self.hear(Words(given["words"], quoted="wamid"))
                self.quoted = ("", "")
                return said
            case "keep":  # a button of now, for later
                self.kept[given] = self.offered[given]
                return []
            case "tap_kept":
                return self.hear(Tap(self.kept[given], given))
            case "stale_reply":
                return self.hear(Reply(given, "ok"))
            case "stale_due":
                return self.hear(Due(given))
            case "stale_handback":
                return self.hear(HandedBack("closed", given))
            case "tap_id":
                return self.hear(Tap(given))
            case "photo" | "voice" | "document":
                return self.hear(Attachment(deed, given))
            case "pin":
                return self.hear(Pin(*given))
            case "card":
                return self.hear(Card((given,)))
            case "unusable":
                return self.hear(Unusable(given))
            case "reaction":
                return self.hear(Reaction(given))
            case "silence":
                assert self.timer is not None, "no timer runs"
                self.now = self.timer.due
                return self.hear(Silence(self.timer.turn))
            case "late_timer":
                return self.hear(Silence(given))
            case "due":
                waiting = [one for one in self.pending if isinstance(one, PutAside)][given]
                self.now = max(self.now, waiting.due)
                return self.hear(Due(waiting.wait))
            case "reply":
                call = [one for one in self.pending if isinstance(one, Call)][-1]
                return self.hear(Reply(call.id, given["outcome"], given.get("data", {})))
            case "handed_back":
                handed = [one for one in self.pending if isinstance(one, Handover)][-1]
                return self.hear(HandedBack(given, handed.turn))
            case "taken":
                handed = [one for one in self.pending if isinstance(one, Handover)][-1]
                return self.hear(Taken(handed.turn + given))
            case "case_closed":
                return self.hear(Occasion("case_closed", given))
            case "delayed":
                return self.hear(Delayed())
            case "later":
                self.now += duration(given)
                return []
            case _:
                raise AssertionError(f"no such step: {deed}")


def _owing(before: State, turn: interpreter.Turn) -> Counter[tuple[str, str, str]]:
    """The places that more left than stood there or came; a talk that was moved comes from nowhere."""
    owed = Counter(spots(turn.state))
    owed.subtract(spots(before))
    for visit in turn.visits:
        owed[visit.flow, visit.version, visit.node] += -1 if visit.how == CAME else 1
    if any(isinstance(one, Note) and one.reason == "moved" for one in turn.effects):
        return Counter()
    return +owed


def document(nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A flow of these nodes, in English, that takes everybody in at its first node."""
    return {
        "format": 1,
        "name": "test",
        "languages": ["en"],
        "triggers": [{"by": "anything"}],
        "start": next(iter(nodes)),
        "nodes": nodes,
    } | more
