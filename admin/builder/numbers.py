"""The numbers of a flow: how many came to each step, where they went on, and where they stopped."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext, pgettext
from sqlalchemy import func, select

from admin.builder.outline import kind_name, name_of, reading_order
from admin.moments import day, now, zone_of
from conversations.releases import crowd
from extensions import db
from flows.graph import Flow as Graph
from flows.node import Node
from flows.text import pick
from flows.visits import AWAY, CAME, ENDED, MARKS
from models import Flow, FlowVersion, VisitCount

MOST_VERSIONS = 10  # to choose from; the newest
USUAL = "7"


@dataclass(frozen=True)
class Period:
    """A stretch of time up to now. ``versions`` are content hashes; None counts them all."""

    key: str
    label: str
    since: date
    versions: frozenset[str] | None = None


@dataclass(frozen=True)
class Count:
    """What happened at one node in a period; ``waiting`` is how many stand there at this moment.

    ``exits`` go by id. ``silent`` left because no reply came, ``away`` by no exit: they wanted
    something else. ``ended`` is how often the flow was over here.
    """

    visits: int = 0
    exits: Mapping[str, int] = field(default_factory=dict)
    silent: int = 0
    away: int = 0
    ended: int = 0
    waiting: int = 0

    @property
    def stopped(self) -> int:
        """How many did not go on from here."""
        return self.silent + self.away

    @property
    def left(self) -> int:
        """How many left in the period, whichever way: what shares are taken of."""
        return sum(self.exits.values()) + self.away + self.ended

    def share(self, times: int) -> int:
        """``times`` in percent of all who left."""
        return round(100 * times / self.left) if self.left else 0


@dataclass(frozen=True)
class Out:
    """A way out as the table shows it."""

    label: str
    times: int
    share: int


@dataclass(frozen=True)
class Line:
    """A node as the table shows it. ``exists`` whether the draft has it."""

    node: str
    name: str
    kind: str
    count: Count
    ways: list[Out]
    exists: bool = True


def periods(row: Flow, zone: str) -> list[Period]:
    """What can be chosen: days that are the department's own, and since each of the last versions."""
    today = now().astimezone(zone_of(zone)).date()
    found = [
        Period("today", gettext("Today"), today),
        Period("7", gettext("7 days"), today - timedelta(days=6)),
        Period("30", gettext("30 days"), today - timedelta(days=29)),
    ]
    wanted = select(FlowVersion.number, FlowVersion.content_hash, FlowVersion.published_at).where(
        FlowVersion.flow_id == row.id
    )
    published = db.session.execute(wanted.order_by(FlowVersion.number.desc())).all()
    for place, (number, _, at) in enumerate(published[:MOST_VERSIONS]):
        label = gettext("Since version %(number)s (%(day)s)", number=number, day=day(at, zone))
        hashes = frozenset(one.content_hash for one in published[: place + 1])
        found.append(Period(f"v{number}", label, at.astimezone(zone_of(zone)).date(), hashes))
    return found


def chosen(offered: Iterable[Period], key: str) -> Period:
    """The period of this key; the usual one where there is none of it."""
    by_key = {one.key: one for one in offered}
    return by_key.get(key) or by_key[USUAL]


def counts(row: Flow, graph: Graph, period: Period) -> dict[str, Count]:
    """What happened at each node in the period, in all versions that it counts."""
    wanted = select(VisitCount.node, VisitCount.how, func.sum(VisitCount.times)).where(
        VisitCount.department_id == row.department_id,
        VisitCount.flow == row.name,
        VisitCount.day >= period.since,
    )
    if period.versions is not None:
        wanted = wanted.where(VisitCount.version.in_(period.versions))
    found: dict[str, Counter[str]] = {}
    for node, how, times in db.session.execute(wanted.group_by(VisitCount.node, VisitCount.how)):
        found.setdefault(node, Counter())[how] = int(times)
    waiting = crowd.standing(row)
    return {
        node: _count(found.get(node, Counter()), graph.nodes.get(node), waiting.get(node, 0))
        for node in (*found, *(one for one in waiting if one not in found))
    }


def _count(ways: Counter[str], node: Node | None, waiting: int) -> Count:
    exits = {how: times for how, times in ways.items() if how not in MARKS}
    silence = node.silence_exit if node is not None else Node.silence_exit
    return Count(
        ways[CAME], exits, exits.get(silence, 0), ways[AWAY], ways[ENDED], waiting
    )  # fmt: skip


def lines(
    graph: Graph, found: Mapping[str, Count], language: str, page_language: str
) -> list[Line]:
    """The nodes in reading order, then those that nothing leads to, then those that are gone."""
    order = dict.fromkeys((*reading_order(graph), *graph.nodes))
    made = [
        Line(
            node=node_id,
            name=name_of(graph, node_id, language),
            kind=kind_name(graph.nodes[node_id].kind, page_language),
            count=found.get(node_id, Count()),
            ways=_ways(graph.nodes[node_id], found.get(node_id, Count()), graph, language),
        )
        for node_id in order
    ]
    gone = [
        Line(node_id, node_id, "", count, _others(count, count.exits), exists=False)
        for node_id, count in sorted(found.items())
        if node_id not in graph.nodes
    ]
    return made + gone


def _ways(node: Node, count: Count, graph: Graph, language: str) -> list[Out]:
    """The exits of the node in their order; one that it may leave out only where it was taken."""
    known = {way.id: way for way in node.ways()}
    shown = []
    for way in known.values():
        times = count.exits.get(way.id, 0)
        if times or way.needed:
            words = str(pick(way.texts, language, graph.languages)) if way.texts else ""
            label = words or str(pgettext("exit", way.label))
            shown.append(Out(label, times, count.share(times)))
    rest = {exit_id: times for exit_id, times in count.exits.items() if exit_id not in known}
    return shown + _others(count, rest)


def _others(count: Count, exits: Mapping[str, int]) -> list[Out]:
    return [
        Out(gettext("%(exit)s (no longer there)", exit=exit_id), times, count.share(times))
        for exit_id, times in exits.items()
    ]
