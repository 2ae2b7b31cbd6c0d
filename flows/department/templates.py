"""The templates that WhatsApp has approved for a department: their words, blanks and buttons.

Outside the window for free words these are all that may be sent, in exactly these words. A blank is
``{{1}}`` or ``{{name}}``; what goes in is one line, as WhatsApp demands.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from flows.documents.shape import LanguageTag, PlainText, Shape
from flows.messages import (
    FOOTER,
    HEADER,
    INTERACTIVE_BODY,
    TEMPLATE_BUTTON_TITLE,
    TEMPLATE_BUTTONS,
    TEMPLATE_BUTTONS_ON_A_COMPUTER,
)

CODES = {"zh-Hant": "zh_HK", "zh-Hans": "zh_CN", "en": "en"}
MOST = 1000
APPROVED: Literal["APPROVED"] = "APPROVED"
_BLANK = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")

TemplateName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,512}$")]
BlankName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")]
Status = Literal[
    "APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "PENDING_DELETION",
    "DELETED", "LIMIT_EXCEEDED", "ARCHIVED", "LOCKED",
]  # fmt: skip


class TemplateButton(Shape):
    """A button of a template: a quick reply, or one that opens a page or calls a number."""

    type: Literal["quick_reply", "url", "phone_number"] = "quick_reply"
    text: Annotated[PlainText, Field(min_length=1, max_length=TEMPLATE_BUTTON_TITLE)]
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s{}]+$")] | None = None
    phone_number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{3,20}$")] | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.type != "quick_reply" and not getattr(self, self.type):
            message = f"a button of type {self.type} needs its {self.type}"
            raise ValueError(message)
        return self

    @property
    def target(self) -> str:
        """The page or the number behind it; empty for a quick reply."""
        return self.url or self.phone_number or ""


def _readable(text: str) -> str:
    names = blanks(text)
    numbers = [name for name in names if name.isdecimal()]
    if numbers and (len(numbers) < len(names) or set(numbers) != _counted(len(numbers))):
        message = "the blanks are either {{1}}, {{2}} and so on without a gap, or all have names"
        raise ValueError(message)
    return text


def _counted(most: int) -> set[str]:
    return {str(number) for number in range(1, most + 1)}


class Translation(Shape):
    """A template in one language, as it was approved or is to be."""

    body: Annotated[
        PlainText, Field(min_length=1, max_length=INTERACTIVE_BODY), AfterValidator(_readable)
    ]
    header: Annotated[PlainText, Field(max_length=HEADER), AfterValidator(_readable)] = ""
    footer: Annotated[PlainText, Field(max_length=FOOTER)] = ""
    buttons: Annotated[list[TemplateButton], Field(max_length=TEMPLATE_BUTTONS)] = Field(
        default_factory=list
    )
    status: Status = APPROVED

    @property
    def replies(self) -> list[TemplateButton]:
        """Its quick replies, in their order."""
        return [button for button in self.buttons if button.type == "quick_reply"]

    @property
    def shown_on_a_computer(self) -> bool:
        """Whether WhatsApp on a computer shows it: few buttons, and quick replies not among others."""
        mixed = 0 < len(self.replies) < len(self.buttons)
        return not mixed and len(self.buttons) <= TEMPLATE_BUTTONS_ON_A_COMPUTER


class Template(Shape):
    """A template in its languages, by WhatsApp's codes; ``codes`` where a language has another."""

    category: Literal["MARKETING", "UTILITY", "AUTHENTICATION"] = "UTILITY"
    languages: Annotated[dict[Code, Translation], Field(min_length=1, max_length=70)]
    codes: Annotated[dict[LanguageTag, Code], Field(max_length=20)] = Field(default_factory=dict)

    def code(self, language: str) -> str:
        """WhatsApp's code for ``language``, a tag such as ``zh-Hant``."""
        return self.codes.get(language) or CODES.get(language) or language.replace("-", "_")

    def approved(self, languages: Iterable[str]) -> tuple[str, Translation] | None:
        """The first of ``languages`` that may be sent: its code and its words; None without one."""
        for code in map(self.code, languages):
            found = self.languages.get(code)
            if found is not None and found.status == APPROVED:
                return code, found
        return None


Templates = Annotated[dict[TemplateName, Template], Field(max_length=MOST)]


def blanks(text: str) -> tuple[str, ...]:
    """The names of the blanks in ``text``, each once: numbers by size, others as they stand."""
    found = dict.fromkeys(_BLANK.findall(text))
    if all(name.isdecimal() for name in found):
        return tuple(sorted(found, key=int))
    return tuple(found)


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with ``values`` in its blanks; a value is never read again for blanks."""
    return _BLANK.sub(lambda blank: values.get(blank[1], ""), text)


def one_line(value: str) -> str:
    """``value`` as WhatsApp takes it: no new lines, no tabs, no rows of spaces."""
    return " ".join(value.split())


def preferred(reader: str, languages: Sequence[str]) -> list[str]:
    """The languages to look for a template in: the reader's, the other Chinese, then the flow's."""
    chinese = [tag for tag in languages if tag.startswith("zh")] if reader[:2] == "zh" else []
    return list(dict.fromkeys(tag for tag in (reader, *chinese, *languages) if tag))
