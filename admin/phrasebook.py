"""The field in which a department puts its own words for the built-in sentences."""

import re
from typing import Any

from flask_babel import gettext
from wtforms import Field, ValidationError
from wtforms.widgets import TextInput

from admin.forms import LANGUAGES
from flows.phrases import SENTENCES

LONGEST = 1000
_PLACE = re.compile(r"\{(\w+)\}")


class PhrasesField(Field):
    """Overrides by sentence, then language: ``{"goodbye": {"en": …}}``; what is empty is left out.

    Each is an input named ``<field>-<sentence>-<tag>``.
    """

    widget = TextInput()

    def __init__(self, label: str = "", validators: list[Any] | None = None, **kwargs: Any) -> None:
        """A field without any override."""
        super().__init__(label, validators, **kwargs)
        self.data: dict[str, dict[str, str]] = {}

    def entries(self) -> list[dict[str, Any]]:
        """What the template draws: every sentence with an input a language."""
        return [
            {"key": key, "changed": key in self.data, "inputs": self._inputs(key)}
            for key in SENTENCES["en"]
        ]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """WTForms: take what is stored, then what was sent. A sentence nobody sent stays."""
        del extra_filters
        self.process_errors = []
        self.object_data = data if isinstance(data, dict) else {}
        self.data = {key: dict(texts) for key, texts in self.object_data.items()}
        if formdata is None:
            return
        for key in SENTENCES["en"]:
            for tag in LANGUAGES:
                sent = formdata.get(self._input(key, tag))
                if sent is not None:
                    text = sent.replace("\r\n", "\n").strip()
                    self.data.setdefault(key, {})[tag] = text
        cleaned = {
            key: {tag: text for tag, text in texts.items() if text}
            for key, texts in self.data.items()
        }
        self.data = {key: texts for key, texts in cleaned.items() if texts}

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 (the signature is WTForms')
        """WTForms: lengths, and only the placeholders that the built-in sentence has."""
        for key, texts in self.data.items():
            for tag, text in texts.items():
                self._check(key, tag, text)

    def _check(self, key: str, tag: str, text: str) -> None:
        place = f"{SENTENCES['en'].get(key, key)} ({LANGUAGES.get(tag, tag)})"
        if len(text) > LONGEST:
            raise ValidationError(
                gettext(
                    "“%(place)s” is longer than %(most)s characters.", place=place, most=LONGEST
                )
            )
        known = set(_PLACE.findall(SENTENCES["en"].get(key, "")))
        unknown = sorted(set(_PLACE.findall(text)) - known)
        if unknown:
            raise ValidationError(
                gettext(
                    "“%(place)s” does not know {%(name)s}.", place=place, name=", ".join(unknown)
                )
            )

    def _inputs(self, key: str) -> list[dict[str, str]]:
        return [
            {
                "name": self._input(key, tag),
                "tag": tag,
                "language": language,
                "value": self.data.get(key, {}).get(tag, ""),
                "hint": SENTENCES[tag][key],
            }
            for tag, language in LANGUAGES.items()
        ]

    def _input(self, key: str, tag: str) -> str:
        return f"{self.name}-{key}-{tag}"
