"""How long the citizen can have been silent when a node says something.

WhatsApp lets a department write freely for 24 hours after a citizen's last message; after that only
approved templates. So for each node the longest possible silence on arriving is found: the maximum
over all exits that lead to it. An answer starts the time anew; a wait, a missing reply or a talk with
a person adds to it. Silence beyond the window is all the same, so the maximum is cut there, and
repeating until nothing changes ends.
"""

from datetime import timedelta

from flows.graph import Flow
from flows.reach import entrances, targets
from flows.shape import duration
from flows.window import SAFELY_OPEN

WINDOW = SAFELY_OPEN
CLOSED = timedelta.max
FROM_OUTSIDE = frozenset({"schedule", "case_closed"})  # nobody wrote just now


def silence_at(flow: Flow) -> dict[str, timedelta]:
    """The longest silence on arriving at each node that can be reached; CLOSED beyond the window."""
    usual = duration(flow.defaults.silence_after or "23h")
    longest = dict.fromkeys(entrances(flow), timedelta())
    for trigger in flow.triggers:
        if trigger.by in FROM_OUTSIDE and (trigger.at or flow.start) in flow.nodes:
            longest[trigger.at or flow.start] = CLOSED
    changed = list(longest)
    while changed:
        node_id = changed.pop()
        for exit_id, target in targets(flow, node_id).items():
            passing = flow.nodes[node_id].lets_pass(exit_id, usual)
            arriving = timedelta() if passing is None else _sum(longest[node_id], passing)
            if target not in longest or arriving > longest[target]:
                longest[target] = arriving
                changed.append(target)
    return longest


def _sum(before: timedelta, more: timedelta) -> timedelta:
    if CLOSED in (before, more) or before + more > WINDOW:
        return CLOSED
    return before + more
