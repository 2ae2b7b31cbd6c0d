"""Offer choices that lead different ways."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.effects import Answered
from flows.events import Event, Tap, Words
from flows.match import Match, Matcher, number_in
from flows.messages import INTERACTIVE_BODY, ROW_DESCRIPTION, ROW_TITLE
from flows.node import (
    HERE,
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Kept,
    Leave,
    Move,
    Node,
    Path,
    Remark,
    Spoken,
    Wording,
)
from flows.offer import MORE, Option, offer
from flows.scene import Scene
from flows.shape import FreeId, Localised, LocalisedWords, Shape, named, ui


class MenuOption(Shape):
    """One choice of a menu; its id names the exit."""

    id: FreeId = ui("Id", "代號", "代号")
    label: Localised = ui("Label", "標籤", "标签", widget="localised", default_factory=dict)
    description: Localised = ui(
        "Description", "說明", "说明", widget="localised", default_factory=dict
    )
    also: LocalisedWords = ui(
        "Other words for it", "其他說法", "其他说法", widget="words", default_factory=dict
    )


class Menu(Node):
    """Offers choices as buttons or a list, and goes the way that the citizen chooses."""

    names = named("Menu", "選單", "菜单")
    rank = "first"
    waits = True

    kind: Literal["menu"] = ui("Kind", "種類", "种类", widget="hidden")
    text: Localised = ui("Words", "文字", "文字", widget="localised", default_factory=dict)
    options: Annotated[list[MenuOption], Field(max_length=100)] = ui(
        "Options", "選項", "选项", widget="options", default_factory=list
    )

    def ways(self) -> tuple[Exit, ...]:
        """One way per option; one for what is not understood, one for no reply."""
        options = (
            Exit(one.id, one.label.get("en") or one.id, texts=one.label) for one in self.options
        )
        return (
            *options,
            Exit("other", "Anything else", needed=False),
            Exit("silence", "No reply", needed=False),
        )

    def wordings(self) -> Iterator[Wording]:
        """The words and the options' labels and descriptions."""
        yield Wording("text", self.text, INTERACTIVE_BODY)
        for place, option in enumerate(self.options):
            # Up to three that are too long for buttons become a list, so the row is the limit.
            yield Wording(f"options[{place}].label", option.label, ROW_TITLE)
            if option.description:
                where = f"options[{place}].description"
                yield Wording(where, option.description, ROW_DESCRIPTION, required=False)

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """Which option was chosen."""
        chosen = any(option.id == exit_id for option in self.options)
        return (("answers", HERE),) if chosen else ()

    def stands_for(self, choice: str) -> bool:
        """An option that is still there."""
        return any(option.id == choice for option in self.options)

    def effort(self, exit_id: str) -> Effort:  # noqa: ARG002 (every way out takes one)
        """One tap."""
        return Effort(taps=1)

    def keeps(self) -> Iterator[Kept]:
        """Which option was chosen."""
        yield Kept(("answers", HERE), "options", among=tuple(one.id for one in self.options))

    def offers(self) -> Iterator[tuple[str, Sequence[Spoken]]]:
        """The options."""
        yield (
            "options",
            [
                Spoken(one.id, f"options[{place}]", one.label, one.also, bool(one.description))
                for place, one in enumerate(self.options)
            ],
        )

    def remarks(self) -> Iterator[Remark]:
        """There are options, and no two of the same id."""
        if not self.options:
            yield Remark("nothing_to_choose", "options")
        ids: set[str] = set()
        for place, option in enumerate(self.options):
            if option.id in ids:
                yield Remark("double_id", f"options[{place}].id", (("id", option.id),))
            ids.add(option.id)

    def kept(self, earlier: Node, value: Any) -> Any:
        """The choice, while there is such an option."""
        known = isinstance(earlier, Menu) and any(option.id == value for option in self.options)
        return value if known else None

    def carried(self, earlier: Node, progress: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002 (the first page is shown again)
        """A menu waits as well with other options."""
        return {} if isinstance(earlier, Menu) else None

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(
            (
                option.id,
                [
                    *option.label.values(),
                    *(word for words in option.also.values() for word in words),
                ],
            )
            for option in self.options
        )

    def enter(self, scene: Scene) -> Move:
        """Offer the options."""
        self.repeat(scene)
        return WAIT

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """What was chosen; the question is the last line of the words."""
        chosen = next((option for option in self.options if option.id == value), None)
        if chosen is None:
            return ()
        question = scene.text(self.text).rstrip().rpartition("\n")[2]
        words = scene.text(chosen.label) or chosen.id
        return (Answered("", "choice", question, words, value),)

    def repeat(self, scene: Scene) -> None:
        """Offer the options again, on the page where the citizen is."""
        body = scene.led(scene.text(self.text), INTERACTIVE_BODY)
        options = [
            Option(
                scene.key(option.id),
                scene.text(option.label) or option.id,
                scene.text(option.description) if option.description else "",
            )
            for option in self.options
        ]
        known = "footer_menu" if scene.language else "footer_language"
        page = scene.progress.get("page", 0)
        scene.say(offer(scene, body, options, page=page, footer=scene.phrase(known)))

    def resume(self, scene: Scene, event: Event) -> Move:
        """Go the way chosen by a tap, by words in any language, or by number."""
        if isinstance(event, Tap):
            return self._tapped(scene, scene.picked(event))
        if not isinstance(event, Words):
            return PUZZLED
        chosen = self.understood(event.text)
        if chosen:
            return self._chosen(scene, chosen)
        near = self._matcher.near(event.text)
        if near is None:
            return PUZZLED
        return self._meant(scene, near)

    def understood(self, text: str) -> str | None:
        """The id of the option that ``text`` surely means: by number, or by its words."""
        number = number_in(text)
        if number is not None:
            return self.options[number - 1].id if 1 <= number <= len(self.options) else None
        return self.named(text)

    def named(self, text: str) -> str | None:
        """The id of the option whose words ``text`` surely is or holds."""
        found = (
            self._matcher.exact(text) or self._matcher.contained(text) or self._matcher.part(text)
        )
        return str(found.key) if found else None

    def _tapped(self, scene: Scene, choice: str | None) -> Move:
        if choice == MORE:
            scene.progress["page"] = scene.progress.get("page", 0) + 1
            self.repeat(scene)
            return WAIT
        if any(option.id == choice for option in self.options):
            return self._chosen(scene, str(choice))
        return PUZZLED

    def _chosen(self, scene: Scene, choice: str) -> Move:
        scene.answer(choice)
        return Leave(choice)

    def _meant(self, scene: Scene, near: Match) -> Move:
        label = next(option.label for option in self.options if option.id == near.key)
        scene.ask_meant(str(near.key), scene.text(label))
        return WAIT


KIND = Menu
