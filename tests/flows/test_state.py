"""The stored state: small, read back exactly, never guessed at."""

from datetime import UTC, datetime
from typing import Any

import pytest

from benchmarks import sixty
from benchmarks.turns import GO_ON, form_states, world_of
from flows import state as talks
from flows.events import Words
from flows.interpreter import advance
from flows.state import Frame, Parked, State, UnreadableStateError, dump, load, migrated
from tests.flows.talking import Talk, document

WHEN = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_there_and_back() -> None:
    frame = Frame("f", "0" * 64, "node", {"report": {"photo": [{"media": "M", "caption": "樹"}]}})
    state = State(turn=7, frames=[frame], parked=[Parked([frame], WHEN)], puzzled_at=WHEN)
    assert load(dump(state)) == state


@pytest.mark.parametrize("stored", [None, b""])
def test_a_person_never_met_has_a_fresh_state(stored: bytes | None) -> None:
    assert load(stored) == State()


@pytest.mark.parametrize("stored", [b"{", b"[]", b'{"turn": "x"}', b'{"format": 2}', b"\xff"])
def test_what_is_not_a_state_is_refused(stored: bytes) -> None:
    with pytest.raises(UnreadableStateError):
        load(stored)


def _named(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored, "frames": [{**frame, "flow": frame["name"]} for frame in stored["frames"]]}


def _numbered(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored, "turn": int(stored["turn"])}


def test_an_older_format_is_brought_up_step_by_step() -> None:
    steps = {1: _named, 2: _numbered}
    old = {"turn": "4", "frames": [{"name": "f"}]}
    assert migrated(old, steps, 3) == {
        "format": 3, "turn": 4, "frames": [{"name": "f", "flow": "f"}],
    }  # fmt: skip
    assert migrated({**_named(old), "format": 2}, steps, 3)["turn"] == 4
    assert old == {"turn": "4", "frames": [{"name": "f"}]}


@pytest.mark.parametrize("found", [4, 0, -1, None, "1", True, 1.5])
def test_a_format_that_no_step_leads_from_is_refused(found: object) -> None:
    with pytest.raises(UnreadableStateError, match="format"):
        migrated({"format": found}, {1: _named, 2: _numbered}, 3)


def test_a_talk_of_an_older_format_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "FORMAT", 2)
    monkeypatch.setattr(talks, "STEPS", {1: lambda old: {**old, "turn": old["turns"]}})
    found = load(
        b'{"format": 1, "turns": 7, "frames": [{"flow": "f", "version": "v", "node": "n"}]}'
    )
    assert (found.format, found.turn, found.frames) == (2, 7, [Frame("f", "v", "n")])


def test_every_format_before_the_present_one_has_its_step() -> None:
    assert set(talks.STEPS) == set(range(1, talks.FORMAT))


def test_a_twenty_field_form_stays_under_four_kilobytes() -> None:
    sheet = {f"field{n}": "An answer of ordinary length, 九龍城" for n in range(20)}
    frame = Frame(
        "leisure-main", "0" * 64, "report", {"hub": "tree", "report": sheet}, {"field": "field19"}
    )
    assert len(dump(State(frames=[frame]))) < 4096


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("consent", {}), ("text", {}), ("text", {}), ("hkid", {}), ("phone", {}), ("email", {}),
    ("location", {}), ("location", {}), ("date", {}), ("date", {}), ("time", {}), ("number", {}),
    ("number", {}), ("choice", {"choices": [{"id": "first", "label": {"en": "The first"}}]}),
    ("choices", {"choices": [{"id": f"c{n}", "label": {"en": f"C{n}"}} for n in range(9)]}),
    ("rating", {}), ("photos", {"max": 5}), ("text", {}), ("text", {"max_length": 500}), ("text", {}),
]  # fmt: skip
TWENTY = [
    {"id": f"f{place}", "type": type_, "ask": {"en": f"Question {place}?"}, **more}
    for place, (type_, more) in enumerate(ASKED)
]
SAID: list[dict[str, Any]] = [
    {"words": "i agree"}, {"words": "陳大文 Fictional"}, {"words": "香港示範街一號示範大廈十二樓甲室"},
    {"words": "A123456(3)"}, {"words": "5555 0123"}, {"words": "somebody.fictional@example.org"},
    {"pin": [22.2819, 114.1581, "Example Centre", "1 Example Road, Central, Hong Kong"]},
    {"words": "旺角彌敦道一號示範商場地下"}, {"words": "tomorrow"}, {"words": "25/12/2026"},
    {"words": "3pm"}, {"words": "12"}, {"words": "兩萬五"}, {"words": "1"}, {"words": "1, 2, 3, 4"},
    {"words": "5"}, {"photo": "01JDEMOAAAAAAAAAAAAAAAAAA1"}, {"photo": "01JDEMOAAAAAAAAAAAAAAAAAA2"},
    {"photo": "01JDEMOAAAAAAAAAAAAAAAAAA3"}, {"photo": "01JDEMOAAAAAAAAAAAAAAAAAA4"},
    {"photo": "01JDEMOAAAAAAAAAAAAAAAAAA5"}, {"words": "It fell on the path behind the pier."},
    {"words": "樹" * 160}, {"words": "Nothing else."},
]  # fmt: skip


def test_a_form_of_twenty_questions_stays_under_four_kilobytes() -> None:
    nodes = {
        "form": {"kind": "form", "fields": TWENTY, "exits": {"submitted": "done"}},
        "done": {"kind": "end"},
    }
    talk = Talk(document(nodes), language="en")
    talk.do({"words": "hi"})
    largest = 0
    for step in SAID:
        talk.do(step)
        largest = max(largest, len(dump(talk.state)))
    assert "Please check your answers" in talk.words
    assert len(talk.state.frames[-1].answers["form"]) == len(TWENTY) == 20
    assert largest < 4096, largest


def test_a_form_really_answered_stays_small() -> None:
    states = form_states()
    assert max(map(len, states)) < 4096


def test_a_talk_grows_no_heavier_however_long_it_is() -> None:
    flow = sixty.flow()
    world = world_of(flow)
    state = advance(flow, State(), Words("hi"), world).state
    sizes = []
    for _ in range(6 * sixty.ROOMS):
        state = advance(flow, state, Words(GO_ON), world).state
        sizes.append(len(dump(state)))
    assert sizes[-1] - sizes[2 * sixty.ROOMS] < 8  # a digit more of the turn's number
