"""Mending what a machine can mend: for each code one function that changes a copy of the document.

Only where the result is surely what its author wants: nothing is reworded, no way is invented. And
whatever a mender does is looked at again by the gate before it counts: the problem must be gone, and
no other may have come.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from flows.check import Context, check
from flows.documents.drafts import drafted
from flows.documents.faults import ShapeError
from flows.documents.shape import duration
from flows.graph import parse
from flows.match import fold
from flows.problems import Problem

Document = dict[str, Any]
STANDS_IN = "–"  # for a value that is not there: the same sign as for an answer that was left out
PATIENT = "23h"  # the longest wait that surely leaves the window open
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def mended(
    document: Mapping[str, Any], one: Problem, context: Context | None = None
) -> Document | None:
    """``document`` without the problem ``one``; None where that is not for a machine to do.

    ``document`` stays as it is, and ``one`` is of its check with the same ``context``.
    """
    if proposed(document, one) is None:
        return None
    found = _tried(document, one, check(parse(dict(document)), context), context)
    return found[0] if found else None


def _tried(
    document: Mapping[str, Any], one: Problem, before: list[Problem], context: Context | None
) -> tuple[Document, list[Problem]] | None:
    """What mending ``one`` makes of the document, and what the gate says of that, if it is better."""
    changed = proposed(document, one)
    if changed is None:
        return None
    try:
        after = check(parse(changed), context)
    except ShapeError:
        return None
    return None if one in after or _is_worse(one, before, after) else (changed, after)


def _is_worse(one: Problem, before: list[Problem], after: list[Problem]) -> bool:
    """Whether there is more of anything now. An exit that led astray may now be seen to lack a way."""
    allowed = Counter(problem.code for problem in before)
    if one.code == "exit_dangling":
        allowed["exit_missing"] += 1
    return bool(Counter(problem.code for problem in after) - allowed)


def proposed(document: Mapping[str, Any], one: Problem) -> Document | None:
    """What would be tried, before the gate has looked at it; None where nothing is."""
    mender = MENDERS.get(one.code)
    if mender is None:
        return None
    changed: Document = copy.deepcopy(dict(document))
    try:
        return changed if mender(changed, one) else None
    except (KeyError, IndexError, TypeError, AttributeError):
        return None  # the document is not the one that the problem was found in


def mended_throughout(
    document: Mapping[str, Any], context: Context | None = None
) -> tuple[Document, list[Problem]]:
    """``document`` with everything mended that can be, and what was mended, in order.

    It is looked at again after each step, since mending one thing may move or mend another.
    """
    current, done = dict(document), list[Problem]()
    left = check(parse(current), context)
    while True:
        tries = ((one, _tried(current, one, left, context)) for one in left if one.mendable)
        step = next(((one, found) for one, found in tries if found), None)
        if step is None or step[0] in done:
            return current, done
        done.append(step[0])
        current, left = step[1]


def _place(document: Document, one: Problem) -> tuple[Any, Any]:
    """What holds the place that the problem names, and the key or number in it."""
    steps = [name or int(number) for name, number in _STEP.findall(one.field)]
    holder: Any = document["nodes"][one.node] if one.node else document
    for step in steps[:-1]:
        holder = holder[step]
    return holder, steps[-1]


def _take_away(document: Document, one: Problem) -> bool:
    holder, key = _place(document, one)
    del holder[key]
    return True


def _remove_node(document: Document, one: Problem) -> bool:
    """Remove a node that nobody comes to, and those that nobody comes to either and that lead there."""
    onward = parse(document).onward
    island, waiting = set[str](), [one.node]
    while waiting:
        node_id = waiting.pop()
        if node_id not in island:
            island.add(node_id)
            waiting += [other for other, leads in onward.items() if node_id in leads.values()]
    for node_id in island:
        del document["nodes"][node_id]
        document.get("layout", {}).pop(node_id, None)
    defaults = document.get("defaults", {})
    for exit_id in [name for name, target in defaults.items() if target in island]:
        del defaults[exit_id]
    return True


def _draft_text(document: Document, one: Problem) -> bool:
    holder, key = _place(document, one)
    words = drafted(holder.get(key, {}), one.language)
    if words:
        holder[key][one.language] = words
    return bool(words)


def _rename(document: Document, one: Problem) -> bool:
    """Give the second of two a new id, which leads where the old one did."""
    place = one.field.removesuffix(".id")
    holder, number = _place(document, Problem(one.node, place, "", one.severity, one.code, ""))
    taken = {part["id"] for part in holder}
    old = holder[number]["id"]
    new = next(
        name for count in range(2, len(holder) + 3) if (name := f"{old}_{count}") not in taken
    )
    holder[number]["id"] = new
    exits = document["nodes"][one.node].get("exits", {})
    ways = {way.id for way in parse(document).nodes[one.node].ways()}
    if old in exits and new in ways:
        exits[new] = exits[old]
    return True


def _exchange(document: Document, one: Problem) -> bool:
    holder, key = _place(document, one)
    if isinstance(holder[key], list):
        holder[key] = holder[key][::-1]
    else:
        holder["min"], holder["max"] = holder["max"], holder["min"]
    return True


def _stand_in(document: Document, one: Problem) -> bool:
    """Say what stands in wherever the text names the value without."""
    holder, key = _place(document, one)
    path = re.escape(str(one.facts["path"]))
    output = re.compile(r"(\{\{-?\s*" + path + r")(?=[\s|}-])(?![^}]*\bdefault\b)")
    text = holder[key][one.language]
    holder[key][one.language] = output.sub(rf"\1 | default: '{STANDS_IN}'", text)
    return bool(holder[key][one.language] != text)


def _be_quicker(document: Document, one: Problem) -> bool:
    """Give up earlier wherever a missing reply leads straight to what comes too late."""
    flow, longest = parse(document), duration(PATIENT)
    changed = False
    for node_id, node in flow.nodes.items():
        patience = flow.silence_after(node)
        leads = flow.onward[node_id].get(node.silence_exit) == one.node
        if not leads or patience is None or patience <= longest:
            continue
        stored = document["nodes"][node_id]
        holder = stored if "silence_after" in stored else document.get("defaults", {})
        changed = changed or "silence_after" in holder
        if "silence_after" in holder:
            holder["silence_after"] = PATIENT
    return changed


def _forget_word(document: Document, one: Problem) -> bool:
    """Take a word away that is heard elsewhere first; a label stays as it is."""
    holder, key = _place(document, one)
    if key not in {"also", "words"}:
        return False
    said = fold(str(one.facts["word"]))
    for language, words in list(holder[key].items()):
        holder[key][language] = [word for word in words if fold(word) != said]
        if not holder[key][language]:
            del holder[key][language]
    return key == "also" or bool(holder[key])


MENDERS: dict[str, Callable[[Document, Problem], bool]] = {
    "safe_missing": _take_away,
    "default_dangling": _take_away,
    "exit_dangling": _take_away,
    "exit_unknown": _take_away,
    "double_trigger": _take_away,
    "unused_key": _take_away,
    "unreachable": _remove_node,
    "text_missing": _draft_text,
    "double_id": _rename,
    "range_reversed": _exchange,
    "placeholder_unset": _stand_in,
    "window_closed": _be_quicker,
    "word_taken": _forget_word,
}
