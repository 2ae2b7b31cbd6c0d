"""Controls with a single value: a line, a number, a tick, a length of time, one of several."""

import re
from typing import Any

from flask_babel import gettext

from admin.builder.control import Control, plain
from flows import fields
from flows.documents.anatomy import MISSING, Missing

_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhdw])")
UPLOAD = "-upload"  # after the name of a control for a file, the input that takes one
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


class LineControl(Control):
    """A line of text."""

    look = "line"


class IdControl(LineControl):
    """The id of an option or a field. It stays: reports and people under way know it by this."""

    look = "id"


class NumberControl(Control):
    """A number, or, where the model allows one, a word in its place."""

    look = "number"

    def show(self, base: Any) -> Any:
        """``6``, not ``6.0``."""
        if isinstance(base, float) and base.is_integer():
            return str(int(base))
        return super().show(base)

    def read(self, typed: Any) -> Any:
        """An int or a float; what is neither is left for the model to refuse."""
        if not typed:
            return MISSING
        if _WHOLE.fullmatch(typed):
            return int(typed)
        try:
            amount = float(typed)
        except ValueError:
            return typed
        return amount if abs(amount) < float("inf") else typed

    def sentence(self, text: str) -> str:
        """One sentence for whatever is not a number."""
        return str(gettext("Write a number, such as 5.")) if isinstance(self.value, str) else text


class TickControl(Control):
    """Yes or no."""

    look = "tick"

    def sent(self, formdata: Any) -> bool:
        """Whether the page had it: an empty box sends only its companion."""
        return f"{self.name}-shown" in formdata

    def show(self, base: Any) -> Any:
        """Whether it is ticked, the model's own default where nothing is stored."""
        return bool(self.piece.default if isinstance(base, Missing) else base)

    def hear(self, formdata: Any) -> Any:
        """Whether it was ticked."""
        return self.name in formdata

    def read(self, typed: Any) -> Any:
        """The tick itself."""
        return typed


class DurationControl(Control):
    """A length of time: a number and its unit."""

    look = "duration"

    def show(self, base: Any) -> Any:
        """Number and unit."""
        found = _DURATION.fullmatch(str(base)) if isinstance(base, str) else None
        return (found[1], found[2]) if found else (super().show(base), self._usual)

    def hear(self, formdata: Any) -> Any:
        """Number and unit as sent."""
        amount = plain(formdata.get(self.name, "")).strip()
        shown = self.show(self.base)
        # Without a number the unit means nothing, and must not count as a change.
        return (amount, formdata.get(f"{self.name}-unit", self._usual) if amount else shown[1])

    def read(self, typed: Any) -> Any:
        """As it is stored: ``23h``."""
        amount, unit = typed
        return f"{amount}{unit}" if amount else MISSING

    def units(self) -> list[tuple[str, str]]:
        """What to choose from; seconds only where they are stored, or what is left out is seconds."""
        named = [
            ("m", gettext("minutes")),
            ("h", gettext("hours")),
            ("d", gettext("days")),
            ("w", gettext("weeks")),
        ]
        return [
            *([("s", gettext("seconds"))] if "s" in {self.typed[1], self._usual} else []),
            *named,
        ]

    @property
    def _usual(self) -> str:
        """The unit of the model's own default, else hours."""
        found = _DURATION.fullmatch(str(self.piece.default))
        return found[2] if found else "h"

    def sentence(self, text: str) -> str:  # noqa: ARG002 (the model's sentence shows its pattern)
        """What a length of time is."""
        return str(gettext("Write a whole number from 1 to 99999 and choose the unit."))


class ChoiceControl(Control):
    """One of the values that the model names, or of the types of answers."""

    look = "choice"

    def choices(self) -> list[tuple[str, str]]:
        """Value and what staff read; an unknown stored value is kept."""
        language = self.setting.page_language
        found = [
            (one, gettext(one.replace("_", " ").capitalize())) for one in self.piece.literals
        ] or [
            (name, kind.names.get(language, kind.names["en"]))
            for name, kind in fields.registry().items()
        ]
        if self.typed not in dict(found):
            found = [(self.typed, self.typed or gettext("Choose")), *found]
        return found


class NodeControl(Control):
    """One of the flow's nodes."""

    look = "node"

    def offered(self) -> list[tuple[str, str]]:
        """What there is."""
        return list(self.setting.nodes)

    def choices(self) -> list[tuple[str, str]]:
        """What there is; a name of something that is not there is kept and marked."""
        found = self.offered()
        if self.typed and self.typed not in dict(found):
            found.insert(0, (self.typed, gettext("%(node)s (does not exist)", node=self.typed)))
        if not self.piece.required or not self.typed:
            found.insert(0, ("", gettext("Not set")))
        return found


class OfferControl(NodeControl):
    """One of the things that the department has: its flows, its queues."""

    def offered(self) -> list[tuple[str, str]]:
        """Those of the noun that the widget names."""
        return list(self.setting.offers[self.piece.widget])


class AssetControl(OfferControl):
    """One of the department's files, or one that is sent along with the page."""

    look = "asset"

    @property
    def upload(self) -> str:
        """The name of the input that takes a file."""
        return f"{self.name}{UPLOAD}"


class WayControl(NodeControl):
    """Where an exit leads: a node, a new one (``+menu``), or by the flow's default."""

    look = "way"
    exit_id = ""

    def choices(self) -> list[tuple[str, str]]:
        """The default or nothing first, then the nodes."""
        found = [one for one in super().choices() if one[0]]
        default = dict(self.setting.defaults).get(self.exit_id)
        empty = (
            gettext("As for the whole flow: %(node)s", node=default)
            if default
            else gettext("Nowhere yet")
        )
        return [("", empty), *(one for one in found if not one[0].startswith("+"))]

    def new(self) -> list[tuple[str, str]]:
        """The kinds that a new node can be of."""
        return [
            (f"+{kind}", gettext("New: %(kind)s", kind=name)) for kind, name in self.setting.kinds
        ]

    @property
    def wanted_kind(self) -> str:
        """The kind of the new node that was asked for, or an empty text."""
        kind = self.typed.removeprefix("+")
        return kind if self.typed.startswith("+") and kind in dict(self.setting.kinds) else ""
