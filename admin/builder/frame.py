"""The flow's own settings as a shape, so that their page is made as a node's is."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from flows.documents.shape import DurationText, Id, LanguageTag, LocalisedWords, Shape, ui
from flows.graph import By


class Entrance(Shape):
    """One thing that brings people into the flow."""

    by: By = ui("What brings people here", "甚麼令市民進入", "什么令市民进入", widget="choice")
    words: LocalisedWords | None = ui(
        "Words", "字詞", "字词", widget="words",
        help_en="Only for “words”: whoever writes one of these comes here.", default=None,
    )  # fmt: skip
    code: str | None = ui(
        "Link code", "連結代碼", "链接代码",
        help_en="Only for “link”: letters, digits and hyphens, such as TREE.", default=None,
    )  # fmt: skip
    at: Id | None = ui(
        "Begins at", "由此開始", "由此开始", widget="node",
        help_en="Not set: at the flow's start.", default=None,
    )  # fmt: skip


class Otherwise(Shape):
    """Where exits lead that a node leaves out. Further exits in the file stay as they are."""

    model_config = ConfigDict(extra="allow")

    other: Id | None = ui(
        "When nothing is understood", "聽不明白時", "听不明白时", widget="node", default=None
    )
    silence: Id | None = ui(
        "When no reply comes", "沒有回覆時", "没有回复时", widget="node", default=None
    )
    silence_after: DurationText | None = ui(
        "Give up waiting after", "等候多久後放棄", "等候多久后放弃", widget="duration",
        help_en="Without it, 23 hours.", default=None,
    )  # fmt: skip


class Frame(Shape):
    """What holds for the whole flow."""

    start: Id = ui("Start", "起點", "起点", widget="node")
    languages: list[LanguageTag] = ui(
        "Languages", "語言", "语言", widget="lines",
        help_en="One a line, such as zh-Hant, en, zh-Hans. The first is used where another is missing.",
    )  # fmt: skip
    triggers: Annotated[list[Entrance], Field(max_length=100)] = ui(
        "Entrances", "入口", "入口", widget="options", default_factory=list
    )
    defaults: Otherwise | None = ui(
        "For every step that does not say",
        "未有指明的步驟",
        "未有指明的步骤",
        widget="part",
        default=None,
    )
    safe: Id | None = ui(
        "Safe place", "安全步驟", "安全步骤", widget="node",
        help_en="Where people come when something goes wrong. Not set: the start.", default=None,
    )  # fmt: skip
    expires: DurationText | None = ui(
        "Keep unfinished talks for", "未完成的對話保留多久", "未完成的对话保留多久", widget="duration",
        help_en="Without it, 3 days.", default=None,
    )  # fmt: skip


def framed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a document that the settings page edits."""
    keys = Frame.model_fields
    return {key: document[key] for key in keys if key in document}


def put_back(document: Mapping[str, Any], frame: Mapping[str, Any]) -> dict[str, Any]:
    """``document`` with its settings replaced by ``frame``."""
    kept = {key: value for key, value in document.items() if key not in Frame.model_fields}
    return {**kept, **frame}
