"""Rules: what has to hold for a way to be taken or a question to be asked.

A rule is ``{answer: report.blocked, is: road}`` (a subject and one comparison), ``{is_set:
contact.weather_warning}``, or ``{all: [...]}``, ``{any: [...]}``, ``{not: ...}`` around others.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from flows.documents.shape import Shape
from flows.match import fold

Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){0,4}$")]
Plain = str | int | float | bool
SUBJECTS = {"answer": "answers", "contact": "contact", "result": "result", "value": ""}
COMPARISONS = (
    "is_",
    "is_not",
    "in_",
    "contains",
    "less_than",
    "more_than",
    "between",
    "before",
    "after",
    "is_set",
)
_GROUPS = ("all_", "any_", "not_")


class Rule(Shape):
    """One rule. Exactly one group, or one comparison with its subject."""

    all_: Annotated[list["Rule"], Field(max_length=20)] | None = Field(None, alias="all")
    any_: Annotated[list["Rule"], Field(max_length=20)] | None = Field(None, alias="any")
    not_: "Rule | None" = Field(None, alias="not")

    answer: Path | None = None
    contact: Path | None = None
    result: Path | None = None
    value: Path | None = None

    is_: Plain | None = Field(None, alias="is")
    is_not: Plain | None = None
    in_: Annotated[list[Plain], Field(max_length=200)] | None = Field(None, alias="in")
    contains: Plain | None = None
    less_than: float | None = None
    more_than: float | None = None
    between: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    before: str | None = None
    after: str | None = None
    is_set: Path | bool | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = self.model_fields_set
        groups = [name for name in _GROUPS if name in given]
        comparisons = [name for name in COMPARISONS if name in given]
        subjects = [name for name in SUBJECTS if name in given]
        if len(groups) + len(comparisons) != 1:
            message = "a rule says exactly one thing: all, any, not, or one comparison such as is"
            raise ValueError(message)
        alone = groups or isinstance(self.is_set, str)
        if alone and subjects:
            message = (
                f"“{subjects[0]}” does not belong beside “{(groups or ['is_set'])[0].rstrip('_')}”"
            )
            raise ValueError(message)
        if not alone and len(subjects) != 1:
            message = "a comparison needs one subject: answer, contact, result or value"
            raise ValueError(message)
        return self

    @property
    def comparison(self) -> str:
        """The name of its one comparison, such as ``is_``; empty for a group."""
        return next((name for name in COMPARISONS if name in self.model_fields_set), "")

    def leaves(self, place: str) -> Iterator[tuple[str, "Rule"]]:
        """The comparisons in it, each with where it stands; ``place`` is where the rule itself does."""
        if self.comparison:
            yield place, self
        for group in ("all_", "any_"):
            for index, inner in enumerate(getattr(self, group) or ()):
                yield from inner.leaves(f"{place}.{group.rstrip('_')}[{index}]")
        if self.not_:
            yield from self.not_.leaves(f"{place}.not")

    def paths(self) -> Iterator[tuple[str, ...]]:
        """The values that the rule looks at, as paths from the root of the namespace."""
        for inner in (*(self.all_ or ()), *(self.any_ or ()), *((self.not_,) if self.not_ else ())):
            yield from inner.paths()
        if isinstance(self.is_set, str):
            yield tuple(self.is_set.split("."))
        if self.subject:
            yield self.subject

    def proves(self) -> tuple[tuple[str, ...], ...]:
        """The values that are surely set where the rule holds, as paths from the root."""
        if self.all_ is not None:
            return tuple(path for rule in self.all_ for path in rule.proves())
        if isinstance(self.is_set, str):
            return (tuple(self.is_set.split(".")),)
        if self.any_ is not None or self.not_ is not None:
            return ()
        if self.is_set is False or self.is_not is not None:
            return ()
        return (self.subject,)

    @property
    def subject(self) -> tuple[str, ...]:
        """The path of what it compares; empty for a group, and for what only has to be set."""
        for name, root in SUBJECTS.items():
            path = getattr(self, name)
            if path:
                return (*((root,) if root else ()), *path.split("."))
        return ()

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the rule holds for ``values``, a namespace of nested mappings."""
        if self.all_ is not None:
            return all(rule.holds(values) for rule in self.all_)
        if self.any_ is not None:
            return any(rule.holds(values) for rule in self.any_)
        if self.not_ is not None:
            return not self.not_.holds(values)
        if isinstance(self.is_set, str):
            return _is_set(value_at(values, tuple(self.is_set.split("."))))
        return self._compares(value_at(values, self.subject), values.get("today"))

    def _compares(self, found: Any, today: Any) -> bool:
        if self.is_set is not None:
            return _is_set(found) == self.is_set
        if self.is_not is not None:
            return not _same(found, self.is_not)
        if not _is_set(found):
            return False
        if self.is_ is not None:
            return _same(found, self.is_)
        if self.in_ is not None:
            return any(_same(found, one) for one in self.in_)
        if self.contains is not None:
            return _contains(found, self.contains)
        if self.before is not None or self.after is not None:
            return self._stands_in_time(found, today)
        return self._measures(found)

    def _measures(self, found: Any) -> bool:
        amount = _amount(found)
        if amount is None:
            return False
        if self.less_than is not None:
            return amount < self.less_than
        if self.more_than is not None:
            return amount > self.more_than
        return self.between is not None and self.between[0] <= amount <= self.between[1]

    def _stands_in_time(self, found: Any, today: Any) -> bool:
        """Days are compared with days, times of day with times of day; ``today`` is a day."""
        wanted = self.before or self.after
        wanted = today if wanted == "today" else wanted
        then, limit = day_in(found) or clock_in(found), day_in(wanted) or clock_in(wanted)
        if then is None or limit is None or type(then) is not type(limit):
            return False
        return bool(then < limit if self.before else then > limit)  # type: ignore[operator]


def value_at(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """What stands at ``path`` in nested mappings; None where the path ends early."""
    value: Any = values
    for segment in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(segment)
    return value


def _is_set(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _same(found: Any, wanted: Plain) -> bool:
    if isinstance(found, list):
        return any(_same(one, wanted) for one in found)
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    one, two = _amount(found), _amount(wanted)
    if one is not None and two is not None:
        return one == two
    return fold(str(found)) == fold(str(wanted))


def _contains(found: Any, wanted: Plain) -> bool:
    if isinstance(found, list):
        return any(_same(one, wanted) for one in found)
    return fold(str(wanted)) in fold(str(found))


def _amount(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def day_in(value: Any) -> date | None:
    """The day that ``value`` begins with, as in 2026-12-31; else None."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def clock_in(value: Any) -> time | None:
    """The time of day that ``value`` is, as in 09:00; else None."""
    text = str(value)
    try:
        return time.fromisoformat(text) if len(text) == 5 and text[2] == ":" else None
    except ValueError:
        return None
