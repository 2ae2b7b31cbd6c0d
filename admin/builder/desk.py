"""A sheet in use: its buttons, and the notes that stand beside its controls."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from admin.builder import fresh
from admin.builder.control import Control, Setting
from admin.builder.notes import Note, ancestors
from admin.builder.pairs import PairsControl
from admin.builder.rules import RuleControl
from admin.builder.sheet import Item, ListControl, PartControl, Sheet
from flows.documents.shape import Shape


class Desk:
    """A sheet over ``base``, with what was sent; ``base`` is never changed in place."""

    def __init__(
        self, shape: type[Shape], setting: Setting, base: Mapping[str, Any], formdata: Any = None
    ) -> None:
        """Show ``base``, then what was sent."""
        self.base = base
        self.setting = setting
        self.sheet = Sheet(shape, setting)
        self.sheet.process(formdata, data=base)
        self.focus = ""  # the name of the control that a button has just made
        self.notes: list[Note] = []  # all of them, each with the control that it stands beside
        self.settle()

    @property
    def stored(self) -> dict[str, Any]:
        """What is to be stored."""
        return self.sheet.stored(self.base)

    def controls(self) -> Iterable[Control]:
        """Every control of the page."""
        yield from self.sheet.below()

    def settle(self) -> None:
        """After anything has moved: tell the controls where they stand."""
        self.sheet.place("")

    def taken(self, control: ListControl) -> list[str]:
        """What the id of a new item may not be."""
        return [item.id for item in control.items]

    def press(self, op: str) -> None:
        """Do what a button says: ``add:options``, ``remove:options:2``, ``up:…``, ``down:…``."""
        verb, _, rest = op.partition(":")
        name, _, token = rest.partition(":")
        control = next((one for one in self.sheet.below() if one.name == name), None)
        match control:
            case ListControl():
                self._press_list(control, verb, token)
            case PartControl():
                control.is_there = verb == "add"
                self.focus = name
            case RuleControl():
                self._press_rows(control, verb, token, "path")
            case PairsControl():
                self._press_rows(control, verb, token, "key")
        self.settle()

    def _press_list(self, control: ListControl, verb: str, token: str) -> None:
        if verb == "add" and control.piece.item_shape is not None:
            stem = control.piece.key.rstrip("s") or "item"
            new = fresh.item(control.piece.item_shape, self.taken(control), stem)
            item = control.add(new)
            self.focus = next((one.name for one in item.sheet.controls if one.look != "id"), "")
        elif verb == "remove":
            control.remove(token)
            self.focus = control.name
        elif verb in {"up", "down"}:
            control.move(token, -1 if verb == "up" else 1)
            self.focus = f"{control.name}-{token}"

    def _press_rows(
        self, control: RuleControl | PairsControl, verb: str, token: str, first: str
    ) -> None:
        if verb == "add":
            self.focus = f"{control.name}-{control.add()}-{first}"
        elif verb == "remove":
            control.remove(token)
            self.focus = control.name

    def put(self, notes: Iterable[Note]) -> None:
        """Stand each note beside the control that it names, or the nearest around it."""
        places: dict[str, Control | Item] = {}
        for control in self.controls():
            places.setdefault(control.path, control)
            if isinstance(control, ListControl):
                places.update({item.path: item for item in control.items})
        for note in notes:
            found = next((places[path] for path in ancestors(note.path) if path in places), None)
            if found is None:
                self.notes.append(note)
                continue
            text = note.text
            if isinstance(found, Control) and found.path == note.path:
                text = found.sentence(text)
            placed = replace(note, text=text, anchor=found.name)
            found.notes.append(placed)
            self.notes.append(placed)
