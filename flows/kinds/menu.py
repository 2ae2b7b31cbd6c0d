"""Offer choices that lead different ways."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.documents.shape import FreeId, Localised, LocalisedWords, Shape, named, ui
from flows.effects import Answered
from flows.events import Event, Tap, Words
from flows.match import NOTHING, Matcher, Reading, matcher_of, place_in
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
from flows.scene import Scene
from flows.talk.listed import Listed, ListPath, list_remarks, listed
from flows.talk.offer import MORE, Option, offer
from flows.text import UNTOLD

CHOSEN, NONE = "chosen", "none"  # the exits that a list in `result` brings


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
    crossroads = True
    rank = "first"
    waits = True

    kind: Literal["menu"] = ui("Kind", "種類", "种类", widget="hidden")
    text: Localised = ui("Words", "文字", "文字", widget="localised", default_factory=dict)
    options: Annotated[list[MenuOption], Field(max_length=100)] = ui(
        "Options", "選項", "选项", widget="options", default_factory=list
    )

    options_from: ListPath | None = ui(
        "Options from", "選項來源", "选项来源", default=None,
        help_en="A list that a step before this one found, such as result.call.offices.",
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """One way per option; one for what is not understood, one for no reply.

        Whatever is chosen of a list leaves by one way, and an empty list by another.
        """
        options = (
            Exit(one.id, one.label.get("en") or one.id, texts=one.label) for one in self.options
        )
        of_list = (
            Exit(CHOSEN, "One of the list"),
            Exit(NONE, "The list is empty", needed=not self.options),
        )
        return (
            *options,
            *(of_list if self.options_from else ()),
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
        if self.options_from and exit_id == CHOSEN:
            return (("answers", HERE), ("result", HERE))
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
        if not self.options and not self.options_from:
            yield Remark("nothing_to_choose", "options")
        yield from list_remarks(self.options_from, "options_from")
        ids: set[str] = {CHOSEN, NONE} if self.options_from else set()
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
        """Offer the options; with nothing to offer, say so and go on."""
        if not self._offered(scene):
            scene.lead(scene.phrase("nothing_listed"))
            return Leave(NONE)
        self.repeat(scene)
        return WAIT

    def told(self, scene: Scene, value: Any, below: Sequence[str]) -> Any:
        """The label of what was chosen: its id means nothing to people."""
        return UNTOLD if below else self._label(scene, value)

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """What was chosen; the question is the last line of the words."""
        if not isinstance(value, str):
            return ()
        known = self.options_from is not None or any(one.id == value for one in self.options)
        if not known:
            return ()
        question = scene.text(self.text).rstrip().rpartition("\n")[2]
        return (Answered("", "choice", question, self._label(scene, value), value),)

    def repeat(self, scene: Scene) -> None:
        """Offer the options again, on the page where the citizen is."""
        body = scene.led(scene.text(self.text), INTERACTIVE_BODY)
        known = "footer_menu" if scene.language else "footer_language"
        page = scene.progress.get("page", 0)
        scene.say(offer(scene, body, self._offered(scene), page=page, footer=scene.phrase(known)))

    def resume(self, scene: Scene, event: Event) -> Move:
        """Go the way chosen by a tap, by words in any language, or by number."""
        if isinstance(event, Tap):
            return self._tapped(scene, scene.picked(event))
        if not isinstance(event, Words):
            return PUZZLED
        reading = self.understood(event.text, self._listed(scene))
        if reading.certain:
            return self._tapped(scene, str(reading.sure))
        if scene.is_word("more", event.text):
            return self._tapped(scene, MORE)
        return WAIT if self.asked_about(scene, reading) else PUZZLED

    def understood(self, text: str, rows: Sequence[Listed] = ()) -> Reading:
        """What ``text`` means among the options and ``rows``: by its place, or by its words.

        A number that is nobody's place may still be what a choice reads.
        """
        keys = [*(option.id for option in self.options), *(row.key for row in rows)]
        place = place_in(text, len(keys))
        if place is None:
            return self._choices(rows).read(text)
        if 1 <= place <= len(keys):
            return Reading((keys[place - 1],), certain=True)
        whole = self._choices(rows).whole(text)
        return NOTHING if whole is None else Reading((whole,), certain=True)

    def named(self, text: str) -> Reading:
        """What the words of ``text`` mean among the options."""
        return self._matcher.read(text)

    def _choices(self, rows: Sequence[Listed]) -> Matcher:
        """Finds the option, by its id, or the row, by its key, that typed words mean."""
        if not rows:
            return self._matcher
        listed_ = ((row.key, (row.label, row.id)) for row in rows)
        return matcher_of((*self._matcher.entries, *listed_))

    def _offered(self, scene: Scene) -> list[Option]:
        """The menu's own options, then those of its list, each with the number that chooses it."""
        own = [
            (
                option.id,
                scene.text(option.label) or option.id,
                scene.text(option.description) if option.description else "",
            )
            for option in self.options
        ]
        rows = [(row.key, row.label, row.description) for row in self._listed(scene)]
        return [
            Option(scene.key(key), title, description, number)
            for number, (key, title, description) in enumerate([*own, *rows], 1)
        ]

    def _listed(self, scene: Scene) -> tuple[Listed, ...]:
        return listed(scene, self.options_from)

    def _label(self, scene: Scene, value: object) -> str:
        option = next((one for one in self.options if one.id == value), None)
        if option is not None:
            return scene.text(option.label) or option.id
        row = next((one for one in self._listed(scene) if one.id == value), None)
        return row.label if row else str(value)

    def _tapped(self, scene: Scene, choice: str | None) -> Move:
        if any(option.id == choice for option in self.options):
            return self._chosen(scene, str(choice))
        if choice == MORE:
            scene.progress["page"] = scene.progress.get("page", 0) + 1
            self.repeat(scene)
            return WAIT
        row = next((one for one in self._listed(scene) if one.key == choice), None)
        return PUZZLED if row is None else self._chosen_of_list(scene, row)

    def _chosen(self, scene: Scene, choice: str) -> Move:
        scene.answer(choice)
        return Leave(choice)

    def _chosen_of_list(self, scene: Scene, row: Listed) -> Move:
        """Keep the row's id as the answer, and the whole row in ``result``."""
        scene.result(dict(row.row))
        scene.answer(row.id)
        return Leave(CHOSEN)

    def asked_about(self, scene: Scene, reading: Reading) -> bool:
        """Whether there is a choice that may have been meant; if so, ask."""
        maybe = [
            one for one in self._offered(scene) if scene.picked(Tap(one.key)) in reading.unsure
        ]
        if maybe:
            scene.say(scene.ask_meant(maybe))
        return bool(maybe)


KIND = Menu
