"""What stands in for systems outside in a trial: the samples that go with what is called."""

from flows.department.surroundings import Surroundings
from flows.effects import Call
from flows.node import SampleAnswer
from flows.world import Library

SLOW = "slow"  # the outcome of a sample that does not come in time


def answers(call: Call, library: Library, around: Surroundings) -> list[SampleAnswer]:
    """Everything that may be tried out as an answer to ``call``, the likeliest first, each once."""
    flow = library.pinned(call.version)
    node = flow.node(call.node) if flow else None
    found = node.samples(call.request, around) if node else []
    return [one for place, one in enumerate(found) if one not in found[:place]]


def answer(call: Call, library: Library, around: Surroundings) -> SampleAnswer | None:
    """The sample that answers ``call``; None when whoever tries the flow has to say what comes."""
    flow = library.pinned(call.version)
    node = flow.node(call.node) if flow else None
    return node.sample(call.request, around) if node else None
