"""Turns of the interpreter alone, the state read before and written after each of them.

Three figures: in a flow of sixty nodes (three nodes and two texts with placeholders a turn), beside
the yardstick in turns within the same run; the same after ten thousand turns of one talk; and a fallen
tree reported in Chinese to the demonstration, from hello to goodbye. Then the size of a state.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from benchmarks import sixty, yardstick
from config import ROOT
from flows.documents.written import read
from flows.effects import FileCase, Say
from flows.events import Attachment, Event, Pin, Words
from flows.graph import Flow, parse
from flows.interpreter import advance
from flows.messages import words
from flows.state import State, dump, load
from flows.world import Contact, Department, Shelf, World

DEMO = ROOT / "demo" / "parks" / "parks-main.yaml"
TALK: tuple[Event, ...] = (
    Words("冧咗樹"),
    Attachment("photo", "photo-1"),
    Words("完成"),
    Pin(22.2783, 114.1747),
    Words("沒有阻塞"),
    Words("略過"),
    Words("略過"),
    Words("同意"),
    Words("提交"),
    Words("沒有了"),
)
GO_ON = "繼續參觀"
ROUND = 200  # turns of one side before the other has its turn
LATE = 10_000  # turns after which a talk is old
FIELDS = 20


def measure(seconds: float = 3.0) -> str:
    """Talk for so many seconds in one thread; a line for each figure."""
    return "\n".join([_sixty_nodes(seconds / 2), _long_talk(), _demo(seconds / 2), _state_size()])


def world_of(flow: Flow, language: str = "zh-Hant") -> World:
    """A Monday's surroundings of a citizen whose language is known."""
    return World(
        now=datetime(2026, 11, 23, 4, tzinfo=UTC),
        conversation="benchmark",
        library=Shelf((flow,)),
        contact=Contact(name="Siu-man", language=language),
        department=Department(code="parks"),
    )


def turn_taker(flow: Flow, world: World) -> Callable[[bytes, Event], bytes]:
    """What takes a turn from a stored state to a stored state."""

    def take(stored: bytes, event: Event) -> bytes:
        return dump(advance(flow, load(stored), event, world).state)

    return take


def _begun(flow: Flow, world: World) -> bytes:
    """A talk that stands at the first menu."""
    turn = advance(flow, State(), Words("hi"), world)
    turn = advance(flow, turn.state, Words(GO_ON), world)
    said = [words(effect.message) for effect in turn.effects if isinstance(effect, Say)]
    assert len(said) == 2, "a turn no longer says two texts"
    assert "2026年11月23日" in said[0]
    assert "Siu-man" in said[1]
    return dump(turn.state)


def _sixty_nodes(seconds: float) -> str:
    flow = sixty.flow()
    take = turn_taker(flow, world_of(flow))
    stored = _begun(flow, world_of(flow))
    event = Words(GO_ON)
    nodes = sixty.document()["nodes"]
    plain = orjson.dumps({"node": "menu0", "turn": 0, "answers": {}, "values": {}})
    ours: list[float] = []
    theirs: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.process_time()
        for _ in range(ROUND):
            stored = take(stored, event)
        between = time.process_time()
        for _ in range(ROUND):
            plain, _said = yardstick.take_turn(nodes, plain, GO_ON)
        ours.append(between - begun)
        theirs.append(time.process_time() - between)
    rate, bare = (ROUND / statistics.median(one) for one in (ours, theirs))
    best = ROUND / min(ours)
    return (
        f"interpreter, {len(flow.nodes)} nodes: {rate:,.0f} turns/s of one core (best {best:,.0f}), with "
        f"the state read and written; a bare interpreter of dictionaries {bare:,.0f}, {bare / rate:.1f} "
        "times as many"
    )


def _long_talk() -> str:
    flow = sixty.flow()
    take = turn_taker(flow, world_of(flow))
    stored = _begun(flow, world_of(flow))
    event = Words(GO_ON)

    def times(turns: int) -> list[float]:
        nonlocal stored
        found: list[float] = []
        for _ in range(turns):
            begun = time.process_time()
            stored = take(stored, event)
            found.append(time.process_time() - begun)
        return found

    times(10)
    young, small = statistics.median(times(1000)), len(stored)
    times(LATE - 2000)
    old = statistics.median(times(1000))
    return (
        f"interpreter, one talk: {young * 1e6:,.0f} µs a turn from turn 10 on, {old * 1e6:,.0f} µs at turn "
        f"{load(stored).turn:,}; the state has {small:,} bytes, then {len(stored):,}"
    )


def _demo(seconds: float) -> str:
    flow = parse(read(DEMO.read_text(encoding="utf-8")))
    world = world_of(flow)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        stored, filed = dump(State()), 0
        for event in TALK:
            begun = time.process_time()
            turn = advance(flow, load(stored), event, world)
            stored = dump(turn.state)
            times.append(time.process_time() - begun)
            filed += sum(isinstance(effect, FileCase) for effect in turn.effects)
        assert filed == 1, "the talk no longer ends in a case: mend TALK"
    times.sort()
    middle, worst = times[len(times) // 2], times[len(times) * 99 // 100]
    return (
        f"interpreter, a fallen tree: {len(times) / sum(times):,.0f} turns/s of one core; "
        f"half take under {middle * 1e6:,.0f} µs, 99 % under {worst * 1e6:,.0f} µs"
    )


def _state_size() -> str:
    largest = max(map(len, form_states()))
    return f"state: at most {largest:,} bytes in a form of {FIELDS} fields, answered in full"


def form_states() -> list[bytes]:
    """The stored state after each answer to a form of twenty fields."""
    kinds: list[tuple[dict[str, Any], Event]] = [
        ({"type": "text"}, Words("沙田第一城第三十座對面，近巴士總站的行人天橋底，有一棵大樹倒下")),
        ({"type": "choice", "choices": [{"id": "road", "label": {"zh-Hant": "馬路"}}]}, Words("馬路")),
        ({"type": "number"}, Words("3")),
        ({"type": "date"}, Words("2026-12-01")),
        ({"type": "photo", "max": 1}, Attachment("photo", "8f14e45fceea167a5a36dedd4bea2543")),
    ]  # fmt: skip
    fields = [
        {"id": f"field{place}", "ask": {"zh-Hant": "請問？"}, **kinds[place % len(kinds)][0]}
        for place in range(FIELDS)
    ]
    flow = parse(
        {
            "format": 1, "name": "form", "languages": ["zh-Hant"], "triggers": [{"by": "anything"}],
            "start": "form",
            "nodes": {"form": {"kind": "form", "fields": fields, "exits": {"submitted": "end"}},
                      "end": {"kind": "end"}},
        }
    )  # fmt: skip
    world = world_of(flow)
    state = advance(flow, State(), Words("hi"), world).state
    states = [dump(state)]
    for place in range(FIELDS):
        state = advance(flow, state, kinds[place % len(kinds)][1], world).state
        states.append(dump(state))
    assert len(state.frames[0].answers["form"]) == FIELDS, "a field no longer takes its answer"
    return states
