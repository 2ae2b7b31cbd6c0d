"""What every type of answer has: how it is asked for, read, checked and shown.

A type is one file here with one subclass of ``FieldType``. What people type is validated by a
WTForms form built from the field's definition, so that a web page can validate by the same one.
Its controls find the day of today, for relative dates, in ``self.meta.today``.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from wtforms import Field, Form, StringField
from wtforms.validators import InputRequired

from flows.conditions import COMPARISONS
from flows.events import Event, Words
from flows.messages import Message, Text

if TYPE_CHECKING:
    from flows.fields.definition import FormField
    from flows.scene import Scene

A_VALUE = "□" * 60  # how long a value may be taken to be where nothing is known about it

# What rules can ask of answers of one sort.
OF_ANYTHING = frozenset({"is_set"})
OF_A_NAME = OF_ANYTHING | {"is_", "is_not", "in_"}
OF_TEXT = OF_A_NAME | {"contains"}
OF_A_NUMBER = OF_A_NAME | {"less_than", "more_than", "between"}
OF_A_TIME = OF_A_NAME | {"before", "after"}


@dataclass(frozen=True)
class Value:
    """The answer is complete: a plain JSON value."""

    value: Any


@dataclass(frozen=True)
class Partial:
    """Part of the answer has come: ``value`` so far; ``say`` is what to tell, if anything."""

    value: Any
    say: Message | None


@dataclass(frozen=True)
class Invalid:
    """What came is no valid answer. ``phrase`` is the key of the sentence that says why."""

    phrase: str
    facts: dict[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class Unclear:
    """What came can mean any of ``values``, at least two: the citizen is asked which."""

    values: tuple[Any, ...]


Reading = Value | Partial | Invalid | Unclear | None


class Typed(dict[str, list[str]]):
    """Form data with what was typed, as WTForms reads it."""

    def getlist(self, key: str) -> list[str]:
        """Every value of ``key``."""
        return self.get(key, [])


class Unread(ValueError):
    """Raised by a control that made no value of what was typed: the reading says what to tell."""

    def __init__(self, reading: Invalid | Unclear) -> None:
        """``reading`` becomes the form's error."""
        super().__init__(reading)


class FieldType(ABC):
    """One type of answer."""

    name: ClassVar[str]
    names: ClassVar[Mapping[str, str]]
    keys: ClassVar[frozenset[str]] = frozenset()  # the optional keys that mean something to it
    tapped: ClassVar[bool] = False  # whether one tap answers it
    personal: ClassVar[bool] = False  # whether an answer is always personal data
    compares: ClassVar[frozenset[str]] = frozenset(COMPARISONS)  # what a rule can ask of an answer
    takes: ClassVar[str] = ""  # what of the things that open a talk can answer it: photo, pin
    hint: ClassVar[str] = ""  # the phrase that helps whoever asks what to write

    def reads_limit(self, limit: float | str) -> bool:
        """Whether ``limit`` can be the field's ``min`` or ``max``."""
        return isinstance(limit, float | int)

    def widest(self, field: "FormField", language: str) -> Any:  # noqa: ARG002 (types look at it)
        """An answer that takes as much room as any, for trying out where texts may run over."""
        return A_VALUE

    def crosses(self, least: float | str, most: float | str) -> bool:
        """Whether the two limits, each of which can be one, leave nothing between them."""
        return isinstance(least, float | int) and isinstance(most, float | int) and least > most

    def control(self, field: "FormField") -> Field:  # noqa: ARG002 (types look at it)
        """The WTForms field that validates a typed answer; its messages are keys of phrases."""
        return StringField(validators=[InputRequired("invalid_empty")])

    def can_be_asked(self, field: "FormField", scene: "Scene") -> bool:  # noqa: ARG002 (choices look)
        """Whether there is anything to answer with."""
        return True

    def ask(self, field: "FormField", scene: "Scene", body: str) -> Message:  # noqa: ARG002
        """The message that asks; ``body`` is the question in the reader's language."""
        return Text(body)

    def read(self, field: "FormField", event: Event, scene: "Scene", so_far: Any) -> Reading:  # noqa: ARG002
        """What ``event`` answers; None when it is no answer of this type at all."""
        return self.typed(field, event.text, scene) if isinstance(event, Words) else None

    def typed(self, field: "FormField", text: str, scene: "Scene") -> Reading:
        """What the typed ``text`` answers, through the field's WTForms form."""
        today = scene.world.local_now().date()
        form = field.form(Typed(answer=[text.strip()]), today)
        if form.validate():
            return Value(self.value(form["answer"].data))
        error = form["answer"].errors[0]
        if isinstance(error, Invalid | Unclear):
            return error
        return Invalid(str(error), field.facts())

    def value(self, data: Any) -> Any:
        """The plain JSON value of what the form read."""
        return data

    @abstractmethod
    def words(self, field: "FormField", value: Any, scene: "Scene") -> str:
        """The answer as people read it, in the reader's language."""

    def title(self, field: "FormField", value: Any, scene: "Scene") -> str:
        """One reading of an unclear answer, for a button."""
        return self.words(field, value, scene)

    def settles(self, value: Any, said: str) -> bool:  # noqa: ARG002 (types with such words look)
        """Whether the folded words ``said`` tell ``value`` from the other readings."""
        return False

    def told(self, field: "FormField", value: Any, scene: "Scene") -> Any:
        """What a placeholder that names the answer shows: filters work on plain values."""
        plain = isinstance(value, str | int | float) and not isinstance(value, bool)
        return value if plain else self.words(field, value, scene)


def form_class(control: Field) -> type[Form]:
    """A form with one control, named ``answer``."""
    return type("AnswerForm", (Form,), {"answer": control})


def form_of(form: type[Form], data: Typed, today: date) -> Form:
    """``form`` over ``data``, read on the day ``today``."""
    return form(data, meta={"today": today})
