"""The stand-in for a booking system: deterministic, and by the contract that flows ask by."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.department.bookings import Service, after, answer
from flows.department.surroundings import read
from flows.documents.faults import ShapeError

NOW = "2026-11-23T12:00"  # a Monday
SERVICES = read(
    {
        "bookings": {
            "clinic": {
                "places": {"main": {"en": "Main"}, "east": {"en": "East"}},
                "slots": [
                    "2026-11-23 11:59@main",
                    "2026-11-24 09:00@east",
                    "2026-11-24 09:00@main",
                ],
                "taken": ["2026-11-24T09:00@east"],
            },
            "made": {},
        }
    }
).bookings


def ask(do: str, service: str = "clinic", **more: Any) -> tuple[str, dict[str, Any]]:
    return answer({"do": do, "service": service, "from": NOW, **more}, SERVICES)


def test_past_times_are_not_free() -> None:
    assert ask("days") == ("ok", {"days": [{"day": "2026-11-24", "free": 2}]})
    assert ask("days", **{"from": "2026-11-24T09:00"}) == ("none_left", {})
    assert ask("times", day="2026-11-23") == ("none_left", {})


def test_times_come_with_their_places() -> None:
    outcome, data = ask("times", day="2026-11-24")
    assert outcome == "ok"
    assert data["times"] == [
        {"slot": "2026-11-24T09:00@east", "time": "09:00", "place": {"en": "East"}},
        {"slot": "2026-11-24T09:00@main", "time": "09:00", "place": {"en": "Main"}},
    ]


def test_without_slots_there_are_weekdays_from_nine_to_five() -> None:
    _, data = ask("days", "made")
    assert [one["day"] for one in data["days"]][:5] == [
        "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30",
    ]  # fmt: skip
    _, data = ask("times", "made", day="2026-11-24")
    assert (data["times"][0]["time"], data["times"][-1]["time"]) == ("09:00", "16:30")
    assert ask("days", "nobody-described-it") == ask("days", "made")


def test_one_booking_from_hold_to_cancellation() -> None:
    held, data = ask("hold", slot="2026-11-24T09:00@main")
    assert (held, data["day"], data["time"], data["place"]) == (
        "held", "2026-11-24", "09:00", {"en": "Main"},
    )  # fmt: skip
    booked, booking = ask("book", hold=data["hold"])
    assert booked == "booked"
    assert ask("find", reference=booking["reference"].lower().replace("-", " ")) == (
        "found",
        booking,
    )
    assert ask("book", hold=data["hold"], reference=booking["reference"])[0] == "changed"
    assert ask("cancel", reference=booking["reference"]) == ("cancelled", {})


def test_what_was_booked_changed_and_cancelled_is_remembered() -> None:
    kept: Mapping[str, Service] = SERVICES

    def say(do: str, **more: str) -> tuple[str, dict[str, Any]]:
        nonlocal kept
        request = {"do": do, "service": "made", "from": NOW, **more}
        found = answer(request, kept)
        kept = after(request, found[0], kept)
        return found

    def free() -> list[str]:
        return [one["slot"] for one in say("times", day="2026-11-24")[1]["times"]]

    first, second = free()[:2]
    booked = say("book", hold=first)[1]["reference"]
    assert first not in free()
    assert say("hold", slot=first) == ("taken", {})
    outcome, changed = say("book", hold=second, reference=booked)
    assert outcome == "changed"
    assert first in free()
    assert second not in free()
    assert say("find", reference=booked)[0] == "not_found"
    assert say("cancel", reference=changed["reference"])[0] == "cancelled"
    assert say("cancel", reference=changed["reference"])[0] == "not_found"
    assert second in free()
    assert say("book", hold=first)[1]["reference"] == booked
    assert say("find", reference=booked)[0] == "found"
    assert SERVICES["made"].booked == []


@pytest.mark.parametrize(
    ("do", "more", "outcome"),
    [
        ("hold", {"slot": "2026-11-24T09:00@east"}, "taken"),
        ("hold", {"slot": "2026-11-24T09:30@main"}, "taken"),
        ("book", {"hold": "2026-11-24T09:00@east"}, "taken"),
        ("book", {"hold": "2026-11-24T09:00@main", "reference": "K1"}, "not_found"),
        ("find", {"reference": ""}, "not_found"),
        ("find", {}, "not_found"),
        ("find", {"reference": "K269999-9999A-A"}, "not_found"),
        ("cancel", {"reference": "K261124-0900A-Z"}, "not_found"),
        ("sing", {}, "failed"),
        ("days", {"from": "soon"}, "failed"),
        ("days", {"service": ""}, "failed"),
    ],
)
def test_what_cannot_be(do: str, more: dict[str, Any], outcome: str) -> None:
    assert ask(do, **more) == (outcome, {})


def test_one_slip_in_a_reference_finds_nothing() -> None:
    reference = ask("book", hold="2026-11-24T09:00@main")[1]["reference"]
    for place, letter in enumerate(reference):
        if letter.isdecimal():
            wrong = reference[:place] + str((int(letter) + 1) % 10) + reference[place + 1 :]
            found = ask("find", reference=wrong)
            assert found[0] == "not_found" or found[1]["reference"] != reference
    assert ask("find", "made", reference=reference)[0] == "not_found"


@given(st.dictionaries(st.sampled_from(["service", "slot", "day", "reference", "hold"]), st.text()))
def test_anything_may_be_asked(request: dict[str, str]) -> None:
    for do in ("days", "times", "hold", "book", "find", "cancel"):
        whole = {"from": NOW, "do": do, **request}
        outcome, _ = answer(whole, SERVICES)
        assert after(whole, outcome, SERVICES)


@pytest.mark.parametrize("slot", ["tomorrow", "2026-11-24", "2026-11-24 9:00", "24/11/2026 09:00"])
def test_what_is_no_slot_is_refused(slot: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        read({"bookings": {"clinic": {"slots": [slot]}}})
    assert [fault.path for fault in refusal.value.faults] == ["bookings.clinic.slots[0]"]
