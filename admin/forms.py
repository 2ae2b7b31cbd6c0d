"""Forms of the staff site, and the field for a text in several languages."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from flask_admin.form import BaseForm
from flask_babel import gettext, ngettext
from wtforms import Field, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types
from wtforms.widgets import TextInput

LANGUAGES = {"zh-Hant": "繁體中文", "en": "English", "zh-Hans": "简体中文"}
LONGEST_TEXT = 2000


class _Catalogue:
    """WTForms' own sentences, looked up in our catalogue: it has none for Hong Kong."""

    def gettext(self, text: str) -> str:
        return str(gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(ngettext(one, many, count))


class AdminForm(BaseForm):
    """A form without a token of its own: the application's protection asks for one everywhere.

    ``leading`` names the fields to begin with; the others follow as they were written.
    """

    leading: ClassVar[tuple[str, ...]] = ()

    def __iter__(self) -> Iterator[Any]:
        """The fields in the order in which people are asked."""
        places = {name: place for place, name in enumerate(self.leading)}
        return iter(
            sorted(super().__iter__(), key=lambda field: places.get(field.name, len(places)))
        )

    class Meta:
        """WTForms' hooks."""

        _catalogue = _Catalogue()

        def get_translations(self, form: Any) -> _Catalogue:  # noqa: ARG002 (the signature is WTForms')
            """Where messages are looked up."""
            return self._catalogue


def option(value: str | int, label: str) -> Any:
    """A choice of a select field."""
    return SelectChoice(value, label)


class TextsField(Field):
    """A text by language tag: ``{"en": …}``. Each language is an input named ``<field>-<tag>``.

    Empty languages are left out. ``rows`` above 1 asks for a larger input.
    """

    widget = TextInput()

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        rows: int = 1,
        longest: int = LONGEST_TEXT,
        hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """``hints`` shows what is used where a language is left empty."""
        super().__init__(label, validators, **kwargs)
        self.rows = rows
        self.longest = longest
        self.hints = hints or {}
        self.data: dict[str, str] = {}

    def inputs(self) -> list[dict[str, str]]:
        """What the template draws: one a language, the known ones first."""
        tags = [*LANGUAGES, *(tag for tag in self.data if tag not in LANGUAGES)]
        return [
            {
                "name": f"{self.name}-{tag}",
                "tag": tag,
                "language": LANGUAGES.get(tag, tag),
                "value": self.data.get(tag, ""),
                "hint": self.hints.get(tag, ""),
            }
            for tag in tags
        ]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """WTForms: take the stored texts, then what was sent. Languages nobody sent stay."""
        del extra_filters
        self.process_errors = []
        self.object_data = data if isinstance(data, dict) else {}
        self.data = {str(tag): str(text) for tag, text in self.object_data.items()}
        if formdata is None:
            return
        for tag in [*LANGUAGES, *self.data]:
            sent = formdata.get(f"{self.name}-{tag}")
            if sent is not None:
                self.data[tag] = sent.replace("\r\n", "\n").strip()
        self.data = {tag: text for tag, text in self.data.items() if text}

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 (the signature is WTForms')
        """WTForms: no language is too long."""
        for tag, text in self.data.items():
            if len(text) > self.longest:
                raise ValidationError(
                    gettext(
                        "%(language)s is longer than %(most)s characters.",
                        language=LANGUAGES.get(tag, tag),
                        most=self.longest,
                    )
                )


class SecretField(StringField):
    """A secret that can be written and never read: its input is always empty, and empty keeps it."""

    def _value(self) -> str:
        return ""

    def populate_obj(self, obj: Any, name: str) -> None:
        """WTForms: only what was entered replaces the secret."""
        if self.data:
            setattr(obj, name, self.data)
