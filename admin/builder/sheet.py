"""A WTForms form made from any shape, and the controls that hold further forms: parts and lists.

An item of a list is known by a token, which is part of the names of its inputs and stays when the
item moves. A token that is the number of a stored item means that item.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.utils import unset_value

from admin.builder.control import Control, Setting
from admin.builder.inputs import (
    AssetControl,
    ChoiceControl,
    DurationControl,
    IdControl,
    LineControl,
    NodeControl,
    NumberControl,
    OfferControl,
    TickControl,
    WayControl,
)
from admin.builder.lettering import cut
from admin.builder.notes import Note
from admin.builder.pairs import PairsControl
from admin.builder.rules import RuleControl
from admin.builder.texts import EitherControl, LinesControl, TextsControl, WordsControl
from flows.conditions import Rule
from flows.documents.anatomy import MISSING, Piece, pieces
from flows.documents.shape import Shape

MOST_ITEMS = 200
HEADLINE = 60  # Latin letters' width
_WAY = Piece(
    key="to",
    titles={"en": "Leads to", "zh-Hant": "通往", "zh-Hans": "通往"},
    help="",
    widget="way",
    required=False,
    default=MISSING,
    types=(str,),
)
_BY_WIDGET: Mapping[str, type[Control]] = {
    "words": WordsControl,
    "number": NumberControl,
    "tick": TickControl,
    "duration": DurationControl,
    "choice": ChoiceControl,
    "node": NodeControl,
}


class Sheet(BaseForm):
    """The controls of one shape."""

    def __init__(self, shape: type[Shape], setting: Setting, prefix: str = "") -> None:
        """Make a control for every field of ``shape``."""
        self.prefix = prefix
        fields = [(piece.key, _unbound(piece, setting)) for piece in pieces(shape)]
        super().__init__(fields, prefix=prefix, meta=DefaultMeta())

    @property
    def controls(self) -> list[Control]:
        """The controls, in order."""
        return [control for control in self if isinstance(control, Control)]

    def stored(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """``base`` with what was changed on the page, and nothing else."""
        made = dict(base)
        for key, control in self._fields.items():
            value = control.value  # type: ignore[attr-defined]
            if value is MISSING:
                made.pop(key, None)
            else:
                made[key] = value
        return made

    def place(self, path: str) -> None:
        """Tell every control where in the node it stands."""
        for control in self.controls:
            control.place(f"{path}.{control.piece.key}" if path else control.piece.key)

    def below(self) -> Iterator[Control]:
        """Every control, however deep."""
        for control in self.controls:
            yield from control.below()


class PartControl(Control):
    """A shape within a shape. One that may be absent is added and taken out by buttons."""

    look = "part"

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        """WTForms: hand what is stored and what was sent on to the form within."""
        del extra_filters
        self.base = MISSING if data is unset_value else data
        self.is_there = isinstance(self.base, dict) or self.piece.required
        if formdata is not None and self.name in formdata:
            self.is_there = formdata.get(self.name) == "1" or self.piece.required
        shape = self.piece.shape
        assert shape is not None  # noqa: S101 (parts are made of pieces with a shape)
        self.sheet = Sheet(shape, self.setting, f"{self.name}-")
        self.sheet.process(formdata, data=self.base if isinstance(self.base, dict) else {})

    @property
    def is_filled(self) -> bool:
        """Whether the part is there."""
        return self.is_there

    @property
    def value(self) -> Any:
        """The part, or MISSING."""
        if not self.is_there:
            return self.base if self.base is None else MISSING
        return self.sheet.stored(self.base if isinstance(self.base, dict) else {})

    def place(self, path: str) -> None:
        """Tell those within as well."""
        super().place(path)
        self.sheet.place(path)

    def below(self) -> Iterator[Control]:
        """This and those within."""
        yield self
        if self.is_there:
            yield from self.sheet.below()


class Item:
    """One item of a list: its token, its form, and where its exit leads if it has one."""

    def __init__(self, token: str, name: str, sheet: Sheet, base: Any) -> None:
        """An item with the stored value ``base``, or MISSING when it is new."""
        self.token = token
        self.name = name
        self.notes: list[Note] = []
        self.sheet = sheet
        self.base = base
        self.way: WayControl | None = None
        self.path = ""

    @property
    def id(self) -> str:
        """What is typed as the item's id; empty where its shape has none."""
        return str(self.sheet["id"].typed) if "id" in self.sheet else ""  # type: ignore[attr-defined]

    @property
    def headline(self) -> str:
        """The item's first words in the language of the page, else its id."""
        for control in self.sheet.controls:
            if control.look == "texts":
                texts = control.typed
                own = texts.get(control.setting.page_language)
                words = own or next((text for text in texts.values() if text), "")
                return cut(" ".join(words.split()), HEADLINE) or self.id
        chosen = next((one for one in self.sheet.controls if isinstance(one, ChoiceControl)), None)
        return self.id or (str(dict(chosen.choices())[chosen.typed]) if chosen else "")

    @property
    def main(self) -> list[Control]:
        """What is shown at once: up to the first words, and whatever is filled in or wrong."""
        controls = [one for one in self.sheet.controls if one.look != "id"]
        words = [place for place, one in enumerate(controls) if one.look in {"texts", "rule"}]
        first = words[0] if words else 0
        return [
            one
            for place, one in enumerate(controls)
            if place <= first or one.is_filled or one.is_troubled or _is_telling(one)
        ]

    @property
    def is_new(self) -> bool:
        """Whether nothing of it is stored yet."""
        return self.base is MISSING

    @property
    def further(self) -> list[Control]:
        """The rest, which is folded away."""
        shown = self.main
        return [one for one in self.sheet.controls if one not in shown]

    @property
    def stored(self) -> Any:
        """The item as it is to be stored."""
        return self.sheet.stored(self.base if isinstance(self.base, dict) else {})


class ListControl(Control):
    """A list of shapes, with buttons that add, remove and move."""

    look = "list"

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        """WTForms: the stored items, or those that were sent in the order they were sent."""
        del extra_filters
        self.base = MISSING if data is unset_value else data
        stored = self.base if isinstance(self.base, list) else []
        tokens = [str(place) for place in range(len(stored))]
        if formdata is not None and self.name in formdata:
            sent = [one for one in formdata.getlist(self.name) if one.isdecimal() and len(one) < 7]
            tokens = list(dict.fromkeys(sent))[:MOST_ITEMS]
        self.items = [self._item(token, stored, formdata) for token in tokens]

    def _item(self, token: str, stored: Sequence[Any], formdata: Any) -> Item:
        shape = self.piece.item_shape
        assert shape is not None  # noqa: S101 (lists are made of pieces with an item's shape)
        base = stored[int(token)] if int(token) < len(stored) else MISSING
        sheet = Sheet(shape, self.setting, f"{self.name}-{token}-")
        sheet.process(formdata, data=base if isinstance(base, dict) else {})
        return Item(token, f"{self.name}-{token}", sheet, base)

    def add(self, new: Mapping[str, Any]) -> Item:
        """Add an item that starts as ``new``."""
        stored = self.base if isinstance(self.base, list) else []
        taken = [int(item.token) for item in self.items]
        token = str(max([*taken, len(stored) - 1], default=-1) + 1)
        item = self._item(token, (), None)
        item.sheet.process(None, data=new)
        for control in item.sheet.below():
            control.base = MISSING if control.look not in {"list", "part"} else control.base
        self.items.append(item)
        return item

    def remove(self, token: str) -> None:
        """Take an item out."""
        self.items = [item for item in self.items if item.token != token]

    def move(self, token: str, by: int) -> None:
        """Move an item up (-1) or down (+1); at the end it stays."""
        here = next((place for place, item in enumerate(self.items) if item.token == token), None)
        if here is None or not 0 <= here + by < len(self.items):
            return
        self.items.insert(here + by, self.items.pop(here))

    @property
    def is_filled(self) -> bool:
        """Whether there is any item."""
        return bool(self.items)

    @property
    def value(self) -> Any:
        """The items; an empty list where none was stored stays absent."""
        made = [item.stored for item in self.items]
        if not made and not isinstance(self.base, list) and not self.piece.required:
            return self.base
        return made

    def place(self, path: str) -> None:
        """Tell the items by their present order."""
        super().place(path)
        for number, item in enumerate(self.items):
            item.path = f"{path}[{number}]"
            item.sheet.place(item.path)

    def below(self) -> Iterator[Control]:
        """This and all within."""
        yield self
        for item in self.items:
            yield from item.sheet.below()


def _is_telling(control: Control) -> bool:
    """Whether an empty control says something: a tick that is usually set."""
    return control.look == "tick" and control.piece.default is True


def way_control(
    setting: Setting, name: str, exit_id: str, *, base: Any, formdata: Any
) -> WayControl:
    """The control for where an exit leads, as an input of this name."""
    form = BaseForm([(name, _unbound(_WAY, setting))], meta=DefaultMeta())
    form.process(formdata, data={} if base is MISSING else {name: base})
    control: Any = form[name]
    control.exit_id = exit_id
    control.path = f"exits.{exit_id}"
    found: WayControl = control
    return found


def _unbound(piece: Piece, setting: Setting) -> Any:
    """The control that fits ``piece``: what is offered, else by its type, then by its widget."""
    if piece.widget == "asset":
        return AssetControl(piece, setting)
    if setting.offers.get(piece.widget):
        return OfferControl(piece, setting)
    return _class(piece)(piece, setting)


def _class(piece: Piece) -> type[Control]:
    if piece.widget == "way":
        return WayControl
    if piece.item_shape is not None:
        return ListControl
    if piece.shape is not None:
        return PartControl
    if Rule in piece.types:
        return RuleControl
    if piece.widget == "pairs":
        return PairsControl
    if piece.by_language:
        return EitherControl if piece.holds(str) else TextsControl
    return LinesControl if piece.holds(list) else _single(piece)


def _single(piece: Piece) -> type[Control]:
    """The control for one value."""
    if piece.literals:
        return ChoiceControl
    if piece.key == "id":
        return IdControl
    if piece.holds(bool):
        return TickControl
    if piece.widget == "line" and (piece.holds(int) or piece.holds(float)):
        return NumberControl
    return _BY_WIDGET.get(piece.widget, LineControl)
