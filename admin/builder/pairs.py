"""The control for values under names: rows of a name and a text, kept in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms.utils import unset_value

from admin.builder.control import Control, plain
from flows.documents.anatomy import MISSING

MOST_ROWS = 50


@dataclass
class Pair:
    """One row as it is typed. ``token`` names its inputs."""

    token: str
    key: str = ""
    text: str = ""

    @property
    def lines(self) -> int:
        """How many lines its text wants on the page."""
        return min(10, 1 + self.text.count("\n"))


class PairsControl(Control):
    """A mapping of texts by names that staff choose."""

    look = "pairs"

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        """WTForms: the stored pairs, or those that were sent in the order they were sent."""
        del extra_filters
        self.base = MISSING if data is unset_value else data
        self.rows = self._stored()
        if formdata is not None and self.name in formdata:
            sent = [one for one in formdata.getlist(self.name) if one.isdecimal() and len(one) < 7]
            self.rows = [
                Pair(
                    token,
                    plain(formdata.get(f"{self.name}-{token}-key", "")).strip(),
                    plain(formdata.get(f"{self.name}-{token}-text", "")).strip(),
                )
                for token in list(dict.fromkeys(sent))[:MOST_ROWS]
            ]

    def _stored(self) -> list[Pair]:
        stored = self.base if isinstance(self.base, dict) else {}
        return [
            Pair(str(place), plain(str(key)), plain(str(text)).strip())
            for place, (key, text) in enumerate(stored.items())
        ]

    def add(self) -> str:
        """Add an empty row; gives its token."""
        taken = [int(row.token) for row in self.rows]
        self.rows.append(Pair(str(max(taken, default=-1) + 1)))
        return self.rows[-1].token

    def remove(self, token: str) -> None:
        """Take a row out."""
        self.rows = [row for row in self.rows if row.token != token]

    @property
    def is_filled(self) -> bool:
        """Whether there is any row."""
        return bool(self.rows)

    @property
    def value(self) -> Any:
        """The mapping, texts that were not touched exactly as stored; rows left empty are dropped.

        Where a name is missing or stands twice, the rows as a list, for the model to refuse.
        """
        typed = [(row.key, row.text) for row in self.rows if row.key or row.text]
        shown = {row.key: row.text for row in self._stored()}
        if typed == list(shown.items()):
            return self.base
        if self._fault():
            return [list(pair) for pair in typed]
        stored = self.base if isinstance(self.base, dict) else {}
        made = {
            key: stored[key] if key in stored and shown.get(key) == text else text
            for key, text in typed
        }
        return made if made or self.piece.required else MISSING

    def _fault(self) -> str:
        keys = [row.key for row in self.rows if row.key or row.text]
        if "" in keys:
            return str(gettext("Give every value a name."))
        if len(set(keys)) < len(keys):
            return str(gettext("Two values have the same name: change one."))
        return ""

    def sentence(self, text: str) -> str:
        """What to do about a name that is missing or stands twice."""
        return self._fault() or text
