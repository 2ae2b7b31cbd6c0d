"""Offer choices that lead different ways."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.effects import Answered
from flows.events import Event, Tap, Words
from flows.match import NOTHING, Matcher, Reading, place_in
from flows.messages import BUTTON_TITLE, BUTTONS, INTERACTIVE_BODY, ROW_DESCRIPTION, ROW_TITLE
from flows.node import (
    HERE,
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Leave,
    Move,
    Node,
    Path,
    Remark,
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
        described = any(option.description for option in self.options)
        room = BUTTON_TITLE if len(self.options) <= BUTTONS and not described else ROW_TITLE
        for place, option in enumerate(self.options):
            # Up to three that are too long for buttons become a list, so the row is the limit.
            yield Wording(f"options[{place}].label", option.label, max(room, ROW_TITLE))
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

    def remarks(self) -> Iterator[Remark]:
        """There are options, and no two of the same id or the same words."""
        if not self.options:
            yield Remark("nothing_to_choose", "options")
        ids: set[str] = set()
        labels: set[tuple[str, str]] = set()
        for place, option in enumerate(self.options):
            if option.id in ids:
                yield Remark("double_id", f"options[{place}].id", (("id", option.id),))
            ids.add(option.id)
            for language, label in option.label.items():
                if label and (language, label.casefold()) in labels:
                    yield Remark("double_label", f"options[{place}].label", (("label", label),))
                labels.add((language, label.casefold()))

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
        options = [self._offered(scene, option) for option in self.options]
        known = "footer_menu" if scene.language else "footer_language"
        page = scene.progress.get("page", 0)
        scene.say(offer(scene, body, options, page=page, footer=scene.phrase(known)))

    def resume(self, scene: Scene, event: Event) -> Move:
        """Go the way chosen by a tap, by words in any language, or by number."""
        if isinstance(event, Tap):
            return self._tapped(scene, scene.picked(event))
        if not isinstance(event, Words):
            return PUZZLED
        return self._said(scene, self.understood(event.text))

    def understood(self, text: str) -> Reading:
        """What ``text`` means among the options: by its place, or by its words."""
        place = place_in(text, len(self.options))
        if place is None:
            return self.named(text)
        inside = 1 <= place <= len(self.options)
        return Reading((self.options[place - 1].id,), certain=True) if inside else NOTHING

    def named(self, text: str) -> Reading:
        """What the words of ``text`` mean among the options."""
        return self._matcher.read(text)

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

    def _said(self, scene: Scene, reading: Reading) -> Move:
        if reading.certain:
            return self._chosen(scene, str(reading.sure))
        return WAIT if self.asked_about(scene, reading) else PUZZLED

    def asked_about(self, scene: Scene, reading: Reading) -> bool:
        """Whether there is an option that may have been meant; if so, ask."""
        maybe = [option for option in self.options if option.id in reading.unsure]
        if maybe:
            scene.say(scene.ask_meant([self._offered(scene, option) for option in maybe]))
        return bool(maybe)

    def _offered(self, scene: Scene, option: MenuOption) -> Option:
        title = scene.text(option.label) or option.id
        described = scene.text(option.description) if option.description else ""
        return Option(scene.key(option.id), title, described)


KIND = Menu
