"""The publish gate: what must hold before citizens may meet a flow.

The flow is walked as a graph. From every start that a trigger can bring people to, each exit is
followed; what is not reached cannot be met and is an error of its own. What is reached must lead
on, be worded in every language, and fit WhatsApp. A circle of nodes that never wait would never
end. Each rule is one function below that yields problems.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from flows.certainty import Known, covers, known_at
from flows.cost import MOST_MESSAGES, MOST_TAPS, messages_in_a_row, tasks
from flows.fields.definition import FormField
from flows.graph import Flow
from flows.messages import length
from flows.node import Node, Wording
from flows.problems import Problem, problem
from flows.reach import reachable, targets
from flows.rehearse import rehearse
from flows.silence import CLOSED, silence_at
from flows.surroundings import NOTHING, Surroundings
from flows.text import ROOTS, PlaceholderError, placeholders, render, undefaulted

SURE = frozenset({"department", "today"})  # set for everybody
A_VALUE = "□" * 60  # how long a value in a text may be taken to be, in code units


@dataclass(frozen=True)
class Context:
    """What the gate must know from outside the flow.

    ``front_doors`` are the department's flows that take everybody in; ``known`` the names of what
    exists, by noun (``flow``, ``queue``, ``table`` …), a noun that is left out not being judged;
    ``runs`` which flows each of the department's flows runs; ``others`` are those flows, for
    rehearsals that come through them; ``around`` is the department's own data, for the same.
    """

    front_doors: Sequence[str] = ()
    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    runs: Mapping[str, Collection[str]] = field(default_factory=dict)
    others: Sequence[Flow] = ()
    around: Surroundings = NOTHING


def check(flow: Flow, context: Context | None = None) -> list[Problem]:
    """Every problem of ``flow``, errors first. Without a ``context`` the outside is not judged."""
    reached = reachable(flow)
    found = [
        *_places(flow),
        *_triggers(flow, context),
        *(one for node_id in flow.nodes for one in _exits(flow, node_id)),
        *(
            problem("unreachable", node=node_id, node_id=node_id)
            for node_id in flow.nodes
            if node_id not in reached
        ),
        *_loops(flow),
        *(one for node_id in flow.nodes if node_id in reached for one in _words(flow, node_id)),
        *_unset(flow),
        *_closed_windows(flow),
        *_costs(flow),
        *(one for node_id in flow.nodes for one in _remarks(flow, node_id)),
        *(_outside(flow, context) if context else ()),
    ]
    if not errors(found):  # a flow that is not whole would fail its scripts for that alone
        found += _rehearsed(flow, context)
    return sorted(found, key=lambda one: one.severity != "error")


def misfits(flow: Flow, around: Surroundings) -> list[Problem]:
    """What nodes of ``flow`` need of the department's own data and do not find in ``around``."""
    lacking = [
        problem(remark.code, node=node_id, field=remark.field, **dict(remark.facts))
        for node_id, node in flow.nodes.items()
        for remark in node.misfits(around, flow.languages)
    ]
    return [*lacking, *_results(flow, around)]


def errors(problems: Sequence[Problem]) -> list[Problem]:
    """Those that block publishing."""
    return [one for one in problems if one.severity == "error"]


def _places(flow: Flow) -> Iterator[Problem]:
    if flow.start not in flow.nodes:
        yield problem("start_missing", field="start", target=flow.start)
    if flow.safe is not None and flow.safe not in flow.nodes:
        yield problem("safe_missing", field="safe", target=flow.safe)
    for exit_id, target in (flow.defaults.__pydantic_extra__ or {}).items():
        if target not in flow.nodes:
            facts = {"exit": exit_id, "target": target}
            yield problem("default_dangling", field=f"defaults.{exit_id}", **facts)


def _triggers(flow: Flow, context: Context | None) -> Iterator[Problem]:
    if not flow.triggers:
        yield problem("no_trigger", field="triggers")
    codes: set[str] = set()
    for place, trigger in enumerate(flow.triggers):
        where = f"triggers[{place}]"
        if trigger.at is not None and trigger.at not in flow.nodes:
            yield problem("trigger_target_missing", field=f"{where}.at", target=trigger.at)
        code = (trigger.code or "").casefold()
        if code and code in codes:
            yield problem("double_code", field=f"{where}.code", link=trigger.code)
        codes.add(code)
        others = [name for name in context.front_doors if name != flow.name] if context else []
        if trigger.by == "anything" and others:
            yield problem("second_front_door", field=where, other=others[0])


def _exits(flow: Flow, node_id: str) -> Iterator[Problem]:
    node: Node = flow.nodes[node_id]
    ways = {way.id: way for way in node.ways()}
    for exit_id, target in node.exits.items():
        where = f"exits.{exit_id}"
        if exit_id not in ways:
            yield problem("exit_unknown", node=node_id, field=where, exit=exit_id)
        elif target not in flow.nodes:
            facts = {"exit": exit_id, "target": target}
            yield problem("exit_dangling", node=node_id, field=where, **facts)
    for way in ways.values():
        if way.needed and flow.target(node_id, way.id) is None:
            yield problem("exit_missing", node=node_id, field=f"exits.{way.id}", exit=way.label)


def _loops(flow: Flow) -> Iterator[Problem]:
    """Circles of ways that wait for nobody, found as strongly connected parts, each once."""
    onward = {
        node_id: [
            target
            for exit_id, target in targets(flow, node_id).items()
            if node.leaves_at_once(exit_id)
        ]
        for node_id, node in flow.nodes.items()
    }
    for circle in _circles(onward):
        first = min(circle, key=list(flow.nodes).index)
        yield problem("endless_loop", node=first, field="exits", nodes=", ".join(sorted(circle)))


def _circles(onward: Mapping[str, list[str]]) -> list[set[str]]:
    """Tarjan's strongly connected components with more than one node or an edge to itself."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []
    for root in onward:
        if root in order:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(onward[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        while work:
            node_id, following = work[-1]
            target = next(following, None)
            if target is not None:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    work.append((target, iter(onward[target])))
                elif target in stack:
                    low[node_id] = min(low[node_id], order[target])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node_id])
            if low[node_id] == order[node_id]:
                part = set(stack[stack.index(node_id) :])
                del stack[stack.index(node_id) :]
                if len(part) > 1 or node_id in onward[node_id]:
                    found.append(part)
    return found


def _words(flow: Flow, node_id: str) -> Iterator[Problem]:
    for wording in flow.nodes[node_id].wordings():
        yield from _complete(flow, node_id, wording)
        for language, source in wording.texts.items():
            yield from _fitting(flow, node_id, wording, language, source)


def _complete(flow: Flow, node_id: str, wording: Wording) -> Iterator[Problem]:
    if wording.required or any(wording.texts.values()):
        for language in flow.languages:
            if not wording.texts.get(language, "").strip():
                yield problem("text_missing", node=node_id, field=wording.path, language=language)
    for language in wording.texts:
        if language not in flow.languages:
            yield problem("language_extra", node=node_id, field=wording.path, language=language)


def _fitting(
    flow: Flow, node_id: str, wording: Wording, language: str, source: str
) -> Iterator[Problem]:
    place = {"node": node_id, "field": wording.path, "language": language}
    faults = list(_readable(flow, source, place))
    yield from faults
    if any(fault.code == "placeholder_broken" for fault in faults):
        return
    found = length(_widest(source, placeholders(source)))
    if found > wording.room:
        yield problem("text_too_long", **place, found=found, allowed=wording.room)


def _readable(flow: Flow, source: str, place: Mapping[str, str]) -> Iterator[Problem]:
    """Whether the placeholders of ``source`` can be read and name something."""
    try:
        paths = placeholders(source)
    except PlaceholderError as fault:
        yield problem("placeholder_broken", **place, why=str(fault))
        return
    for path in paths:
        if not _is_known(flow, path):
            yield problem("placeholder_unknown", **place, path=".".join(path))


def _widest(source: str, paths: Sequence[tuple[str, ...]]) -> str:
    """The text with every placeholder filled by something long."""
    values: dict[str, object] = {}
    for path in paths:
        level = values
        for segment in path[:-1]:
            inner = level.setdefault(segment, {})
            if not isinstance(inner, dict):
                break
            level = inner
        else:
            level[path[-1]] = A_VALUE
    return render(source, values)


def _is_known(flow: Flow, path: tuple[str, ...]) -> bool:
    match path:
        case ("today",):
            return True
        case ("answers", node_id, *rest):
            return _is_answer(flow, node_id, rest)
        case ("case", "reference"):
            return any(node.files for node in flow.nodes.values())
        case ("department", "name" | "telephone" | "hours"):
            return True
        case ("booking", "reference" | "when" | "place" | "day" | "time"):
            return any(
                ("booking",) in node.sets(way.id)
                for node in flow.nodes.values()
                for way in node.ways()
            )
        case ("result", node_id, *_):
            return node_id == "inputs" or node_id in flow.nodes
        case (root, _, *_):
            return root in ROOTS - {"answers", "booking", "case", "department", "today", "result"}
        case _:
            return False


def _is_answer(flow: Flow, node_id: str, rest: Sequence[str]) -> bool:
    node = flow.nodes.get(node_id)
    if node is None or not node.waits:
        return False
    fields: list[FormField] | None = getattr(node, "fields", None)
    if fields is None:
        return not rest
    return len(rest) >= 1 and any(field.id == rest[0] for field in fields)


def _unset(flow: Flow) -> Iterator[Problem]:
    """Placeholders that some way to their text leaves empty; each says what stands in, or is set."""
    for node_id, known in known_at(flow).items():
        for where, language, source in _texts(flow.nodes[node_id]):
            for path in undefaulted(source):
                if path[0] in SURE or not _is_known(flow, path):
                    continue
                if not covers(known | _own(flow, node_id, where), path):
                    place = {"node": node_id, "field": where, "language": language}
                    yield problem("placeholder_unset", **place, path=".".join(path))


def _texts(node: Node) -> Iterator[tuple[str, str, str]]:
    """Every text of a node: where it stands, its language if it has one, and its source."""
    for wording in node.wordings():
        for language, source in wording.texts.items():
            yield wording.path, language, source
    if node.needs_what_it_reads:
        for where, source in node.reads():
            yield where, "", source


def _own(flow: Flow, node_id: str, place: str) -> Known:
    """What the node itself has set by the time it says this: earlier answers, a case just filed."""
    if flow.nodes[node_id].files:
        return frozenset({("case", "reference")})
    fields: list[FormField] = getattr(flow.nodes[node_id], "fields", None) or []
    found = set()
    for index, field_ in enumerate(fields):
        if place.startswith(f"fields[{index}]."):
            break
        if field_.required and not field_.when:
            found.add(("answers", node_id, field_.id))
    return frozenset(found)


def _closed_windows(flow: Flow) -> Iterator[Problem]:
    """Words that can come when WhatsApp allows nothing but templates any more."""
    for node_id, silence in silence_at(flow).items():
        node = flow.nodes[node_id]
        if node.says_when_closed:
            continue
        if silence == CLOSED and (node.waits or any(True for _ in node.wordings())):
            yield problem("window_closed", node=node_id)


def _costs(flow: Flow) -> Iterator[Problem]:
    for cost in tasks(flow):
        if cost.taps > MOST_TAPS:
            yield problem("many_taps", node=cost.node, taps=cost.taps, most=MOST_TAPS)
    for node_id, count in messages_in_a_row(flow).items():
        if count > MOST_MESSAGES:
            yield problem("many_messages", node=node_id, most=MOST_MESSAGES)


def _rehearsed(flow: Flow, context: Context | None) -> Iterator[Problem]:
    """Rehearsals that do not come out. Without a context, those through other flows are left out."""
    if context is None and any(True for node in flow.nodes.values() for _ in node.mentions()):
        return
    places = {script.name: place for place, script in enumerate(flow.rehearsals)}
    others, around = (context.others, context.around) if context else ((), NOTHING)
    for miss in rehearse(flow, others, around):
        where = f"rehearsals[{places[miss.rehearsal]}].steps[{miss.step - 1}]"
        yield problem(
            "rehearsal_failed", field=where, name=miss.rehearsal, step=miss.step, why=miss.why
        )


def _remarks(flow: Flow, node_id: str) -> Iterator[Problem]:
    node: Node = flow.nodes[node_id]
    for remark in node.remarks():
        yield problem(remark.code, node=node_id, field=remark.field, **dict(remark.facts))
    for one in node.discloses():
        if not _is_known(flow, one.path):
            named = ".".join(one.path)
            yield problem("placeholder_unknown", node=node_id, field=one.field, path=named)
    for where, rule in node.rules():
        for path in rule.paths():
            if not _is_known(flow, path):
                yield problem("rule_unknown", node=node_id, field=where, path=".".join(path))
    for where, text in node.reads():
        yield from _readable(flow, text, {"node": node_id, "field": where})
    source = getattr(node, "from_", None)
    if source is not None and getattr(flow.nodes.get(source), "fields", None) is None:
        yield problem("form_missing", node=node_id, field="from", target=source)


def _outside(flow: Flow, context: Context) -> Iterator[Problem]:
    """Whether what the nodes need exists, and whether flows run each other in a circle."""
    runs = dict(context.runs)
    runs[flow.name] = [
        one.name for node in flow.nodes.values() for one in node.mentions() if one.noun == "flow"
    ]
    for node_id, node in flow.nodes.items():
        for one in node.mentions():
            known = context.known.get(one.noun)
            if known is not None and one.name not in known:
                code = f"{one.noun}_missing"
                yield problem(code, node=node_id, field=one.field, name=one.name)
            elif one.noun == "flow" and flow.name in _run_by(one.name, runs):
                yield problem("flow_circle", node=node_id, field=one.field, name=one.name)
    yield from misfits(flow, context.around)


def _results(flow: Flow, around: Surroundings) -> Iterator[Problem]:
    """Whether what is said and decided by of a node's result is something that it can give."""
    given = {node_id: node.results(around) for node_id, node in flow.nodes.items()}
    for node_id, node in flow.nodes.items():
        for where, language, path in _looked_at(node):
            known = given.get(path[1]) if len(path) > 2 and path[0] == "result" else None
            if known is not None and path[2] not in known:
                facts = {"path": ".".join(path), "name": path[1], "known": ", ".join(known)}
                yield problem(
                    "result_unknown", node=node_id, field=where, language=language, **facts
                )


def _looked_at(node: Node) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every path that a node's texts and rules name: where, in which language, and the path."""
    texts = [
        (wording.path, language, text)
        for wording in node.wordings()
        for language, text in wording.texts.items()
    ]
    for where, language, text in [*texts, *((where, "", text) for where, text in node.reads())]:
        with suppress(PlaceholderError):
            for path in placeholders(text):
                yield where, language, path
    for where, rule in node.rules():
        for path in rule.paths():
            yield where, "", path


def _run_by(name: str, runs: Mapping[str, Collection[str]]) -> set[str]:
    """Every flow that ``name`` runs, directly or through others, itself included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(runs.get(one, ()))
    return found
