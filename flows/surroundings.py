"""What a department keeps beside its flows, for a turn to look at: each noun its own key.

The runtime reads it from the database, `flows try` and rehearsals from a file; to a turn it is the
same. What is looked up in it holds as it is now: a version does not freeze it, so that staff can
mend a table without publishing the flows that use it.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field, ValidationError

from flows.calendars import Calendar, Holiday
from flows.faults import Fault, ShapeError
from flows.sentences import faults_of
from flows.shape import Localised, Name, Shape
from flows.tables import Table


class Surroundings(Shape):
    """The department's own data, as flows look at it.

    ``tables`` and ``calendars`` go by the names that flows use; ``holidays`` are the general ones.
    """

    tables: Mapping[Name, Table] = Field(default_factory=dict)
    calendars: Mapping[Name, Calendar] = Field(default_factory=dict)
    holidays: Annotated[list[Holiday], Field(max_length=400)] = Field(default_factory=list)

    @cached_property
    def general_holidays(self) -> Mapping[str, Localised]:
        """The names of the general holidays, by ISO date."""
        return {holiday.date: holiday.name for holiday in self.holidays}

    @property
    def known(self) -> dict[str, Collection[str]]:
        """The names of what there is, by the noun that nodes mention it by."""
        return {"table": self.tables.keys(), "calendar": self.calendars.keys()}


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
