"""A draft as the canvas shows it: of each node its exits and what is known, and what the gate says."""

from typing import Any

from flask_babel import pgettext

from admin.builder.notes import from_problem
from flows.certainty import known_at
from flows.graph import Flow
from flows.problems import Problem

# What placeholders can name anywhere.
ALWAYS = (
    "contact.name", "department.name", "department.telephone", "department.hours", "today",
)  # fmt: skip


def cards(flow: Flow) -> dict[str, Any]:
    """Of each node the ways out of it, and what its texts can name: what is surely known there."""
    known = known_at(flow)
    return {
        node_id: {
            "known": [*sorted(".".join(path) for path in known.get(node_id, ())), *ALWAYS],
            "ways": [
                {
                    "id": way.id,
                    "label": str(pgettext("exit", way.label)),
                    "needed": way.needed,
                    **({"texts": dict(way.texts)} if way.texts else {}),
                }
                for way in node.ways()
            ],
        }
        for node_id, node in flow.nodes.items()
    }


def told(problems: list[Problem], language: str) -> list[dict[str, str]]:
    """What the gate says, in the language of the page."""
    return [
        {
            "node": one.node,
            "field": one.field,
            "language": one.language,
            "severity": one.severity,
            "code": one.code,
            "text": from_problem(one, language).text,
        }
        for one in problems
    ]
