"""The stored state: small, read back exactly, never guessed at."""

from datetime import UTC, datetime

import pytest

from benchmarks import sixty
from benchmarks.turns import GO_ON, form_states, world_of
from flows.events import Words
from flows.interpreter import advance
from flows.state import Frame, Parked, State, UnreadableStateError, dump, load

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


def test_a_twenty_field_form_stays_under_four_kilobytes() -> None:
    sheet = {f"field{n}": "An answer of ordinary length, 九龍城" for n in range(20)}
    frame = Frame(
        "leisure-main", "0" * 64, "report", {"hub": "tree", "report": sheet}, {"field": "field19"}
    )
    assert len(dump(State(frames=[frame]))) < 4096


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
