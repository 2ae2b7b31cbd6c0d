"""Turns of the interpreter alone: a fallen tree reported in Chinese, from hello to goodbye."""

import time
from datetime import UTC, datetime

from config import ROOT
from flows.effects import FileCase
from flows.events import Attachment, Event, Pin, Words
from flows.graph import parse
from flows.interpreter import advance
from flows.state import State
from flows.world import Department, Shelf, World
from flows.written import read

FLOW = ROOT / "demo" / "parks" / "parks-main.yaml"
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


def measure(seconds: float = 3.0) -> str:
    """Talk for so many seconds in one thread; a line with turns a second and their times."""
    flow = parse(read(FLOW.read_text(encoding="utf-8")))
    world = World(
        now=datetime(2026, 11, 22, 4, tzinfo=UTC),
        conversation="benchmark",
        library=Shelf((flow,)),
        department=Department(code="parks"),
    )
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        state, filed = State(), 0
        for event in TALK:
            begun = time.perf_counter()
            turn = advance(flow, state, event, world)
            times.append(time.perf_counter() - begun)
            state = turn.state
            filed += sum(isinstance(effect, FileCase) for effect in turn.effects)
        assert filed == 1, "the talk no longer ends in a case: mend TALK"
    times.sort()
    middle, worst = times[len(times) // 2], times[len(times) * 99 // 100]
    return (
        f"interpreter: {len(times) / sum(times):,.0f} turns/s in one thread; "
        f"half take under {middle * 1e6:,.0f} µs, 99 % under {worst * 1e6:,.0f} µs"
    )
