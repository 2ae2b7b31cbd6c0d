"""Where a turn led: each node that a talk came to, and how it left. Who it was is not in it.

The books balance: what stood at a node before a turn or came to it in the turn has left it by an
exit, come to its end there, gone elsewhere, or stands there after the turn.
"""

from collections.abc import Iterable

import msgspec

from flows.state import State

# Beside the ids of exits, which begin with a letter.
CAME = "+came"
ENDED = "+ended"  # the flow was over here
AWAY = "+away"  # the talk went elsewhere, by no exit: another wish, a link, a word that works everywhere
MARKS = frozenset({CAME, ENDED, AWAY})

Spot = tuple[str, str, str]  # flow, version (its content hash) and node


class Visit(msgspec.Struct, frozen=True):
    """A talk at a node: ``how`` is CAME, the exit by which it left, ENDED or AWAY."""

    flow: str
    version: str
    node: str
    how: str


def spots(state: State) -> list[Spot]:
    """Every place where a talk stands: in the foreground, and put aside. What is parked has left."""
    frames = [*state.frames, *(frame for one in state.aside for frame in one.frames)]
    return [(frame.flow, frame.version, frame.node) for frame in frames]


def abandoned(before: Iterable[Spot], after: Iterable[Spot], made: Iterable[Visit]) -> list[Visit]:
    """The visits that were over by no exit, so that the books balance."""
    standing: dict[Spot, int] = {}
    for spot in before:
        standing[spot] = standing.get(spot, 0) + 1
    for visit in made:
        spot = (visit.flow, visit.version, visit.node)
        standing[spot] = standing.get(spot, 0) + (1 if visit.how == CAME else -1)
    for spot in after:
        standing[spot] = standing.get(spot, 0) - 1
    return [Visit(*spot, AWAY) for spot, left in standing.items() for _ in range(left)]
