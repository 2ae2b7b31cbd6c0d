"""Remember something about the contact."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from flows.documents.shape import Id, LanguageTag, Name, PlainText, named, ui
from flows.effects import Remember, Subscribe, Tag
from flows.node import Leave, Move, Node, Path, Remark
from flows.scene import Scene
from flows.talk.interludes import set_language
from flows.text import render

LONGEST_VALUE = 500  # characters


class Remembering(Node):
    """Remembers values and tags, joins or leaves topics, or changes the language; says nothing."""

    names = named("Remember", "記錄", "记录")

    kind: Literal["set"] = ui("Kind", "種類", "种类", widget="hidden")
    remember: Annotated[dict[Id, PlainText], Field(max_length=20)] = ui(
        "Values", "資料", "数据", widget="pairs", default_factory=dict
    )
    tag: Annotated[list[Name], Field(max_length=20)] = ui(
        "Add tags", "加上標籤", "加上标签", widget="words", default_factory=list
    )
    untag: Annotated[list[Name], Field(max_length=20)] = ui(
        "Take tags off", "移除標籤", "移除标签", widget="words", default_factory=list
    )
    subscribe: Annotated[list[Name], Field(max_length=20)] = ui(
        "Join topics", "訂閱主題", "订阅主题", widget="words", default_factory=list
    )
    unsubscribe: Annotated[list[Name], Field(max_length=20)] = ui(
        "Leave topics", "取消訂閱主題", "取消订阅主题", widget="words", default_factory=list
    )
    language: LanguageTag | None = ui("Language", "語言", "语言", default=None)

    def reads(self) -> Iterator[tuple[str, str]]:
        """What the values are made of."""
        for name, text in self.remember.items():
            yield f"remember.{name}", text

    def remarks(self) -> Iterator[Remark]:
        """It does something."""
        given = (self.remember, self.tag, self.untag, self.subscribe, self.unsubscribe)
        if not any(given) and self.language is None:
            yield Remark("remembers_nothing", "remember")

    def sets(self, exit_id: str) -> tuple[Path, ...]:  # noqa: ARG002 (there is one way out)
        """The values that are remembered, where they are not placeholders that may be empty."""
        return tuple(
            ("contact", name) for name, text in self.remember.items() if text and "{{" not in text
        )

    def forgets(self, exit_id: str) -> tuple[Path, ...]:  # noqa: ARG002 (there is one way out)
        """The values that are emptied, or replaced by what may be empty."""
        return tuple(
            ("contact", name) for name, text in self.remember.items() if not text or "{{" in text
        )

    def enter(self, scene: Scene) -> Move:
        """Do all of it."""
        if self.remember:
            values = scene.values()
            fields = {
                name: render(text, values)[:LONGEST_VALUE] for name, text in self.remember.items()
            }
            scene.remember(Remember(fields))
        if self.tag or self.untag:
            scene.effects.append(Tag(tuple(self.tag), tuple(self.untag)))
        here = scene.frame.flow, scene.frame.node, scene.frame.version
        joining = {**dict.fromkeys(self.subscribe, True), **dict.fromkeys(self.unsubscribe, False)}
        scene.effects.extend(Subscribe(topic, join, *here) for topic, join in joining.items())
        if self.language is not None:
            set_language(scene, self.language)
        return Leave("next")


KIND = Remembering
