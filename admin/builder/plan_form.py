"""The part of the publish page that says what becomes of people who are in the middle of the flow."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from conversations.releases import crowd
from conversations.releases.crowd import Trial
from flows.graph import Flow
from flows.phrases import LANGUAGE_NAMES, sentence
from flows.versions.plan import LONGEST_WORD, RESTART, Plan, gone, plan_for
from flows.versions.telling import name_of_node
from models import Flow as FlowRow


@dataclass(frozen=True)
class Stand:
    """A node at which people stand. ``gone`` when the draft no longer has it."""

    node: str
    name: str
    people: int
    gone: bool


@dataclass(frozen=True)
class Place:
    """A node that is gone, and where its people would go on."""

    node: str
    name: str
    people: int
    chosen: str


class PlanForm:
    """The choices, read from what was sent; without that, the plan to begin with."""

    def __init__(
        self, row: FlowRow, live: Flow, draft: Flow, language: str, sent: Mapping[str, str]
    ) -> None:
        """``live`` is the version that is published; ``language`` the staff's."""
        self._row = row
        self._live = live
        self._draft = draft
        self._language = language
        self._counts = crowd.standing(row)
        self.plan = self._read(sent) if "people" in sent else plan_for(live, draft, self._counts)

    @property
    def same_graph(self) -> bool:
        """Whether only words are new: then there is nothing to choose."""
        return self._live.bones_hash == self._draft.bones_hash

    @property
    def people(self) -> int:
        """How many stand somewhere in the flow."""
        return sum(self._counts.values())

    @property
    def standing(self) -> list[Stand]:
        """Where they stand, the most first."""
        return [
            Stand(node, self._name(node), count, self._draft.node(node) is None)
            for node, count in self._counts.items()
        ]

    @property
    def places(self) -> list[Place]:
        """The nodes that are gone, those at which most people stand first."""
        nodes = sorted(self._gone, key=lambda node: -self._counts.get(node, 0))
        return [
            Place(
                node,
                self._name(node),
                self._counts.get(node, 0),
                self.plan.places.get(node, RESTART),
            )
            for node in nodes
        ]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Where people can be sent: the nodes of the draft."""
        return [
            (node, name_of_node(self._draft, node, self._language)) for node in self._draft.nodes
        ]

    @property
    def words(self) -> list[tuple[str, str, str, str]]:
        """The word of explanation: for each language its tag, its name, the word, the usual one."""
        return [
            (
                tag,
                LANGUAGE_NAMES.get(tag, tag),
                self.plan.word.get(tag, ""),
                sentence("flow_changed", tag, {}, {}),
            )
            for tag in self._draft.languages
        ]

    @cached_property
    def trial(self) -> Trial:
        """What would become of them if they move."""
        return crowd.trial(self._row, self._draft, Plan("move", self.plan.places))

    @cached_property
    def _gone(self) -> list[str]:
        return gone(self._live, self._draft, self._counts)

    def _name(self, node: str) -> str:
        flow = self._live if self._live.node(node) else self._draft
        return name_of_node(flow, node, self._language)

    def _read(self, sent: Mapping[str, str]) -> Plan:
        places = {node: sent.get(f"place-{node}", RESTART) for node in self._gone}
        known = {node: to if self._draft.node(to) else RESTART for node, to in places.items()}
        words = {
            tag: sent.get(f"word-{tag}", "").strip()[:LONGEST_WORD] for tag in self._draft.languages
        }
        return Plan(
            "move" if sent.get("people") == "move" else "finish",
            known,
            {tag: word for tag, word in words.items() if word},
        )
