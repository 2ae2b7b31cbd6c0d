"""Controls for words: one text in every language, lists of words, and a text that may be either."""

from typing import Any

from flask_babel import gettext

from admin.builder.control import Control, plain
from flows.documents.anatomy import MISSING
from flows.messages import length
from flows.phrases import LANGUAGE_NAMES


class TextsControl(Control):
    """A text in every language of the flow, side by side."""

    look = "texts"

    @property
    def tags(self) -> list[str]:
        """The languages to show: the flow's, then others that there are words in."""
        stored = self.base if isinstance(self.base, dict) else {}
        return list(dict.fromkeys([*self.setting.languages, *stored]))

    def input_name(self, tag: str) -> str:
        """The name of the input for one language."""
        return f"{self.name}-{tag}"

    def inputs(self) -> list[dict[str, Any]]:
        """What the page draws, one a language."""
        rows = 1 if self.room is not None and self.room <= 72 else 3
        return [
            {
                "name": self.input_name(tag),
                "tag": tag,
                "language": LANGUAGE_NAMES.get(tag, tag),
                "text": self.typed.get(tag, ""),
                "length": length(self.typed.get(tag, "")),
                "rows": max(rows, min(10, 1 + self.typed.get(tag, "").count("\n"))),
                "notes": [note for note in self.notes if note.language == tag],
            }
            for tag in dict.fromkeys([*self.tags, *self.typed])
        ]

    def own_notes(self) -> list[Any]:
        """The notes that belong to no one language shown here."""
        shown = {one["tag"] for one in self.inputs()}
        return [note for note in self.notes if note.language not in shown]

    def sent(self, formdata: Any) -> bool:
        """Whether any language came."""
        return any(self.input_name(tag) in formdata for tag in self.tags)

    def show(self, base: Any) -> Any:
        """The stored texts."""
        if not isinstance(base, dict):
            return {}
        return {str(tag): self.show_one(text) for tag, text in base.items()}

    def hear(self, formdata: Any) -> Any:
        """What came, by language; languages that did not come stay."""
        heard = dict(self.show(self.base))
        for tag in self.tags:
            sent = formdata.get(self.input_name(tag))
            if sent is None:
                continue
            if plain(sent) == heard.get(tag, ""):
                continue
            heard[tag] = self.tidy(plain(sent))
        return heard

    def tidy(self, text: str) -> str:
        """What was typed, without blanks around it."""
        return text.strip()

    def show_one(self, stored: Any) -> str:
        """The text of one input."""
        return plain(str(stored))

    def read_one(self, text: str) -> Any:
        """What one input means."""
        return text

    @property
    def value(self) -> Any:
        """The texts, those of languages that were not touched exactly as stored."""
        shown, stored = self.show(self.base), self.base if isinstance(self.base, dict) else {}
        if self.typed == shown:
            return self.base
        made: dict[str, Any] = {}
        for tag, text in self.typed.items():
            if tag in shown and shown[tag] == text:
                made[tag] = stored[tag]
            elif text:
                made[tag] = self.read_one(text)
        return made if made or self.piece.required else MISSING


class WordsControl(TextsControl):
    """Several words in every language, one a line."""

    look = "words"

    def show_one(self, stored: Any) -> str:
        """One word a line."""
        return "\n".join(plain(str(word)) for word in stored) if isinstance(stored, list) else ""

    def read_one(self, text: str) -> Any:
        """The lines that are not empty."""
        return [line.strip() for line in text.split("\n") if line.strip()]


class EitherControl(TextsControl):
    """One text for everybody, or one a language: an address of a page, for example."""

    look = "either"

    def sent(self, formdata: Any) -> bool:
        """Whether any of the inputs came."""
        return self.name in formdata or super().sent(formdata)

    def show(self, base: Any) -> Any:
        """The one text under the empty tag, or the texts by language."""
        return {"": plain(base)} if isinstance(base, str) else super().show(base)

    def hear(self, formdata: Any) -> Any:
        """What came."""
        heard = super().hear(formdata)
        one = plain(formdata.get(self.name, heard.get("", ""))).strip()
        if one or "" in self.show(self.base):
            heard[""] = one
        return heard

    def inputs(self) -> list[dict[str, Any]]:
        """What the page draws for the languages."""
        return [one for one in super().inputs() if one["tag"]]

    @property
    def value(self) -> Any:
        """The one text when it alone is there, else the texts by language."""
        if self.typed == self.show(self.base):
            return self.base
        texts = {tag: text for tag, text in self.typed.items() if text}
        if set(texts) == {""}:
            return texts[""]
        if texts:
            # The model refuses the empty tag, so whoever filled in both is told to choose.
            return texts
        return ("" if self.piece.holds(str) else {}) if self.piece.required else MISSING

    def sentence(self, text: str) -> str:
        """Say what to do when both were filled in."""
        if self.typed.get("") and any(text for tag, text in self.typed.items() if tag):
            return str(gettext("Write either one for everybody or one a language, not both."))
        return text


class LinesControl(Control):
    """A list of plain texts, one a line."""

    look = "lines"

    def show(self, base: Any) -> Any:
        """One a line."""
        return "\n".join(plain(str(one)) for one in base) if isinstance(base, list) else ""

    def read(self, typed: Any) -> Any:
        """The lines that are not empty."""
        lines = [line.strip() for line in typed.split("\n") if line.strip()]
        return lines if lines or self.piece.required else MISSING
