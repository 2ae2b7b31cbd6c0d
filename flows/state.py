"""The talk: where a person stands, what they have answered, and what they were doing before.

A state is small and plain, so that it can be stored after every turn and read before the next.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

FORMAT = 1

# What brings a stored state from one format number to the next. A step takes and gives the plain
# JSON of a state, never the classes below: they are those of today. Each has a test of before and
# after in tests/flows/test_state.py.
Step = Callable[[dict[str, Any]], dict[str, Any]]
STEPS: Mapping[int, Step] = {}


class Frame(msgspec.Struct):
    """One flow being run.

    ``version`` is its content hash. ``answers`` and ``results`` (of other flows, tables, services)
    go by node id; ``inputs`` is what the calling flow gave.

    ``progress`` belongs to the waiting node alone and is emptied when the talk leaves it. ``case``
    is the reference of the case filed last, ``booking`` what was booked last. ``trail`` holds the nodes that waited, for “back”.
    """

    flow: str
    version: str
    node: str
    answers: dict[str, Any] = {}
    progress: dict[str, Any] = {}
    results: dict[str, Any] = {}
    inputs: dict[str, Any] = {}
    case: str = ""
    booking: dict[str, str] = {}
    trail: list[str] = []


class Parked(msgspec.Struct):
    """A talk that was left unfinished, kept until ``expires``."""

    frames: list[Frame]
    expires: datetime


class Aside(msgspec.Struct):
    """A talk that stands beside the foreground until ``wait`` is due."""

    wait: str
    frames: list[Frame]


class Lent(msgspec.Struct):
    """A talk that the interpreter itself gave to a person; the foreground goes on after it."""

    queue: str
    turn: int


class State(msgspec.Struct):
    """One person's talk on one number.

    ``frames`` is the foreground (empty when nothing waits), the innermost flow last. ``turn``
    counts every turn taken, ``timer`` is the turn that set the talk's timer. ``aside`` are talks
    that wait for a time and come back by themselves. ``lent`` says that a person has the talk by
    the citizen's own wish, ``taken`` is the turn of the hand-over that a person took up. ``asked`` holds a question of the interpreter's own (leave the form?
    go on? did you mean?) that is answered before anything else. ``opening`` holds what opened the
    talk (photos, a pin, words) until a form has used it. ``puzzled_at`` is when the last
    not-understood reply went out, ``puzzled_by`` a digest of it; ``thanked_at`` and ``kept_at`` are
    when thanks were last answered and a photo or pin was last put by. ``calls`` counts what was asked
    of other systems since the citizen last did something.
    """

    format: int = FORMAT
    turn: int = 0
    timer: int = 0
    frames: list[Frame] = []
    parked: list[Parked] = []
    aside: list[Aside] = []
    lent: Lent | None = None
    taken: int = 0
    asked: dict[str, Any] = {}
    opening: list[dict[str, Any]] = []
    puzzled_at: datetime | None = None
    puzzled_by: str = ""
    thanked_at: datetime | None = None
    kept_at: datetime | None = None
    calls: int = 0


class UnreadableStateError(Exception):
    """A stored state is not one of ours, or is newer than this program."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(State)
_frames = msgspec.json.Decoder(list[Frame])


def dump(state: State) -> bytes:
    """The state as JSON bytes, at most a few kilobytes."""
    return _encoder.encode(state)


def load(stored: bytes | None) -> State:
    """The state that was stored, or a fresh one for a person never met.

    One of an older format is brought to the present one.

    Raises:
        UnreadableStateError: the bytes are not a state, or have a newer format number.

    """
    if not stored:
        return State()
    try:
        state = _decoder.decode(stored)
    except msgspec.DecodeError:
        state = None  # an older format may not even have this shape
    if state is not None and state.format == FORMAT:
        return state
    try:
        brought = migrated(msgspec.json.decode(stored), STEPS, FORMAT)
        return _decoder.decode(_encoder.encode(brought))
    except msgspec.DecodeError as fault:
        message = f"The stored state of a talk cannot be read: {fault}"
        raise UnreadableStateError(message) from fault


def migrated(stored: Any, steps: Mapping[int, Step], goal: int) -> dict[str, Any]:
    """The plain JSON of a state, brought to format ``goal`` one small step after another.

    Raises:
        UnreadableStateError: it has no format number that leads there.

    """
    found = stored.get("format", 1) if isinstance(stored, dict) else None
    while type(found) is int and found in steps and found < goal:
        found += 1
        stored = {**steps[found - 1](stored), "format": found}
    if type(found) is not int or found != goal:
        message = f"The stored state has format {found!r}; this program reads up to {goal}."
        raise UnreadableStateError(message)
    return dict(stored)


def handed_over(state: State) -> int:
    """The turn that put the talk into a queue of people; 0 while the flow has it."""
    if state.lent is not None:
        return state.lent.turn
    found: int = state.frames[-1].progress.get("handed_over", 0) if state.frames else 0
    return found


def frames_in(state: State) -> list[Frame]:
    """Every frame: of the foreground, of what is parked, and of what stands aside."""
    stacks = [state.frames, *(one.frames for one in state.parked)]
    stacks += [one.frames for one in state.aside]
    return [frame for frames in stacks for frame in frames]


def copied(frames: list[Frame]) -> list[Frame]:
    """Frames that share nothing with ``frames``."""
    return _frames.decode(_encoder.encode(frames))
