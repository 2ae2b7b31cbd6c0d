"""What citizens read: complete in every language, and within WhatsApp's limits at its longest."""

from collections.abc import Iterator, Mapping, Sequence

from flows.fields.answer import A_VALUE
from flows.gate.plan import Plan
from flows.gate.values import is_known
from flows.messages import BUTTON_TITLE, BUTTONS, ROW_TITLE, length
from flows.node import Path, Spoken, Wording
from flows.problems import Problem, problem
from flows.text import LONGEST_RESULT, PlaceholderError, filled_in, placeholders

REFERENCE = "□" * 30  # a department's code and eight letters
LONGEST_DAY = "2026-09-30"


def judge(plan: Plan) -> Iterator[Problem]:
    """What is wrong with the texts of the nodes that somebody can come to."""
    for node_id, wordings in plan.wordings.items():
        for wording in wordings:
            yield from _complete(plan, node_id, wording)
            for language, source in wording.texts.items():
                yield from _fitting(plan, node_id, wording, language, source)
        for where, source in plan.flow.nodes[node_id].reads():
            yield from _readable(plan, source, {"node": node_id, "field": where})
        for _, choices in plan.flow.nodes[node_id].offers():
            yield from _labels(node_id, choices)


def _complete(plan: Plan, node_id: str, wording: Wording) -> Iterator[Problem]:
    languages = plan.flow.languages
    if wording.required or any(wording.texts.values()):
        for language in languages:
            if not wording.texts.get(language, "").strip():
                yield problem("text_missing", node=node_id, field=wording.path, language=language)
    for language in wording.texts:
        if language not in languages:
            yield problem("language_extra", node=node_id, field=wording.path, language=language)


def _fitting(
    plan: Plan, node_id: str, wording: Wording, language: str, source: str
) -> Iterator[Problem]:
    place = {"node": node_id, "field": wording.path, "language": language}
    faults = list(_readable(plan, source, place))
    yield from faults
    if any(fault.code == "placeholder_broken" for fault in faults):
        return
    paths = placeholders(source)
    found = _longest(plan, source, paths, language) if paths else length(source)
    if found > wording.room:
        yield problem("text_too_long", **place, found=found, allowed=wording.room)


def _readable(plan: Plan, source: str, place: Mapping[str, str]) -> Iterator[Problem]:
    """Whether the placeholders of ``source`` can be read and name something."""
    try:
        paths = placeholders(source)
    except PlaceholderError as fault:
        yield problem("placeholder_broken", **place, why=str(fault))
        return
    for path in paths:
        if not is_known(plan, path):
            yield problem("placeholder_unknown", **place, path=".".join(path))


def _longest(plan: Plan, source: str, paths: Sequence[Path], language: str) -> int:
    """How long the text is with every placeholder filled by the longest that it can be."""
    values: dict[str, object] = {}
    for path in paths:
        level = values
        for segment in path[:-1]:
            inner = level.setdefault(segment, {})
            if not isinstance(inner, dict):
                break
            level = inner
        else:
            level[path[-1]] = _widest(plan, path, language)
    try:
        return length(filled_in(source, values, language))
    except PlaceholderError:
        return LONGEST_RESULT


def _widest(plan: Plan, path: Path, language: str) -> object:
    if path == ("today",):
        return LONGEST_DAY
    if path == ("case", "reference"):
        return REFERENCE
    kept = plan.kept.get(path)
    if kept is None:
        return A_VALUE
    if kept.field is not None:
        return kept.field.behaviour.widest(kept.field, language)
    return max(kept.among, key=length, default=A_VALUE)


def _labels(node_id: str, choices: Sequence[Spoken]) -> Iterator[Problem]:
    """Labels that read alike, and those that turn what would be buttons into a list."""
    seen: set[tuple[str, str]] = set()
    buttons = len(choices) <= BUTTONS and not any(one.described for one in choices)
    told = False
    for one in choices:
        for language, label in one.label.items():
            if label and (language, label.casefold()) in seen:
                yield problem("double_label", node=node_id, field=f"{one.place}.label", label=label)
            seen.add((language, label.casefold()))
            if buttons and not told and BUTTON_TITLE < length(label) <= ROW_TITLE:
                told = True
                place = {"node": node_id, "field": f"{one.place}.label", "language": language}
                yield problem("label_makes_list", **place, label=label, most=BUTTON_TITLE)
