"""What a reviewer looks at before judging: differences, warnings, rehearsals, and who is in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from admin.builder.acceptance import reasons_in, warnings
from admin.builder.changes import Told, told
from admin.builder.page import Desktop
from admin.builder.plan_form import PlanForm
from conversations.talks.library import compiled
from flows.problems import Problem
from flows.versions import difference
from flows.versions.difference import Change
from flows.versions.telling import name_of_node
from models import FlowVersion

_SCRIPT = re.compile(r"rehearsals\[(\d+)\]")


@dataclass(frozen=True)
class Spot:
    """A step that differs, or the flow itself (``node`` empty): ``added``, ``changed``, ``removed``."""

    node: str
    place: str
    what: str
    changes: list[Told]


@dataclass(frozen=True)
class Played:
    """A rehearsal with the number of its steps; ``fault`` says why it does not come out."""

    name: str
    steps: int
    fault: Problem | None


class Evidence:
    """Everything about the draft on ``desktop`` against ``base``, the version to compare it with."""

    def __init__(self, desktop: Desktop, base: FlowVersion | None) -> None:
        """``base`` is None before the first publication: then the whole flow is new."""
        self.desktop = desktop
        self.base = compiled(base.content_hash, base.document) if base is not None else None

    @cached_property
    def spots(self) -> list[Spot]:
        """What differs, by step, in the order of the draft; in one language where one is chosen."""
        if self.base is None:
            return []
        changes = difference.describe(self.base.document, self.desktop.document)
        found: dict[str, list[Told]] = {}
        for one in told(changes, self.base, self.desktop.flow):
            found.setdefault(one.change.node, []).append(one)
        return [
            Spot(node, parts[0].place, _what(parts[0].change), parts)
            for node, parts in found.items()
        ]

    @property
    def languages(self) -> list[str]:
        """The languages in which words differ."""
        tags = {one.change.language for spot in self.spots for one in spot.changes}
        return [tag for tag in self.desktop.flow.languages if tag in tags]

    def spots_in(self, language: str) -> list[Spot]:
        """As ``spots``, without the words of other languages; all of them where none is named."""
        if language not in self.languages:
            return self.spots
        kept = [
            Spot(
                spot.node,
                spot.place,
                spot.what,
                [one for one in spot.changes if one.change.language in {"", language}],
            )
            for spot in self.spots
        ]
        return [spot for spot in kept if spot.changes]

    @property
    def marks(self) -> Mapping[str, str]:
        """Of each step that is still there, how the drawing colours it."""
        return {spot.node: spot.what for spot in self.spots}

    @property
    def removed(self) -> list[Spot]:
        """The steps that are gone."""
        return [spot for spot in self.spots if spot.what == "removed"]

    @property
    def warnings(self) -> dict[str, list[Problem]]:
        """The gate's warnings by code."""
        return warnings(self.desktop)

    @property
    def reasons(self) -> dict[str, str]:
        """Why they may stay, as the author wrote."""
        return reasons_in(self.desktop.document)

    @cached_property
    def rehearsals(self) -> list[Played]:
        """Each rehearsal as the gate has just played it."""
        faults = {
            int(found[1]): one
            for one in self.desktop.problems
            if one.code == "rehearsal_failed" and (found := _SCRIPT.match(one.field))
        }
        return [
            Played(script.name, len(script.steps), faults.get(place))
            for place, script in enumerate(self.desktop.flow.rehearsals)
        ]

    @cached_property
    def plan(self) -> PlanForm | None:
        """Who stands where, and where they would go on."""
        if self.base is None:
            return None
        desktop = self.desktop
        return PlanForm(desktop.row, self.base, desktop.flow, desktop.page_language, {})


def canvas_changes(desktop: Desktop) -> list[dict[str, Any]]:
    """What differs from the live version, as the canvas colours and lists it."""
    evidence = Evidence(desktop, desktop.row.live_version)
    return [
        {
            "node": spot.node,
            "what": spot.what,
            "place": _named(spot, evidence),
            "lines": [
                {
                    "text": one.part or one.sentence,
                    "language": one.change.language,
                    "before": one.change.before if one.part else "",
                    "after": one.change.after if one.part else "",
                }
                for one in spot.changes
            ],
        }
        for spot in evidence.spots
    ]


def _named(spot: Spot, evidence: Evidence) -> str:
    if not spot.node or evidence.base is None:
        return spot.place
    flow = evidence.base if spot.what == "removed" else evidence.desktop.flow
    return name_of_node(flow, spot.node, evidence.desktop.page_language)


def _what(change: Change) -> str:
    return change.what if change.what in {"added", "removed"} else "changed"
