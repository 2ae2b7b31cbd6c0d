"""Ask one of the department's own systems."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.department.connectors import OUTCOMES, bounded
from flows.department.surroundings import Surroundings
from flows.documents.shape import DurationText, Id, Localised, Name, PlainText, duration, named, ui
from flows.events import Event, Reply
from flows.messages import TEXT_BODY
from flows.node import (
    HERE,
    PUZZLED,
    WAIT,
    Disclosure,
    Exit,
    Leave,
    Mention,
    Move,
    Node,
    Path,
    Remark,
    SampleAnswer,
    Wording,
)
from flows.scene import Scene
from flows.text import PlaceholderError, exact, placeholders

LONGEST_PATIENCE = timedelta(seconds=60)
LONGEST_SENT = 2000  # characters of one value


class AskSystem(Node):
    """Asks a system of the department through an approved connector, and keeps what it answers."""

    names = named("System", "部門系統", "部门系统")
    waits = True
    busy = True
    silence_exit = "slow"

    kind: Literal["service"] = ui("Kind", "種類", "种类", widget="hidden")
    connector: Name = ui("Connector", "連接器", "连接器", widget="connector")
    operation: Name = ui("What to ask for", "查詢項目", "查询项目", widget="operation")
    send: Annotated[dict[Id, PlainText], Field(max_length=20)] = ui(
        "What it is sent", "傳送的資料", "发送的数据", widget="pairs", default_factory=dict,
        help_en="Values by the names that the operation takes; placeholders such as "
        "{{ answers.ask }} are filled in.",
    )  # fmt: skip
    keep: Annotated[list[Id], Field(max_length=40)] = ui(
        "Keep only", "只保留", "只保留", widget="words", default_factory=list,
        help_en="Names of what it answers; without any, everything that the operation gives.",
    )  # fmt: skip
    text: Localised = ui(
        "Words while it is asked", "等候時的文字", "等候时的文字", widget="localised",
        default_factory=dict,
    )  # fmt: skip
    patience_: DurationText = ui(
        "Give up after", "等候上限", "等候上限", widget="duration", default="10s",
        alias="patience", help_en="10 seconds where it is left out, a minute at the most.",
    )  # fmt: skip

    silence_after: DurationText | None = ui(
        "Give up waiting after", "等候多久後放棄", "等候多久后放弃", widget="hidden", default=None
    )

    def ways(self) -> tuple[Exit, ...]:
        """By what the system answered, or that it did not in time."""
        return (
            Exit("ok", "Answered"),
            Exit("not_found", "Nothing found"),
            Exit("failed", "Did not work"),
            Exit("slow", "No answer in time"),
        )

    def wordings(self) -> Iterator[Wording]:
        """The words while it is asked; nothing is said where they are empty."""
        yield Wording("text", self.text, TEXT_BODY, required=bool(self.text))

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """What was answered."""
        if exit_id != "ok":
            return ()
        return tuple(("result", HERE, name) for name in self.keep) or (("result", HERE),)

    def patience(self, usual: timedelta) -> timedelta | None:  # noqa: ARG002 (machines are quick)
        """As long as staff said, up to a minute."""
        return min(duration(self.patience_), LONGEST_PATIENCE)

    def lets_pass(self, exit_id: str, usual: timedelta) -> timedelta | None:  # noqa: ARG002
        """Whichever way it goes, the citizen has said nothing."""
        return self.patience(usual)

    def mentions(self) -> Iterator[Mention]:
        """The connector."""
        yield Mention("connector", self.connector, "connector")

    def discloses(self) -> Iterator[Disclosure]:
        """Whatever placeholders stand in what is sent."""
        for name, text in self.send.items():
            for path in _named_in(text):
                yield Disclosure(path, self.connector, f"send.{name}")

    def remarks(self) -> Iterator[Remark]:
        """It waits a minute at the most, and its placeholders can be read."""
        if duration(self.patience_) > LONGEST_PATIENCE:
            yield Remark("patience_long", "patience")
        for name, text in self.send.items():
            try:
                placeholders(text)
            except PlaceholderError as fault:
                yield Remark("placeholder_broken", f"send.{name}", (("why", str(fault)),))

    def misfits(self, around: Surroundings, languages: Sequence[str]) -> Iterator[Remark]:  # noqa: ARG002
        """The connector has the operation, which takes just what is sent and gives what is kept."""
        connector = around.connectors.get(self.connector)
        if connector is None:
            return
        operation = connector.operations.get(self.operation)
        if operation is None:
            facts = (("name", self.operation), ("connector", self.connector))
            yield Remark("operation_missing", "operation", facts)
            return
        for name in operation.takes:
            if not self.send.get(name, "").strip():
                yield Remark("input_missing", "send", (("name", name),))
        for name in self.send:
            if name not in operation.takes:
                yield Remark("input_unknown", f"send.{name}", (("name", name),))
        for place, name in enumerate(self.keep):
            if name not in operation.gives:
                yield Remark("output_unknown", f"keep[{place}]", (("name", name),))

    def sample(self, request: Mapping[str, Any], around: Surroundings) -> SampleAnswer | None:
        """The connector's own sample for what was sent."""
        connector = around.connectors.get(self.connector)
        operation = connector.operations.get(self.operation) if connector else None
        found = operation.sample(request["send"]) if operation else None
        return SampleAnswer(found.outcome, found.data) if found else None

    def samples(self, request: Mapping[str, Any], around: Surroundings) -> Sequence[SampleAnswer]:
        """Its own sample, then the others of the operation, then each way that it can go."""
        connector = around.connectors.get(self.connector)
        operation = connector.operations.get(self.operation) if connector else None
        fitting = self.sample(request, around)
        others = operation.samples if operation else ()
        return [
            *([fitting] if fitting else []),
            *(SampleAnswer(one.outcome, one.data) for one in others),
            *(SampleAnswer(outcome) for outcome in OUTCOMES),
        ]

    def enter(self, scene: Scene) -> Move:
        """Ask."""
        if self.text:
            scene.say_words(scene.text(self.text))
        values = scene.values()
        sent = {name: exact(text, values)[:LONGEST_SENT] for name, text in self.send.items()}
        request = {"connector": self.connector, "operation": self.operation, "send": sent}
        within = min(duration(self.patience_), LONGEST_PATIENCE)
        scene.call("service", request, name=self.connector, within=within)
        return WAIT

    def resume(self, scene: Scene, event: Event) -> Move:
        """Go on with what it answered."""
        if not isinstance(event, Reply):
            return PUZZLED
        outcome = event.outcome if event.outcome in OUTCOMES else "failed"
        if outcome != "ok":
            return Leave(outcome)
        kept = bounded(
            {
                name: value
                for name, value in event.data.items()
                if not self.keep or name in self.keep
            }
        )
        if kept is None:
            return Leave("failed")
        scene.result(kept)
        return Leave("ok")

    def repeat(self, scene: Scene) -> None:
        """Say that it is being looked up."""
        scene.say_words(scene.text(self.text) or scene.phrase("one_moment"))


def _named_in(text: str) -> tuple[Path, ...]:
    try:
        return placeholders(text)
    except PlaceholderError:
        return ()


KIND = AskSystem
