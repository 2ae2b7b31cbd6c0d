"""What a department keeps beside its flows, for a turn to look at: each noun its own key.

The runtime reads it from the database, `flows try` and rehearsals from a file; to a turn it is the
same. What is looked up in it holds as it is now: a version does not freeze it, so that staff can
mend a table without publishing the flows that use it.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Field, ValidationError

from flows.department.bookings import Services
from flows.department.calendars import Calendar, Holiday
from flows.department.cases import Case
from flows.department.connectors import Connector
from flows.department.questions import Entries, Knowledge
from flows.department.tables import Table
from flows.department.templates import Templates
from flows.documents.faults import Fault, ShapeError
from flows.documents.sentences import faults_of
from flows.documents.shape import Localised, Name, Shape
from flows.effects import FileCase


class Surroundings(Shape):
    """The department's own data, as flows look at it.

    ``tables``, ``calendars`` and ``connectors`` go by the names that flows use; ``holidays`` are the
    general ones, ``cases`` some to look up in a trial.
    """

    tables: Mapping[Name, Table] = Field(default_factory=dict)
    calendars: Mapping[Name, Calendar] = Field(default_factory=dict)
    holidays: Annotated[list[Holiday], Field(max_length=400)] = Field(default_factory=list)
    connectors: Mapping[Name, Connector] = Field(default_factory=dict)
    cases: list[Case] = Field(default_factory=list, max_length=200)
    questions: Entries = Field(default_factory=list)
    templates: Templates = Field(default_factory=dict)
    bookings: Services = Field(default_factory=dict)

    @cached_property
    def general_holidays(self) -> Mapping[str, Localised]:
        """The names of the general holidays, by ISO date."""
        return {holiday.date: holiday.name for holiday in self.holidays}

    @cached_property
    def knowledge(self) -> Knowledge:
        """The questions, ready to be asked."""
        return Knowledge(self.questions)

    @property
    def known(self) -> dict[str, Collection[str]]:
        """The names of what there is, by the noun that nodes mention it by."""
        found: dict[str, Collection[str]] = {
            "table": self.tables.keys(),
            "calendar": self.calendars.keys(),
            "connector": self.connectors.keys(),
        }
        # Without any, they may be elsewhere: then nothing is known about them.
        if self.templates:
            found["template"] = self.templates.keys()
        if self.bookings:
            found["booking"] = self.bookings.keys()
        return found

    def with_case(self, filed: FileCase, on: date) -> "Surroundings":
        """The same, and a case that was just filed in the trial."""
        phones = [one.value for one in filed.answers if one.type == "phone" and one.value]
        case = Case(
            reference=filed.reference,
            type=filed.type,
            updated=on.isoformat(),
            phone=str(phones[0]) if phones else "",
        )
        return self.model_copy(update={"cases": [*self.cases, case]})


NOTHING = Surroundings()


def read(document: object) -> Surroundings:
    """The surroundings that ``document``, as read from YAML or JSON, describes.

    Raises:
        ShapeError: with the path and a sentence for every fault.

    """
    if not isinstance(document, dict):
        raise ShapeError(
            [Fault("", f"This is a mapping of {', '.join(_nouns())} to what is in them.")]
        )
    try:
        return Surroundings.model_validate(document)
    except ValidationError as error:
        raise ShapeError(faults_of(error, "")) from error


def _nouns() -> list[str]:
    return list(Surroundings.model_fields)
