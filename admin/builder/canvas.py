"""A draft as the canvas shows it: of each node its exits and what is known, and what the gate says."""

from typing import Any

from flask_babel import pgettext

from admin.builder.notes import from_problem, place_of
from admin.builder.page import Desktop
from flows.gate import mending
from flows.gate.certainty import known_at
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


# Each trial copies the document: beyond so many, the press itself finds out.
TRIED = 25


def findings(desktop: Desktop) -> list[dict[str, Any]]:
    """What the gate says, each with its ``place`` and whether a machine would try to mend it."""
    candidates = [one for one in desktop.problems if one.mendable]
    vain = {
        place_of(one)
        for one in candidates[:TRIED]
        if mending.proposed(desktop.document, one) is None
    }
    said = told(desktop.problems, desktop.page_language)
    return [
        {
            **shown,
            "place": place_of(one),
            "mendable": one.mendable and place_of(one) not in vain,
        }
        for one, shown in zip(desktop.problems, said, strict=True)
    ]


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
