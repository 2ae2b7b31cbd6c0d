"""What every kind of node has: its shape, its exits, its checks, and what it does in a talk.

A kind is one file in ``flows/kinds/`` with one subclass of ``Node``. Everything else finds it by
itself: the parser, the interpreter, the gate, the form page, the reference page and the tests.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from flows.conditions import Rule
from flows.documents.shape import DurationText, Id, Localised, Shape, duration, ui
from flows.effects import Answered
from flows.events import Event
from flows.match import NOTHING, Reading
from flows.text import UNTOLD

if TYPE_CHECKING:
    from flows.department.surroundings import Surroundings
    from flows.fields.definition import FormField
    from flows.scene import Scene


@dataclass(frozen=True)
class Exit:
    """A way out of a node. ``label`` is what staff call it; ``needed`` when it must lead somewhere.

    ``texts`` are the citizen's words for it where it has some (a menu's option).
    """

    id: str
    label: str
    needed: bool = True
    texts: Localised | None = None


@dataclass(frozen=True)
class Wording:
    """A text that citizens read: where it stands in the node, and how long it may become.

    ``room`` is in UTF-16 code units; ``required`` when it may not be empty.
    """

    path: str
    texts: Localised
    room: int
    required: bool = True


@dataclass(frozen=True)
class Remark:
    """Something that a kind finds wrong with one of its nodes; the gate adds where.

    ``code`` is stable; ``facts`` fill the sentence that goes with it in ``flows.problems``.
    """

    code: str
    field: str = ""
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Mention:
    """Something outside the flow that a node needs: a ``flow``, ``queue``, ``table`` … by name."""

    noun: str
    name: str
    field: str


@dataclass(frozen=True)
class Kept:
    """A value that a node leaves behind, for texts and rules to name.

    ``path`` begins with ``answers`` or ``result`` and this node, written as ``HERE``; what lies
    below it can be named too. ``place`` is where in the node it is asked, by ``field`` where there
    is one. ``among`` are the ids that it can be; empty when it can be anything. ``sure`` says
    whether the node has it by the time it asks what comes after.
    """

    path: "Path"
    place: str = ""
    field: "FormField | None" = None
    among: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True)
class Spoken:
    """One of the choices that a node offers: the words that choose it, and where they stand.

    ``label`` is what is shown, ``also`` what else people call it, by language. ``described`` when it
    has a line of explanation.
    """

    id: str
    place: str
    label: Localised
    also: Mapping[str, Sequence[str]]
    described: bool = False


@dataclass(frozen=True)
class Disclosure:
    """A value that leaves the department: its path, the ``connector`` it goes to, and where."""

    path: "Path"
    connector: str
    field: str


@dataclass(frozen=True)
class SampleAnswer:
    """What stands in for an answer from outside: how it went, and what it brought.

    ``around`` is the department's own data from now on; None while it stays as it is.
    """

    outcome: str
    data: Mapping[str, Any] = field(default_factory=dict)
    around: "Surroundings | None" = None


@dataclass(frozen=True)
class Effort:
    """What something costs a citizen: things to tap, and things to type, send or look for.

    ``messages`` are those to read in between, beyond the one that the node says on arriving.
    """

    taps: int = 0
    answers: int = 0
    messages: int = 0


Path = tuple[str, ...]
HERE = "@"  # stands for the node's own id in a path
NEVER = timedelta(days=3650)  # longer than any window


@dataclass(frozen=True)
class Leave:
    """Go on by this exit."""

    exit: str


@dataclass(frozen=True)
class Wait:
    """Stay here until something comes."""


@dataclass(frozen=True)
class Puzzled:
    """What came means nothing here: somebody else may take it, else the exit ``other``."""


@dataclass(frozen=True)
class Stop:
    """The flow ends here."""


@dataclass(frozen=True)
class Into:
    """Run the flow of this name, with these inputs, and come back."""

    flow: str
    inputs: dict[str, Any]


@dataclass(frozen=True)
class Aside:
    """Put the talk aside until ``due``; it goes on by the exit ``next``."""

    due: datetime


@dataclass(frozen=True)
class Later:
    """Keep the answers so far until the citizen comes back to them, and let them go."""


Move = Leave | Wait | Puzzled | Stop | Into | Aside | Later
WAIT = Wait()
PUZZLED = Puzzled()
LATER = Later()


class Node(Shape, ABC):
    """A node as it is stored. A kind adds its own keys."""

    kind: str = ui("Kind", "種類", "种类", widget="hidden")
    silence_after: DurationText | None = ui(
        "Give up waiting after",
        "等候多久後放棄",
        "等候多久后放弃",
        widget="duration",
        help_en="Such as 30m, 23h or 3d. Without it, the flow's own time holds.",
        default=None,
    )
    exits: Annotated[dict[Id, Id], Field(max_length=120)] = ui(
        "Where it leads", "通往", "通往", widget="hidden", default_factory=dict
    )

    names: ClassVar[Mapping[str, str]]  # what staff call the kind, by language
    waits: ClassVar[bool] = False  # whether it can wait for the citizen
    collects: ClassVar[bool] = False  # whether leaving it half-way would lose answers
    busy: ClassVar[bool] = False  # while it waits, it waits for a machine and not for the citizen
    away: ClassVar[bool] = False  # while it waits, a person has the talk and reads what is written
    needs_what_it_reads: ClassVar[bool] = False  # an empty value among it would stop the node
    anytime: ClassVar[bool] = False  # whether what it says may be said when the window is closed
    silence_exit: ClassVar[str] = "silence"
    other_exit: ClassVar[str] = "other"  # taken, where the kind has it, when nobody understands
    open_ended: ClassVar[bool] = False  # whatever is said here is no misunderstanding
    task: ClassVar[bool] = False  # whether people come here for what they came for
    files: ClassVar[bool] = False  # whether it makes a case, so that {{ case.reference }} is set
    # Whether people choose here where to go: there is nothing to stop, and what they bring is kept.
    crossroads: ClassVar[bool] = False
    rank: ClassVar[Literal["first", "more"]] = "more"  # shown by name, or under "More"

    def ways(self) -> tuple[Exit, ...]:
        """Every exit that this node can take, in the order staff see them."""
        return (Exit("next", "Next"),)

    def patience(self, usual: timedelta) -> timedelta | None:
        """How long the node waits before ``silence_exit``; None when it waits without end."""
        return duration(self.silence_after) if self.silence_after else usual

    def wordings(self) -> Iterator[Wording]:
        """Every text of the node that a citizen reads."""
        yield from ()

    def says(self) -> int:
        """How many messages the node says on arriving, at most."""
        return int(self.waits or any(any(one.texts.values()) for one in self.wordings()))

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Every rule of the node, with where it stands."""
        yield from ()

    def sets(self, exit_id: str) -> tuple[Path, ...]:  # noqa: ARG002 (kinds look at it)
        """What is surely known once the talk has left by ``exit_id``, such as ``answers.<node>``.

        The first segment after ``answers`` or ``result`` is this node, written as ``HERE``.
        """
        return ()

    def known_by(self, place: str) -> tuple[Path, ...]:  # noqa: ARG002 (kinds look at it)
        """What the node itself has surely set by the time it says the wording at ``place``."""
        return ()

    def forgets(self, exit_id: str) -> tuple[Path, ...]:  # noqa: ARG002 (kinds look at it)
        """What may not be known any more once the talk has left by ``exit_id``."""
        return ()

    def lets_pass(self, exit_id: str, usual: timedelta) -> timedelta | None:
        """How long the citizen can have been silent here when the talk leaves by ``exit_id``.

        None when it leaves because the citizen did something just now.
        """
        if not self.waits:
            return timedelta()
        silent = self.busy or exit_id == self.silence_exit
        return (self.patience(usual) or NEVER) if silent else None

    def at_once(self, exit_id: str) -> bool:  # noqa: ARG002 (kinds look at it)
        """Whether the talk can leave by ``exit_id`` without anybody having done anything here."""
        return not self.waits or self.busy

    def effort(self, exit_id: str) -> Effort:  # noqa: ARG002 (kinds look at it)
        """What it costs the citizen to leave by ``exit_id``."""
        return Effort()

    def stands_for(self, choice: str) -> bool:  # noqa: ARG002 (kinds with buttons look at it)
        """Whether a button for ``choice``, however old, means leaving by the exit of that name."""
        return False

    def named(self, text: str) -> Reading:  # noqa: ARG002 (a crossroads looks at it)
        """Which of the ways that can be chosen here the words of ``text`` name."""
        return NOTHING

    def asked_about(self, scene: "Scene", reading: Reading) -> bool:  # noqa: ARG002 (a crossroads looks at both)
        """Whether there is a way that may have been meant; if so, it is asked about."""
        return False

    def keeps(self) -> Iterator[Kept]:
        """Every value that the node leaves behind, in the order in which it comes by them."""
        yield from ()

    def draws_on(self) -> Iterator[tuple[str, str]]:
        """The nodes whose answers this one takes as a whole: the key that names each, and its id."""
        yield from ()

    def offers(self) -> Iterator[tuple[str, Sequence[Spoken]]]:
        """Every set of choices that is offered together, with where it stands."""
        yield from ()

    def discloses(self) -> Iterator[Disclosure]:
        """Every value that the node gives to somebody outside the department."""
        yield from ()

    def mentions(self) -> Iterator[Mention]:
        """What the node needs from outside the flow."""
        yield from ()

    def reads(self) -> Iterator[tuple[str, str]]:
        """Texts with placeholders that the node takes values from and says to nobody, by place."""
        yield from ()

    def results(self, around: "Surroundings") -> Collection[str] | None:  # noqa: ARG002 (as above)
        """What ``result.<node>`` can have in it; None where that is not known."""
        return None

    def remarks(self) -> Iterator[Remark]:
        """What is wrong with this node taken alone, beyond its texts and exits."""
        yield from ()

    def misfits(
        self,
        around: "Surroundings",  # noqa: ARG002 (kinds look at it)
        languages: Sequence[str],  # noqa: ARG002
    ) -> Iterator[Remark]:
        """What of the department's own data does not do for this node in a flow of ``languages``."""
        yield from ()

    def sample(
        self,
        request: Mapping[str, Any],  # noqa: ARG002 (kinds that call somebody use both)
        around: "Surroundings",  # noqa: ARG002
    ) -> SampleAnswer | None:
        """What answers the node's call in a trial, where nobody is asked; None when nothing does."""
        return None

    def samples(self, request: Mapping[str, Any], around: "Surroundings") -> Sequence[SampleAnswer]:
        """Every answer to the node's call that may be tried out, the likeliest first."""
        found = self.sample(request, around)
        return [*([found] if found else []), SampleAnswer("failed")]

    def recorded(self, scene: "Scene", value: Any) -> Sequence[Answered]:  # noqa: ARG002 (kinds that ask use both)
        """What is kept under the node's answers, in words.

        ``value`` may be of an older shape; it is None where the talk stands and nothing is kept.
        """
        return ()

    # When staff publish another version under a talk. What of the node is the same but for its
    # words is kept as it is; these say what holds where more than words changed.

    def kept(self, earlier: "Node", value: Any) -> Any:
        """What holds here of an answer that was given to ``earlier``; None when nothing does."""
        return value if type(earlier) is type(self) else None

    def carried(self, earlier: "Node", progress: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002 (kinds that go on use both)
        """The progress with which a talk that waited at ``earlier`` waits here.

        None when it cannot simply wait here: it is taken up by ``again``.
        """
        return None

    def again(self, scene: "Scene") -> Move:
        """Go on after the node changed under the talk, with the answers that were kept."""
        return self.enter(scene)

    def told(self, scene: "Scene", value: Any, below: Sequence[str]) -> Any:  # noqa: ARG002 (kinds that ask use all)
        """What a text shows for the node's answer ``value``, or for the part of it at ``below``.

        UNTOLD where it is shown as it is kept.
        """
        return UNTOLD

    @abstractmethod
    def enter(self, scene: "Scene") -> Move:
        """Do what the node does when a talk comes to it."""

    def resume(self, scene: "Scene", event: Event) -> Move:  # noqa: ARG002 (kinds that wait use both)
        """Take what came while the node waited."""
        return PUZZLED

    def repeat(self, scene: "Scene") -> None:
        """Say again what the node waits for, in the language of now."""

    def when_stopped(self) -> str:
        """The exit that the word for stopping takes; none when it leads to the front door."""
        return "cancelled" if self.collects else ""

    def back(self, scene: "Scene") -> bool:  # noqa: ARG002 (kinds with steps of their own use it)
        """Go back one step within the node; False when it has none to go back to."""
        return False
