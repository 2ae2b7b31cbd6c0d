"""A control: the WTForms field that edits one field of a shape without touching what is not edited.

A control shows what is stored as the texts of its inputs, and reads texts back. Where the texts
come back as they were shown, the stored value stays exactly as it is: nothing is filled in, nothing
is converted, and a key that was absent stays absent. What was typed is kept even when it is wrong;
the model judges it, and its sentence is put beside the control.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.widgets import TextInput

from admin.builder.notes import Note
from flows.documents.anatomy import MISSING, Piece


@dataclass(frozen=True)
class Setting:
    """What surrounds a node's page: languages, the nodes there are, the language of the page."""

    languages: tuple[str, ...]
    page_language: str = "en"
    nodes: tuple[tuple[str, str], ...] = ()  # id and what staff read
    kinds: tuple[tuple[str, str], ...] = ()  # that a new node can be of
    defaults: tuple[tuple[str, str], ...] = ()  # exits that lead somewhere by the flow's default
    # What the department has, by noun (flow, queue …): its name and what staff read.
    offers: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


class Control(Field):
    """One field of a shape. ``look`` names the macro that draws it."""

    look: ClassVar[str]
    widget = TextInput()

    def __init__(self, piece: Piece, setting: Setting, **kwargs: Any) -> None:
        """Edit ``piece`` in this ``setting``."""
        super().__init__(piece.title(setting.page_language), description=piece.help, **kwargs)
        self.piece = piece
        self.setting = setting
        self.path = piece.key
        self.room: int | None = None
        self.notes: list[Note] = []
        self.base: Any = MISSING
        self.typed: Any = None

    def process(
        self,
        formdata: Any,
        data: Any = unset_value,
        extra_filters: Sequence[Any] | None = None,
    ) -> None:
        """WTForms: take what is stored, then what was sent; what was not sent stays."""
        del extra_filters
        self.base = MISSING if data is unset_value else data
        self.typed = self.show(self.base)
        if formdata is not None and self.sent(formdata):
            self.typed = self.hear(formdata)

    def sent(self, formdata: Any) -> bool:
        """Whether the page that was sent had this control."""
        return self.name in formdata

    def show(self, base: Any) -> Any:
        """What the inputs hold for a stored value."""
        return "" if base is MISSING or base is None else plain(str(base))

    def hear(self, formdata: Any) -> Any:
        """What the inputs held when they were sent."""
        return plain(formdata.get(self.name, "")).strip()

    def read(self, typed: Any) -> Any:
        """The value that the inputs mean, or MISSING."""
        return typed if typed or self.piece.required else MISSING

    @property
    def value(self) -> Any:
        """What is to be stored, or MISSING when the key is to be absent."""
        return self.base if self.typed == self.show(self.base) else self.read(self.typed)

    @property
    def is_filled(self) -> bool:
        """Whether it holds anything but what it would hold by itself."""
        return bool(self.typed != self.show(MISSING))

    def place(self, path: str) -> None:
        """Tell the control where in the node it stands."""
        self.path = path

    def below(self) -> Iterator["Control"]:
        """This control and every control within it."""
        yield self

    @property
    def is_troubled(self) -> bool:
        """Whether a note stands here or anywhere within."""
        return any(control.notes for control in self.below())

    def sentence(self, text: str) -> str:
        """What to say of a fault that the model found, ``text`` being the model's own sentence."""
        return text


def plain(text: str) -> str:
    """``text`` with the line ends that are stored; browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
