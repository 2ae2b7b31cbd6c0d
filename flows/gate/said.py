"""What people type at a node: that each word chooses one thing, and is not heard elsewhere first."""

from collections.abc import Iterator, Sequence

from flows import phrases
from flows.gate.plan import Plan
from flows.match import fold
from flows.node import Spoken
from flows.problems import Problem, problem


def judge(plan: Plan) -> Iterator[Problem]:
    """Words of choices that mean nothing, or that mean something else everywhere."""
    for node_id in plan.wordings:
        for _, choices in plan.flow.nodes[node_id].offers():
            yield from _words(plan, node_id, choices)


def _words(plan: Plan, node_id: str, choices: Sequence[Spoken]) -> Iterator[Problem]:
    first: dict[str, Spoken] = {}
    for one in choices:
        told: set[str] = set()
        for where, language, word in _spoken(one):
            folded = fold(word)
            if not folded or folded in told:
                continue
            told.add(folded)
            place = {"node": node_id, "field": where}
            other = first.setdefault(folded, one)
            if other is not one:
                # Labels that read alike are a fault of their own.
                if not _are_labels(other, one, language, folded):
                    yield problem("double_word", **place, word=word)
            elif _is_taken(plan, plan.flow.target(node_id, one.id), word):
                yield problem("word_taken", **place, word=word)


def _is_taken(plan: Plan, target: str | None, word: str) -> bool:
    """Whether ``word`` means something everywhere that is not what leads to ``target`` anyway."""
    found = phrases.global_words().whole(word)
    node = plan.flow.node(target) if target else None
    if found is None or node is None:
        return found is not None
    match found:
        case "menu":
            return target not in _doors(plan)
        case "person":
            return not node.away
        case "stop":
            return bool(node.ways())
        case _:
            return True


def _doors(plan: Plan) -> set[str]:
    flow = plan.flow
    return {trigger.at or flow.start for trigger in flow.triggers if trigger.by == "anything"}


def _spoken(one: Spoken) -> Iterator[tuple[str, str, str]]:
    for language, label in one.label.items():
        yield f"{one.place}.label", language, label
    for language, words in one.also.items():
        for word in words:
            yield f"{one.place}.also", language, word


def _are_labels(other: Spoken, one: Spoken, language: str, folded: str) -> bool:
    return all(fold(choice.label.get(language, "")) == folded for choice in (other, one))
