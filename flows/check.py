"""The publish gate: what must hold before citizens may meet a flow.

The flow is walked as a graph. From every start that a trigger can bring people to, each exit is
followed; what is not reached cannot be met and is an error of its own. What is reached must lead
on, be worded in every language, and fit WhatsApp. The rules stand in ``flows.gate``, one family a
module; what they find is worded in ``flows.problems``.
"""

from collections.abc import Sequence

from flows.gate import (
    costs,
    data,
    doors,
    outside,
    parts,
    said,
    scripts,
    values,
    ways,
    windows,
    words,
)
from flows.gate.plan import Context, Plan
from flows.graph import Flow
from flows.problems import Problem

__all__ = ["Context", "check", "errors"]

FAMILIES = (ways, doors, words, said, values, windows, costs, parts, outside, data)


def check(flow: Flow, context: Context | None = None) -> list[Problem]:
    """Every problem of ``flow``, errors first. Without a ``context`` the outside is not judged."""
    plan = Plan(flow, context)
    found = [one for family in FAMILIES for one in family.judge(plan)]
    if not errors(found):  # a flow that is not whole would fail its scripts for that alone
        found += scripts.judge(plan)
    return sorted(found, key=lambda one: one.severity != "error")


def errors(problems: Sequence[Problem]) -> list[Problem]:
    """Those that block publishing."""
    return [one for one in problems if one.severity == "error"]
