"""Answer from the questions that staff keep."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.department.surroundings import Surroundings
from flows.documents.shape import Id, Localised, named, ui
from flows.effects import Answered, Consulted
from flows.events import Event, Tap, Words
from flows.messages import TEXT_BODY
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
    Wording,
)
from flows.scene import Scene
from flows.talk.answering import NONE, ask_which, choice_in, tell


class AnswerQuestions(Node):
    """Takes a question in the citizen's own words, and answers it from the questions staff keep."""

    names = named("Questions", "常見問題", "常见问题")
    waits = True
    other_exit = "unanswered"
    open_ended = True

    kind: Literal["faq"] = ui("Kind", "種類", "种类", widget="hidden")
    text: Localised = ui("Words", "文字", "文字", widget="localised", default_factory=dict)
    topics: Annotated[list[Id], Field(max_length=50)] = ui(
        "Only these topics", "只限這些主題", "只限这些主题",
        widget="lines",
        help_en="One to a line. Without any, all of the department's questions answer.",
        default_factory=list,
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """With an answer, without one, or when nothing comes."""
        return (
            Exit("answered", "Answered"),
            Exit("unanswered", "No answer found"),
            Exit("silence", "No reply", needed=False),
        )

    def wordings(self) -> Iterator[Wording]:
        """The words that ask for a question."""
        yield Wording("text", self.text, TEXT_BODY)

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """Which question was answered."""
        return (("answers", HERE),) if exit_id == "answered" else ()

    def keeps(self) -> Iterator[Kept]:
        """Which question was answered."""
        yield Kept(("answers", HERE))

    def effort(self, exit_id: str) -> Effort:  # noqa: ARG002 (every way out takes a question)
        """One question to type."""
        return Effort(answers=1)

    def misfits(self, around: Surroundings, languages: Sequence[str]) -> Iterator[Remark]:
        """There are questions to answer from, worded in every language."""
        entries = [one for one in around.questions if not self.topics or one.topic in self.topics]
        if not entries:
            yield Remark("no_questions", "topics" if self.topics else "")
        for language in languages:
            lacking = [one.id for one in entries if not one.answer.get(language, "").strip()]
            if lacking:
                facts = (("tag", language), ("entries", ", ".join(lacking[:5])))
                yield Remark("answers_missing", "", facts)

    def enter(self, scene: Scene) -> Move:
        """Say what can be asked."""
        self.repeat(scene)
        return WAIT

    def repeat(self, scene: Scene) -> None:
        """Say it again; or ask again which question was meant."""
        meant = self._meant(scene)
        if meant:
            ask_which(scene, meant, scene.key)
        else:
            scene.say_words(scene.text(self.text))

    def resume(self, scene: Scene, event: Event) -> Move:
        """Answer, ask which question was meant, or let others take what is not found here."""
        choice = self._chosen(scene, event)
        if choice:
            return self._take(scene, choice)
        if not isinstance(event, Words):
            return PUZZLED
        return self._looked_up(scene, event.text)

    def _looked_up(self, scene: Scene, text: str) -> Move:
        scene.progress.pop("meant", None)
        scene.progress["by"] = scene.event.id if scene.event else ""
        today = scene.world.local_now().date()
        kept = scene.world.around.knowledge
        found = kept.find(text, today, self.topics)
        if found.sure:
            return self._take(scene, found.sure.entry.id)
        if not found.maybe or kept.find(text, today).sure:  # surely about something else
            return PUZZLED
        scene.progress["meant"] = [one.entry.id for one in found.maybe]
        self.repeat(scene)
        return WAIT

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """The question that was answered."""
        entry = scene.world.around.knowledge.entry(str(value), scene.world.local_now().date())
        if value is None:
            return ()
        words = scene.text(entry.question) if entry else str(value)
        question = scene.text(self.text).rstrip().rpartition("\n")[2]
        return (Answered("", "choice", question, words, value),)

    def _meant(self, scene: Scene) -> list[Any]:
        """The questions on offer that are still kept."""
        today = scene.world.local_now().date()
        kept = scene.world.around.knowledge
        found = (kept.entry(one, today) for one in scene.progress.get("meant", ()))
        return [entry for entry in found if entry is not None]

    def _chosen(self, scene: Scene, event: Event) -> str | None:
        if isinstance(event, Tap):
            return scene.picked(event)
        offered = scene.progress.get("meant")
        if offered and isinstance(event, Words):
            return choice_in(scene, event.text, offered)
        return None

    def _take(self, scene: Scene, choice: str) -> Move:
        message = scene.progress.get("by", "")
        entry = scene.world.around.knowledge.entry(choice, scene.world.local_now().date())
        if choice == NONE or entry is None:
            scene.effects.append(Consulted("", message))
            return Leave("unanswered")
        tell(scene, entry, message)
        scene.answer(entry.id)
        return Leave("answered")


KIND = AnswerQuestions
