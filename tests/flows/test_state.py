"""The stored state: small, read back exactly, never guessed at."""

from datetime import UTC, datetime

import pytest

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
