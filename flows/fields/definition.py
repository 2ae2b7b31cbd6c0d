"""One field of a form, or the one of a question, as it is stored."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from wtforms import Form

from flows.conditions import Rule
from flows.documents.shape import DurationText, Id, Localised, LocalisedWords, Shape, ui
from flows.fields import registry
from flows.fields.answer import FieldType, Typed, form_class, form_of
from flows.messages import INTERACTIVE_BODY, ROW_DESCRIPTION, ROW_TITLE
from flows.node import Kept, Path, Remark, Spoken, Wording
from flows.talk.listed import ListPath, list_remarks

FormClass = type[Form]  # the name `type` is a field of the class below
TRIES = 3
ROOM_TO_ASK = INTERACTIVE_BODY - 160  # the sentence about a wrong answer stands before the question


def _known(value: str) -> str:
    if value not in registry():
        message = f"there is no type “{value[:40]}”; the types are {', '.join(registry())}"
        raise ValueError(message)
    return value


class Choice(Shape):
    """One of the answers to choose from."""

    id: Id = ui("Id", "代號", "代号")
    label: Localised = ui("Label", "標籤", "标签", widget="localised")
    description: Localised = ui(
        "Description", "說明", "说明", widget="localised", default_factory=dict
    )
    also: LocalisedWords = ui(
        "Other words for it", "其他說法", "其他说法", widget="words", default_factory=dict
    )


class FormField(Shape):
    """A question with a typed answer."""

    id: Id = ui("Id", "代號", "代号")
    type: Annotated[str, AfterValidator(_known)] = ui(
        "Type of answer", "答案類型", "答案类型", widget="choice"
    )
    ask: Localised = ui("Question", "問題", "问题", widget="localised", default_factory=dict)
    label: Localised = ui(
        "Short name", "簡稱", "简称", widget="localised", default_factory=dict,
        help_en="Stands for the question where answers are listed.",
    )  # fmt: skip
    help: Localised = ui("Help", "說明", "说明", widget="localised", default_factory=dict)
    required: bool = ui("Must be answered", "必須回答", "必须回答", widget="tick", default=True)
    tries: int = ui("Tries", "嘗試次數", "尝试次数", widget="number", default=TRIES, ge=1, le=10)
    retry: Localised = ui(
        "When the answer is wrong", "答錯時", "答错时", widget="localised", default_factory=dict
    )
    min: float | str | None = ui("Smallest", "最小", "最小", widget="number", default=None)
    max: float | str | None = ui("Largest", "最大", "最大", widget="number", default=None)
    max_length: int | None = ui(
        "Longest, in characters",
        "最多字數",
        "最多字数",
        widget="number",
        default=None,
        ge=1,
        le=4000,
    )
    choices: Annotated[list[Choice], Field(max_length=100)] = ui(
        "Choices", "選項", "选项", widget="options", default_factory=list
    )
    choices_from: ListPath | None = ui(
        "Choices from", "選項來源", "选项来源", default=None,
        help_en="A list that a step before this one found, such as result.call.slots.",
    )  # fmt: skip
    also: LocalisedWords = ui(
        "Other words for it", "其他說法", "其他说法", widget="words", default_factory=dict
    )
    when: Rule | None = ui(
        "Only ask when", "只在以下情況詢問", "只在以下情况询问", widget="rules", default=None
    )
    purpose: Localised | str | None = ui(
        "Why we ask (privacy)", "收集目的", "收集目的", widget="localised", default=None
    )
    basis: Localised | str | None = ui("Legal basis", "法律依據", "法律依据", default=None)
    keep: DurationText | None = ui(
        "Keep for", "保留多久", "保留多久", widget="duration", default=None
    )
    mask: bool = ui("Show masked", "遮蓋顯示", "遮盖显示", widget="tick", default=False)

    @property
    def behaviour(self) -> FieldType:
        """What the type of the field does."""
        return registry()[self.type]

    @cached_property
    def _form_class(self) -> FormClass:
        return form_class(self.behaviour.control(self))

    def form(self, data: Typed, today: date) -> Form:
        """A WTForms form over ``data`` that validates this field's answer, given on ``today``."""
        return form_of(self._form_class, data, today)

    def facts(self) -> dict[str, Any]:
        """What a sentence about a wrong answer may mention."""
        return {
            "min": plain(self.min),
            "max": plain(self.max),
            "max_length": self.max_length or "",
        }

    def choice(self, choice_id: str) -> Choice | None:
        """The choice of this id, or None."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    def wordings(self, prefix: str) -> Iterator[Wording]:
        """Every text of the field that a citizen reads."""
        yield Wording(f"{prefix}.ask", self.ask, ROOM_TO_ASK)
        if self.label:
            yield Wording(f"{prefix}.label", self.label, ROW_TITLE, required=False)
        if self.help:
            yield Wording(f"{prefix}.help", self.help, INTERACTIVE_BODY, required=False)
        if self.retry:
            yield Wording(f"{prefix}.retry", self.retry, INTERACTIVE_BODY, required=False)
        for place, choice in enumerate(self.choices):
            # Up to three that are too long for buttons become a list, so the row is the limit.
            yield Wording(f"{prefix}.choices[{place}].label", choice.label, ROW_TITLE)
            if choice.description:
                where = f"{prefix}.choices[{place}].description"
                yield Wording(where, choice.description, ROW_DESCRIPTION, required=False)

    @property
    def is_personal(self) -> bool:
        """Whether an answer is personal data: by its type, or because it says why it is asked."""
        return self.behaviour.personal or self.mask or bool(self.purpose or self.basis)

    def kept(self, path: Path, prefix: str) -> Kept:
        """The answer as what a node leaves behind at ``path``."""
        among = tuple(choice.id for choice in self.choices)
        return Kept(path, prefix, self, among, sure=self.required and self.when is None)

    def offers(self, prefix: str) -> Iterator[tuple[str, Sequence[Spoken]]]:
        """The choices, where there are some to choose from."""
        if self.choices:
            place = f"{prefix}.choices"
            yield (
                place,
                [
                    Spoken(one.id, f"{place}[{index}]", one.label, one.also, bool(one.description))
                    for index, one in enumerate(self.choices)
                ],
            )

    def remarks(self, prefix: str) -> Iterator[Remark]:
        """What is wrong with the field taken alone."""
        offers = {"choices", "choices_from"} <= self.behaviour.keys
        if offers and not self.choices and not self.choices_from:
            yield Remark("nothing_to_choose", f"{prefix}.choices")
        yield from list_remarks(self.choices_from, f"{prefix}.choices_from")
        seen: set[str] = set()
        for place, choice in enumerate(self.choices):
            if choice.id in seen:
                yield Remark("double_id", f"{prefix}.choices[{place}].id", (("id", choice.id),))
            seen.add(choice.id)
        for key in ("min", "max", "max_length", "choices", "choices_from"):
            if key in self.model_fields_set and key not in self.behaviour.keys:
                facts = (("key", key), ("type", self.type))
                yield Remark("unused_key", f"{prefix}.{key}", facts)
        for key in ("min", "max"):
            limit = getattr(self, key)
            if limit is not None and not self.behaviour.reads_limit(limit):
                facts = (("limit", limit), ("type", self.type))
                yield Remark("limit_unreadable", f"{prefix}.{key}", facts)
        limits = [one for one in (self.min, self.max) if one is not None]
        readable = all(self.behaviour.reads_limit(limit) for limit in limits)
        if len(limits) == 2 and readable and self.behaviour.crosses(*limits):
            yield Remark("range_reversed", f"{prefix}.min")

    def asked(self, values: Mapping[str, Any]) -> bool:
        """Whether the field is to be asked, given what is known."""
        return self.when is None or self.when.holds(values)


def plain(limit: float | str | None) -> Any:
    """A limit as people write it: 6, not 6.0."""
    if isinstance(limit, float):
        return int(limit) if limit.is_integer() else limit
    return limit or ""
