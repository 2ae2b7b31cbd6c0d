"""A node or a version that vanished under a talk, at any kind of node: nothing crashes or falls silent."""

from typing import Any

import msgspec
import pytest

from flows.effects import Call, Handover, Note, PutAside, Say
from flows.events import (
    Attachment,
    Due,
    Event,
    HandedBack,
    Pin,
    Reply,
    Silence,
    Taken,
    Tap,
    Words,
)
from flows.graph import parse
from flows.interpreter import advance
from flows.state import State, dump, load
from flows.versions.moving import Edition
from flows.versions.plan import FINISH, Plan
from flows.world import Library, Shelf
from tests.flows.kinds.test_cases import EXPECTATIONS, cases, talk_of
from tests.flows.talking import Talk

MOVE = Plan("move")


def _anything(talk: Talk) -> list[Event]:
    """One of everything that can come next."""
    calls = [one.id for one in talk.pending if isinstance(one, Call)]
    waits = [one.wait for one in talk.pending if isinstance(one, PutAside)]
    turns = [one.turn for one in talk.pending if isinstance(one, Handover)]
    return [
        Words("hello"), Words("1"), Words("back"), Words("menu"), Words("stop"), Words("staff"),
        Words("中文"), Words("help"), Words(""), Attachment("photo", "M"), Attachment("voice", "M"),
        Pin(22.3, 114.2), Silence(talk.state.timer),
        *(Tap(choice, title) for title, choice in talk.offered.items()),
        *(Reply(call, "ok") for call in calls), *(Due(wait) for wait in waits),
        *(HandedBack("closed", turn) for turn in turns), *(Taken(turn) for turn in turns),
    ]  # fmt: skip


def _survives(talk: Talk, state: State, shelf: Library) -> None:
    """Whatever comes next is answered or noted, and nothing goes wrong inside."""
    front = next((flow for flow in shelf.entries if flow.is_front_door), None)
    world = msgspec.structs.replace(talk.world(), library=shelf)
    for event in _anything(talk):
        turn = advance(front, state, event, world)
        notes = [one.reason for one in turn.effects if isinstance(one, Note)]
        assert "fault" not in notes, (event, turn.effects)
        assert notes or any(isinstance(one, Say | Call) for one in turn.effects), event


def _without(document: dict[str, Any], node_id: str) -> dict[str, Any]:
    nodes = {name: node for name, node in document["nodes"].items() if name != node_id}
    return {**document, "nodes": nodes or {"fresh": {"kind": "end"}}}


@pytest.mark.parametrize("case", cases())
def test_a_node_or_a_version_that_vanished_under_any_kind(case: dict[str, Any]) -> None:
    """After every step of every case of every kind: the version gone, the node gone, with each plan."""
    talk = talk_of(case)
    for step in case["steps"]:
        talk.do({key: step[key] for key in step if key not in EXPECTATIONS})
        if not talk.state.frames:
            continue
        shelf = talk.world().library
        _survives(talk, talk.state, Shelf(()))
        frame = talk.state.frames[-1]
        lost = load(dump(talk.state))
        lost.frames[-1].node = "vanished"
        _survives(talk, lost, shelf)
        here = next(flow for flow in talk.flows if flow.content_hash == frame.version)
        new = parse(_without(here.document, frame.node))
        others = tuple(new if flow is here else flow for flow in talk.flows)
        for plan in (MOVE, FINISH, Plan("move", {frame.node: new.start})):
            row = [Edition(1, here.content_hash), Edition(2, new.content_hash, plan)]
            older = {here.content_hash: here}
            _survives(talk, talk.state, Shelf(others, older, published={here.name: row}))
