"""Booking, as flows ask for it, and what answers in place of a booking system.

A node asks by ``Call("booking", request)``; ``request`` always has ``do``, ``service`` and, as the
moment from which times are of use, ``from``. Whoever answers gives an outcome and, with it, data:

| do        | and in the request                  | outcome: data                                       |
|-----------|-------------------------------------|-----------------------------------------------------|
| `days`    |                                     | `ok`: `days`, each `{day, free}`; `none_left`       |
| `times`   | `day`                               | `ok`: `times`, each `{slot, time, place}`; `none_left` |
| `hold`    | `slot`                              | `held`: `hold`, `day`, `time`, `place`; `taken`     |
| `book`    | `hold`; `reference` of the booking  | `booked`, or `changed` where there was one:         |
|           | that it replaces, where there is one | `reference`, `day`, `time`, `place`; `taken`, `not_found` |
| `find`    | `reference`                         | `found`: `reference`, `day`, `time`, `place`; `not_found` |
| `cancel`  | `reference`                         | `cancelled`; `not_found`                            |

Days are ``2026-12-01``, times ``10:30`` and moments ``2026-12-01T10:30`` in the department's zone, places localised texts that may be
empty. A slot and a hold are names of up to 60 letters, digits, ``-``, ``_``, ``:`` and ``@``. Any
other outcome, such as ``failed``, means that it did not work. A hold lapses by itself.

``answer`` stands in for such a system. What is free follows from the service and ``from``, and a
reference holds the time that it stands for; ``after`` is what has become of the services by an
answer. So a time that was booked is no longer free, and a booking that was cancelled is not found,
for as long as whoever asks keeps what ``after`` gave.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from flows.documents.shape import Id, Localised, Name, Shape

AHEAD = 21  # days for which times are made
OPENS, CLOSES, EVERY = time(9), time(17), timedelta(minutes=30)
MOST = 200
_REFERENCE = re.compile(r"^K(\d{6})(\d{4})([A-Z])([A-Z])$")
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"

SlotName = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:00)?(@[A-Za-z][\w-]{0,30})?$"),
]
Answer = tuple[str, dict[str, Any]]


class Service(Shape):
    """What can be booked.

    ``slots`` are its times, such as ``2026-12-01 10:30`` or, at one of its ``places``,
    ``2026-12-01 10:30@main``; without any, weekdays from 9:00 to 17:00 every 30 minutes. ``taken``
    are shown as free and turn out to be taken when somebody chooses them; ``booked`` are not shown,
    and ``cancelled`` those whose booking is no longer found.
    """

    name: Localised = Field(default_factory=dict)
    places: Annotated[dict[Id, Localised], Field(max_length=23)] = Field(default_factory=dict)
    slots: Annotated[list[SlotName], Field(max_length=5000)] | None = None
    taken: Annotated[list[SlotName], Field(max_length=500)] = Field(default_factory=list)
    booked: Annotated[list[SlotName], Field(max_length=5000)] = Field(default_factory=list)
    cancelled: Annotated[list[SlotName], Field(max_length=5000)] = Field(default_factory=list)

    def times(self, now: datetime) -> Iterator[tuple[datetime, str]]:
        """Every free time after ``now``, which is on the wall, with its place, in order."""
        found = [_split(one) for one in self.slots] if self.slots is not None else self._made(now)
        booked = {_split(one) for one in self.booked}
        yield from sorted(one for one in found if one[0] > now and one not in booked)

    def _made(self, now: datetime) -> Iterator[tuple[datetime, str]]:
        for ahead in range(1, AHEAD + 1):
            day = now.date() + timedelta(days=ahead)
            if day.weekday() > 4:
                continue
            at = datetime.combine(day, OPENS)
            while at.time() < CLOSES:
                yield from ((at, place) for place in self.places or ("",))
                at += EVERY


ANYTHING = Service()  # what nobody has described can be booked at the usual times

Services = Annotated[dict[Name, Service], Field(max_length=MOST)]


def answer(request: Mapping[str, Any], services: Mapping[str, Service]) -> Answer:
    """What a booking system would say to ``request``."""
    ask = _ASKED.get(str(request.get("do")))
    now = _moment(str(request.get("from")))
    if ask is None or now is None or not request.get("service"):
        return "failed", {}
    return ask(services.get(str(request["service"]), ANYTHING), request, now)


def after(
    request: Mapping[str, Any], outcome: str, services: Mapping[str, Service]
) -> Mapping[str, Service]:
    """What has become of ``services`` by answering ``request`` with ``outcome``."""
    if outcome not in {"booked", "changed", "cancelled"}:
        return services
    name = str(request["service"])
    service = services.get(name, ANYTHING)
    before = _read_reference(service, request.get("reference"))
    left = [_slot(*before)] if before else []
    made = [] if outcome == "cancelled" else [str(request["hold"])]
    booked = [one for one in service.booked if one not in left] + made
    cancelled = [one for one in service.cancelled + left if one not in made]
    return {**services, name: service.model_copy(update={"booked": booked, "cancelled": cancelled})}


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (on the wall)
    except ValueError:
        return None


def _days(service: Service, _request: Mapping[str, Any], now: datetime) -> Answer:
    free: dict[str, int] = {}
    for at, _ in service.times(now):
        day = at.date().isoformat()
        free[day] = free.get(day, 0) + 1
    days = [{"day": day, "free": count} for day, count in free.items()]
    return ("ok", {"days": days}) if days else ("none_left", {})


def _times(service: Service, request: Mapping[str, Any], now: datetime) -> Answer:
    times = [
        {"slot": _slot(at, place), "time": f"{at:%H:%M}", "place": service.places.get(place, {})}
        for at, place in service.times(now)
        if at.date().isoformat() == request.get("day")
    ]
    return ("ok", {"times": times}) if times else ("none_left", {})


def _hold(service: Service, request: Mapping[str, Any], now: datetime) -> Answer:
    wanted = str(request.get("slot"))
    taken = {_slot(*_split(one)) for one in service.taken}
    for at, place in service.times(now):
        if _slot(at, place) == wanted and wanted not in taken:
            return "held", {"hold": wanted, **_told(service, at, place)}
    return "taken", {}


def _book(service: Service, request: Mapping[str, Any], now: datetime) -> Answer:
    before = str(request.get("reference") or "")
    if before and _find(service, request, now)[0] != "found":
        return "not_found", {}
    held, data = _hold(service, {"slot": request.get("hold")}, now)
    if held != "held":
        return "taken", {}
    reference = _reference(service, str(request["service"]), *_split(data.pop("hold")))
    return "changed" if before else "booked", {"reference": reference, **data}


def _find(service: Service, request: Mapping[str, Any], now: datetime) -> Answer:
    found = _read_reference(service, request.get("reference"))
    if found is None or found[0] <= now or found in {_split(one) for one in service.cancelled}:
        return "not_found", {}
    reference = _reference(service, str(request["service"]), *found)
    if _bare(reference) != _bare(request["reference"]):
        return "not_found", {}
    return "found", {"reference": reference, **_told(service, *found)}


def _cancel(service: Service, request: Mapping[str, Any], now: datetime) -> Answer:
    return ("cancelled" if _find(service, request, now)[0] == "found" else "not_found"), {}


_ASKED = {
    "days": _days, "times": _times, "hold": _hold, "book": _book, "find": _find,
    "cancel": _cancel,
}  # fmt: skip


def _told(service: Service, at: datetime, place: str) -> dict[str, Any]:
    where = service.places.get(place, {})
    return {"day": at.date().isoformat(), "time": f"{at:%H:%M}", "place": dict(where)}


def _slot(at: datetime, place: str) -> str:
    return f"{at:%Y-%m-%dT%H:%M}" + (f"@{place}" if place else "")


def _split(slot: str) -> tuple[datetime, str]:
    at, _, place = slot.partition("@")
    day, clock = date.fromisoformat(at[:10]), time.fromisoformat(at[11:16])
    return datetime.combine(day, clock), place


def _reference(service: Service, name: str, at: datetime, place: str) -> str:
    """``K261201-1030A-Q``: when, the place's letter, and a letter that a slip would change."""
    places = list(service.places) or [""]
    letter = _LETTERS[places.index(place)] if place in places else _LETTERS[0]
    told = f"K{at:%y%m%d}-{at:%H%M}{letter}"
    digest = hashlib.sha256(f"{name}:{told}".encode()).digest()
    return f"{told}-{_LETTERS[digest[0] % len(_LETTERS)]}"


def _read_reference(service: Service, reference: object) -> tuple[datetime, str] | None:
    """The time and the place that a reference stands for; None when it is none of this service."""
    found = _REFERENCE.match(_bare(reference))
    places = list(service.places) or [""]
    number = _LETTERS.find(found[3]) if found else -1
    if found is None or not 0 <= number < len(places):
        return None
    try:
        at = datetime.strptime(found[1] + found[2], "%y%m%d%H%M")  # noqa: DTZ007 (on the wall)
    except ValueError:
        return None
    return at, places[number]


def _bare(reference: object) -> str:
    return re.sub(r"[^A-Z0-9]", "", str(reference).upper())
