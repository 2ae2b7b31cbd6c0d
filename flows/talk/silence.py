"""How long the citizen can have been silent when a node says something.

WhatsApp lets a department write freely for 24 hours after a citizen's last message; after that only
approved templates. So for each node the longest possible silence on arriving is found: the maximum
over all paths that lead to it. An answer starts the time anew; a wait, a missing reply, a machine's
reply or a talk with a person adds to it; another flow that is run in between does what it does.

The exits that an answer does not take make a graph of their own. In a group of nodes that lead to
each other there, silence either does not grow, so that it is the same for all of them, or it grows
with every round, without end. So the groups are taken one after another, each after those that lead
to it: time in proportion to the graph. Silence beyond the window is all the same; it is cut there.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flows.documents.shape import duration
from flows.gate.circles import components
from flows.gate.reach import entrances, forwards, targets
from flows.graph import Flow
from flows.talk.window import SAFELY_OPEN

WINDOW = SAFELY_OPEN
CLOSED = timedelta.max
FROM_OUTSIDE = frozenset({"schedule", "case_closed", "campaign"})  # nobody wrote just now
DEEPEST = 5  # flows within flows that are looked into
ROUNDS = 3  # after which a circle that still grows grows for ever


def silence_at(
    flow: Flow, others: Iterable[Flow] = (), arriving: timedelta = timedelta()
) -> dict[str, timedelta]:
    """The longest silence on arriving at each node that can be reached; CLOSED beyond the window.

    ``others`` are the flows that it may run, and ``arriving`` the silence with which another flow
    that runs this one comes to its start.
    """
    return _Listener({one.name: one for one in others}).listen(flow, arriving)


def speaks_too_late(flow: Flow, others: Iterable[Flow], arriving: timedelta) -> bool:
    """Whether ``flow``, run by another after such a silence, speaks when the window is closed.

    What it does of its own accord is for its own check.
    """
    listener = _Listener({one.name: one for one in others})
    alone, within = listener.listen(flow, timedelta()), listener.listen(flow, arriving)
    return any(
        speaks(flow, node_id) and silence == CLOSED and alone.get(node_id) != CLOSED
        for node_id, silence in within.items()
    )


def speaks(flow: Flow, node_id: str) -> bool:
    """Whether the node says something that WhatsApp allows within the window only."""
    node = flow.nodes[node_id]
    return not node.anytime and (node.waits or any(True for _ in node.wordings()))


class _Listener:
    """Listens to flows within flows; what it has found of one it keeps."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self._flows = flows
        self._within: list[str] = []
        self._heard: dict[tuple[str, timedelta], timedelta] = {}

    def listen(self, flow: Flow, arriving: timedelta) -> dict[str, timedelta]:
        passing = {node_id: self._unanswered(flow, node_id) for node_id in forwards(flow)}
        longest = dict.fromkeys(entrances(flow), timedelta())
        if flow.start in longest:
            longest[flow.start] = arriving
        for trigger in flow.triggers if not self._within else ():
            if trigger.by in FROM_OUTSIDE and (trigger.at or flow.start) in flow.nodes:
                longest[trigger.at or flow.start] = CLOSED
        for node_id, unanswered in passing.items():
            for exit_id, target in targets(flow, node_id).items():
                if exit_id not in unanswered:
                    longest.setdefault(target, timedelta())
        onward = {
            node_id: [targets(flow, node_id)[exit_id] for exit_id in unanswered]
            for node_id, unanswered in passing.items()
        }
        for group in reversed(components(onward)):
            self._settle(flow, group, passing, longest)
        return longest

    def _unanswered(self, flow: Flow, node_id: str) -> dict[str, timedelta]:
        """The exits that can be taken without an answer, and how long the node takes for each."""
        usual = duration(flow.defaults.silence_after or "23h")
        node = flow.nodes[node_id]
        passing = {exit_id: node.lets_pass(exit_id, usual) for exit_id in targets(flow, node_id)}
        return {exit_id: passed for exit_id, passed in passing.items() if passed is not None}

    def _settle(
        self,
        flow: Flow,
        group: list[str],
        passing: Mapping[str, Mapping[str, timedelta]],
        longest: dict[str, timedelta],
    ) -> None:
        """Find the silence of a group of nodes, and bring it to those that they lead to."""
        found = max((longest[node_id] for node_id in group if node_id in longest), default=None)
        if found is None:
            return
        inside = set(group)
        for place in range(ROUNDS):
            grown = found
            for node_id in group:
                for exit_id, passed in passing[node_id].items():
                    if targets(flow, node_id)[exit_id] in inside:
                        grown = max(grown, self._leaving(flow, node_id, found, passed))
            if grown == found:
                break
            found = grown if place < ROUNDS - 1 else CLOSED
        for node_id in group:
            longest[node_id] = found
            for exit_id, passed in passing[node_id].items():
                target = targets(flow, node_id)[exit_id]
                if target not in inside:
                    leaving = self._leaving(flow, node_id, found, passed)
                    longest[target] = max(longest.get(target, timedelta()), leaving)

    def _leaving(
        self, flow: Flow, node_id: str, arriving: timedelta, passed: timedelta
    ) -> timedelta:
        runs = (one.name for one in flow.nodes[node_id].mentions() if one.noun == "flow")
        inner = next((self._flows[name] for name in runs if name in self._flows), None)
        if inner is None:
            return _sum(arriving, passed)
        return self._sum_through(inner, arriving)

    def _sum_through(self, inner: Flow, arriving: timedelta) -> timedelta:
        """The longest silence at the ends of a flow that is run; the citizen may stop it, too."""
        if inner.name in self._within or len(self._within) >= DEEPEST:
            return arriving
        known = self._heard.get((inner.name, arriving))
        if known is None:
            self._within.append(inner.name)
            longest = self.listen(inner, arriving)
            self._within.pop()
            ends = (longest[one] for one in longest if not inner.nodes[one].ways())
            known = self._heard[inner.name, arriving] = max(ends, default=timedelta())
        return known


def _sum(before: timedelta, more: timedelta) -> timedelta:
    if CLOSED in (before, more) or before + more > WINDOW:
        return CLOSED
    return before + more
