"""Send an approved template."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.department.surroundings import Surroundings
from flows.department.templates import (
    APPROVED,
    BlankName,
    TemplateName,
    Translation,
    blanks,
    filled,
    one_line,
    preferred,
)
from flows.documents.shape import FreeId, Localised, LocalisedWords, PlainText, Shape, named, ui
from flows.effects import Answered
from flows.events import Event, Tap, Words
from flows.match import matcher_of, number_in
from flows.messages import (
    HEADER,
    INTERACTIVE_BODY,
    TEMPLATE_BUTTON_TITLE,
    Blank,
    Button,
    Text,
    fits,
)
from flows.messages import Template as TemplateMessage
from flows.node import (
    HERE,
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Kept,
    Leave,
    Mention,
    Move,
    Node,
    Path,
    Remark,
    Wording,
)
from flows.scene import Scene
from flows.talk.offer import Option, offer
from flows.text import render


class TemplateReply(Shape):
    """A quick reply of the template, in the template's order; its id names the exit."""

    id: FreeId = ui("Id", "代號", "代号")
    label: Localised = ui(
        "What it reads", "按鈕文字", "按钮文字",
        widget="localised",
        help_en="For staff. Citizens read the words of the template.",
        default_factory=dict,
    )  # fmt: skip
    also: LocalisedWords = ui(
        "Other words for it", "其他說法", "其他说法", widget="words", default_factory=dict
    )


class SendTemplate(Node):
    """Sends an approved template, the only words allowed 24 hours after the citizen last wrote.

    Sooner than that the same words go out as an ordinary message, free of charge.
    """

    names = named("Template", "範本訊息", "模板消息")
    waits = True
    open_ended = True
    anytime = True
    needs_what_it_reads = True

    kind: Literal["template"] = ui("Kind", "種類", "种类", widget="hidden")
    template: TemplateName = ui("Template", "範本", "模板", widget="template")
    parameters: Annotated[dict[BlankName, PlainText], Field(max_length=30)] = ui(
        "What goes into its blanks", "填入空格的內容", "填入空格的内容",
        widget="pairs",
        help_en="By the blank's number or name, such as 1: {{ contact.name | default: 'you' }}.",
        default_factory=dict,
    )  # fmt: skip
    header: PlainText = ui(
        "What goes into the header's blank", "填入標題空格的內容", "填入标题空格的内容", default=""
    )
    buttons: Annotated[list[TemplateReply], Field(max_length=10)] = ui(
        "Quick replies", "快速回覆", "快速回复", widget="options", default_factory=list
    )

    def ways(self) -> tuple[Exit, ...]:
        """One way per quick reply, for anything else, for what cannot be sent, for no reply."""
        replies = (
            Exit(one.id, one.label.get("en") or one.id, texts=one.label) for one in self.buttons
        )
        return (
            *replies,
            Exit("other", "Anything else", needed=False),
            Exit("unsent", "It cannot be sent"),
            Exit("silence", "No reply", needed=False),
        )

    def wordings(self) -> Iterator[Wording]:
        """What the quick replies read."""
        for place, one in enumerate(self.buttons):
            path = f"buttons[{place}].label"
            yield Wording(path, one.label, TEMPLATE_BUTTON_TITLE, required=False)

    def reads(self) -> Iterator[tuple[str, str]]:
        """What goes into the blanks."""
        yield from ((f"parameters.{name}", text) for name, text in self.parameters.items())
        if self.header:
            yield "header", self.header

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """Which quick reply was chosen."""
        return (("answers", HERE),) if self.stands_for(exit_id) else ()

    def keeps(self) -> Iterator[Kept]:
        """Which quick reply was chosen."""
        yield Kept(("answers", HERE), "buttons", among=tuple(one.id for one in self.buttons))

    def stands_for(self, choice: str) -> bool:
        """A quick reply that is still there: it may be tapped days later."""
        return any(one.id == choice for one in self.buttons)

    def lets_pass(self, exit_id: str, usual: timedelta) -> timedelta | None:
        """What cannot be sent leaves at once, with the window as it was."""
        return timedelta() if exit_id == "unsent" else super().lets_pass(exit_id, usual)

    def at_once(self, exit_id: str) -> bool:
        """What cannot be sent waits for nobody."""
        return exit_id == "unsent"

    def effort(self, exit_id: str) -> Effort:
        """One tap."""
        return Effort(taps=1) if self.stands_for(exit_id) else Effort()

    def mentions(self) -> Iterator[Mention]:
        """The template."""
        yield Mention("template", self.template, "template")

    def remarks(self) -> Iterator[Remark]:
        """No two quick replies have one id."""
        ids: set[str] = set()
        for place, one in enumerate(self.buttons):
            if one.id in ids:
                yield Remark("double_id", f"buttons[{place}].id", (("id", one.id),))
            ids.add(one.id)

    def misfits(self, around: Surroundings, languages: Sequence[str]) -> Iterator[Remark]:
        """The template is approved and shown in every language, its blanks and buttons seen to."""
        kept = around.templates.get(self.template)
        if kept is None:
            return
        for language in languages:
            tag = ("tag", language)
            found = kept.languages.get(kept.code(language))
            if found is None:
                yield Remark("template_language", "template", (tag,))
                continue
            if found.status != APPROVED:
                yield Remark("template_unapproved", "template", (tag, ("status", found.status)))
            if not found.shown_on_a_computer:
                yield Remark("template_on_computer", "template", (tag,))
            yield from self._lacking(found, tag)
        wanted = {name for one in kept.languages.values() for name in blanks(one.body)}
        for name in self.parameters:
            if name not in wanted:
                yield Remark("template_unused", f"parameters.{name}", (("blank", name),))

    def _lacking(self, found: Translation, tag: tuple[str, str]) -> Iterator[Remark]:
        for name in blanks(found.body):
            if not self.parameters.get(name, "").strip():
                yield Remark("template_blank", "parameters", (tag, ("blank", name)))
        if blanks(found.header) and not self.header.strip():
            yield Remark("template_blank", "header", (tag, ("blank", blanks(found.header)[0])))
        if len(found.replies) != len(self.buttons):
            facts = (tag, ("found", len(self.buttons)), ("wanted", len(found.replies)))
            yield Remark("template_replies", "buttons", facts)

    def enter(self, scene: Scene) -> Move:
        """Send it; leave where it cannot be sent."""
        return WAIT if self._sent(scene) else Leave("unsent")

    def repeat(self, scene: Scene) -> None:
        """Send it again."""
        self._sent(scene)

    def resume(self, scene: Scene, event: Event) -> Move:
        """Go by the quick reply that was tapped, or typed as its words or its number."""
        choice = None
        if isinstance(event, Tap):
            choice = scene.picked(event)
        elif isinstance(event, Words):
            choice = self._named(scene, event.text)
        if choice is None or not self.stands_for(choice):
            return PUZZLED
        scene.answer(choice)
        return Leave(choice)

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """The quick reply that was chosen; the question is what the template said."""
        if value is None:
            return ()
        found = self._approved(scene)
        titles = self._titles(found[1]) if found else {}
        question = found[1].body.rstrip().rpartition("\n")[2] if found else self.template
        return (Answered("", "choice", question, titles.get(str(value), str(value)), value),)

    # What is sent

    def _sent(self, scene: Scene) -> bool:
        """Whether the template was sent in the reader's language, or the next best one."""
        found = self._approved(scene)
        if found is None:
            scene.note("unsent", self.template)
            return False
        code, words = found
        message = self._message(scene, code, words)
        if message is None:
            scene.note("unsent", self.template)
            return False
        if scene.world.window_open:
            self._say_freely(scene, message, words)
        else:
            scene.drop_lead()  # nothing but the template may be said
            scene.say(message)
        return True

    def _approved(self, scene: Scene) -> tuple[str, Translation] | None:
        kept = scene.world.around.templates.get(self.template)
        return kept.approved(preferred(scene.language, scene.languages)) if kept else None

    def _message(self, scene: Scene, code: str, words: Translation) -> TemplateMessage | None:
        """The template with its blanks filled; None where one stays empty or it grows too long."""
        values = scene.values()
        told = {name: one_line(render(text, values)) for name, text in self.parameters.items()}
        above = dict.fromkeys(blanks(words.header), one_line(render(self.header, values)))
        wanted = blanks(words.body)
        if any(not told.get(name) for name in wanted) or not all(above.values()):
            return None
        header, body = filled(words.header, above), filled(words.body, told)
        if not fits(header, HEADER) or not fits(body, INTERACTIVE_BODY):
            return None
        ids = iter(scene.key(one.id) for one in self.buttons)
        return TemplateMessage(
            name=self.template,
            language=code,
            body=body,
            blanks=tuple(Blank(name, told[name]) for name in wanted),
            header=header,
            header_blanks=tuple(Blank(name, text) for name, text in above.items()),
            footer=words.footer,
            buttons=tuple(
                Button(next(ids, "") if one.type == "quick_reply" else "", one.text)
                for one in words.buttons
            ),
        )

    def _say_freely(self, scene: Scene, message: TemplateMessage, words: Translation) -> None:
        """The same words as an ordinary message: its quick replies as buttons or a list."""
        header = f"*{message.header}*\n\n" if message.header else ""
        links = [f"{one.text}: {one.target}" for one in words.buttons if one.target]
        whole = header + message.body + "".join(f"\n\n{link}" for link in links)
        options = [Option(button.id, button.title) for button in message.buttons if button.id]
        if not options:
            foot = f"\n\n_{message.footer}_" if message.footer else ""
            scene.say(Text(whole + foot))
            return
        if not fits(whole, INTERACTIVE_BODY):  # the header and links had a room of their own
            scene.say(Text(whole))
            whole = scene.phrase("choose_one")
        body = scene.led(whole, INTERACTIVE_BODY)
        scene.say(offer(scene, body, options, page=0, footer=message.footer))

    def _titles(self, words: Translation) -> dict[str, str]:
        """What each quick reply reads, by its id."""
        pairs = zip(self.buttons, words.replies, strict=False)
        return {one.id: reply.text for one, reply in pairs}

    def _named(self, scene: Scene, text: str) -> str | None:
        number = number_in(text)
        if number is not None:
            return self.buttons[number - 1].id if 1 <= number <= len(self.buttons) else None
        kept = scene.world.around.templates.get(self.template)
        read = [self._titles(one) for one in kept.languages.values()] if kept else []
        replies = (
            (
                one.id,
                (
                    *(titles[one.id] for titles in read if one.id in titles),
                    *one.label.values(),
                    *(word for words in one.also.values() for word in words),
                ),
            )
            for one in self.buttons
        )
        reading = matcher_of(tuple(replies)).read(text)
        return str(reading.sure) if reading.certain else None


KIND = SendTemplate
