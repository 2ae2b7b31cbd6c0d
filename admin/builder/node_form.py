"""The form of one node: its sheet, where each exit leads, and what the buttons on it do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import pgettext

from admin.builder import fresh
from admin.builder.control import Control, Setting
from admin.builder.desk import Desk
from admin.builder.inputs import WayControl
from admin.builder.sheet import Item, ListControl, way_control
from flows.documents.anatomy import MISSING
from flows.graph import Flow
from flows.kinds import registry
from flows.node import Exit, Node


class NodeForm(Desk):
    """What a node's page edits. ``base`` is the stored node; nothing in it is changed in place."""

    def __init__(self, base: Mapping[str, Any], setting: Setting, formdata: Any = None) -> None:
        """Show ``base``, then what was sent."""
        self.base = base
        self.kind: type[Node] = registry()[str(base["kind"])]
        self.setting = setting
        self.ways: list[WayControl] = []  # of exits that belong to no item
        self._formdata = formdata
        super().__init__(self.kind, setting, base, formdata)

    @property
    def stored(self) -> dict[str, Any]:
        """The node as it is to be stored; a new node to make still stands as ``+kind``."""
        made = self.sheet.stored(self.base)
        exits = {**self.base.get("exits", {})}
        for gone in self._gone():
            exits.pop(gone, None)
        for way in self.all_ways():
            if way.value is MISSING:
                exits.pop(way.exit_id, None)
            else:
                exits[way.exit_id] = way.value
        if exits or "exits" in self.base:
            made["exits"] = exits
        return made

    @property
    def wanted(self) -> dict[str, str]:
        """The kinds of the new nodes that were asked for, by exit."""
        return {way.exit_id: way.wanted_kind for way in self.all_ways() if way.wanted_kind}

    def all_ways(self) -> list[WayControl]:
        """Where every exit leads, items' own first."""
        return [*(item.way for item in self._routing() if item.way), *self.ways]

    def controls(self) -> Iterable[Control]:
        """Every control of the page."""
        yield from super().controls()
        yield from self.all_ways()

    def taken(self, control: ListControl) -> list[str]:
        """What the id of a new item may not be: its neighbours', and those of other exits."""
        found = super().taken(control)
        if control.piece in self._routing_pieces():
            found += [way.id for way in self._known_ways()]
        return found

    def node(self) -> Node | None:
        """The node as it is typed, when it has a shape at all."""
        stored = self.sheet.stored(self.base)
        stored.pop("exits", None)
        try:
            return self.kind.model_validate(stored)
        except ValueError:
            return None

    def _stored(self) -> Node:
        """The node as it is stored."""
        stored = {key: value for key, value in self.base.items() if key != "exits"}
        return self.kind.model_validate(stored)

    def settle(self) -> None:
        """After anything has moved: paths, rooms, and the controls of the exits."""
        super().settle()
        exits = self.base.get("exits", {})
        for item in self._routing():
            if item.way is None:
                was = (
                    item.base["id"]
                    if isinstance(item.base, dict) and "id" in item.base
                    else item.id
                )
                item.way = self._way(f"{item.sheet.prefix}_to", item.id, exits.get(was, MISSING))
            item.way.exit_id = item.id
            item.way.path = f"exits.{item.id}"
        of_items = {item.id for item in self._routing()}
        rest = [way for way in self._known_ways() if way.id not in of_items]
        self.ways = [
            self._way(f"_to-{way.id}", way.id, exits.get(way.id, MISSING), way) for way in rest
        ]
        self._measure()

    def _way(self, name: str, exit_id: str, base: Any, way: Exit | None = None) -> WayControl:
        control = way_control(self.setting, name, exit_id, base=base, formdata=self._formdata)
        if way is not None:
            control.label.text = str(pgettext("exit", way.label))
        return control

    def _measure(self) -> None:
        node = self.node() or self._stored()
        exact = {one.path: one.room for one in node.wordings()}
        usual = fresh.rooms(str(self.base["kind"]))
        for control in self.sheet.below():
            control.room = exact.get(control.path) or usual.get(fresh.any_item(control.path))

    def _known_ways(self) -> tuple[Exit, ...]:
        """The exits of the node as typed; while it has no shape, those of the stored node."""
        node = self.node()
        if node is None:
            node = self._stored()
            gone = self._gone()
            return tuple(way for way in node.ways() if way.id not in gone)
        return node.ways()

    def _gone(self) -> set[str]:
        """The ids of stored items that are exits and are no longer on the page."""
        before = {
            str(one.get("id"))
            for piece in self._routing_pieces()
            for one in self.base.get(piece.key) or ()
        }
        return before - {item.id for item in self._routing()}

    def _routing_pieces(self) -> list[Any]:
        return [
            control.piece
            for control in self.sheet.controls
            if isinstance(control, ListControl) and fresh.routes(self.kind, control.piece.key)
        ]

    def _routing(self) -> list[Item]:
        """The items whose ids are exits."""
        return [
            item
            for control in self.sheet.controls
            if isinstance(control, ListControl) and fresh.routes(self.kind, control.piece.key)
            for item in control.items
        ]


def setting_of(
    flow: Flow,
    page_language: str,
    words: Mapping[str, str],
    offers: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Setting:
    """What surrounds the nodes of ``flow``; ``words`` is what staff read for each node.

    ``offers`` is what the department has, by noun.
    """
    extras: dict[str, str] = flow.defaults.__pydantic_extra__ or {}
    return Setting(
        languages=tuple(flow.languages),
        page_language=page_language,
        nodes=tuple((node_id, words.get(node_id, node_id)) for node_id in flow.nodes),
        kinds=kinds(page_language),
        defaults=tuple((key, words.get(to, to)) for key, to in extras.items()),
        offers=offers or {},
    )


def kinds(page_language: str) -> tuple[tuple[str, str], ...]:
    """Every kind by its name and what staff call it, those that are offered first coming first."""
    return tuple(
        (name, kind.names.get(page_language) or kind.names["en"])
        for name, kind in registry().items()
    )
