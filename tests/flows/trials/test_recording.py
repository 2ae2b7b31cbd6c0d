"""A talk that was played and written down comes out the same when it is played again."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flows.documents import written
from flows.documents.shape import LONGEST_TEXT
from flows.events import Attachment, Event, HandedBack, Pin, Tap, Unusable, Words
from flows.graph import Flow, parse
from flows.rehearse import Miss, met, play
from flows.trials.recording import Recording, durations
from flows.trials.script import Rehearsal
from flows.trials.stage import PACE, Stage
from flows.world import Contact
from tests.flows.graphs import documents, events
from tests.flows.talking import document
from tests.flows.test_check import SOUND

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


def recorded(flow: Flow, *deeds: Any, language: str = "en") -> dict[str, Any]:
    stage = met(flow, (), Contact(language=language), NOW)
    recording = Recording(stage)
    for deed in deeds:
        if isinstance(deed, timedelta):
            for event in stage.brought_by(stage.now + deed):
                stage.hear(event)
                recording.took(event)
            continue
        _take(stage, recording, deed)
    return recording.script("a talk")


def _take(stage: Stage, recording: Recording, event: Event) -> None:
    """One turn, and those of the samples that answer what it called."""
    for one in itertools.chain([event], stage.answers()):
        stage.hear(one)
        recording.took(one)
        stage.wait(stage.now + PACE)


def again(flow: Flow, script: dict[str, Any]) -> Miss | None:
    text = written.write({"rehearsals": [script]})
    return play(flow, Rehearsal.model_validate(written.read(text)["rehearsals"][0]))


def tap(stage_title: str, flow: Flow) -> Tap:
    stage: Stage = met(flow, (), Contact(language="en"), NOW)
    stage.hear(Words("hi"))
    return Tap(stage.offered[stage_title], stage_title)


def test_what_came_back_is_what_is_expected() -> None:
    flow = parse(SOUND)
    script = recorded(
        flow, Words("hi"), tap("Tree", flow), Words("3"), Words("12"), timedelta(days=1, minutes=5)
    )
    assert script["name"] == "a talk"
    assert script["begins"] == "2026-11-23 12:30"
    assert script["steps"][0] == {
        "words": "hi", "says": "Words", "offers": ["Tree", "Hours"], "at": "hub",
    }  # fmt: skip
    assert again(flow, script) is None


def test_a_reference_is_not_expected_word_for_word() -> None:
    flow = parse(
        document(
            {
                "ask": {"kind": "form", "fields": [{"id": "a", "type": "text", "ask": {"en": "What?"}}],
                        "exits": {"submitted": "file"}},
                "file": {"kind": "case", "type": "thing", "from": "ask",
                         "text": {"en": "Kept as {{ case.reference }}, thank you."},
                         "exits": {"next": "over"}}, "over": {"kind": "end"},
            }
        )
    )  # fmt: skip
    script = recorded(flow, Words("hi"), Words("a tree"))
    assert script["steps"][1] == {
        "words": "a tree", "has": ["Kept as", ", thank you."], "case": "thing", "ends": True,
    }  # fmt: skip
    assert again(flow, script) is None


def test_people_taking_over_are_written_down() -> None:
    flow = parse(
        document(
            {"desk": {"kind": "handover", "exits": {"closed": "over"}}, "over": {"kind": "end"}}
        )
    )
    script = recorded(flow, Words("hi"), HandedBack("closed", 1))
    assert script["steps"][1]["handed_back"] == "closed"
    assert again(flow, script) is None


@pytest.mark.parametrize(
    ("waited", "written_as"),
    [
        (timedelta(days=2), ["2d"]),
        (timedelta(days=1, hours=3), ["1d", "3h"]),
        (timedelta(minutes=90), ["90m"]),
        (timedelta(hours=23, seconds=1), ["82801s"]),
        (timedelta(), []),
    ],
)
def test_time_is_written_as_scripts_have_it(waited: timedelta, written_as: list[str]) -> None:
    assert list(durations(waited)) == written_as


def _as_written(stage: Stage, event: Event) -> Event | None:
    """What a script can say of ``event``: None for what it has no word for."""
    match event:
        case Words(text=text) if text and len(text) <= 4000 and "\0" not in text:
            return event
        case Tap(choice=choice):
            title = next((one for one, id in stage.offered.items() if id == choice), None)
            return Tap(choice, title) if title else None
        case Attachment() | Pin() | Unusable():
            return event
        case _:
            return None


@given(st.data())
@settings(max_examples=60)
def test_any_talk_with_any_flow_comes_out_again(data: st.DataObject) -> None:
    flow = parse(data.draw(documents()))
    stage = met(flow, (), Contact(language="en"), NOW)
    recording = Recording(stage)
    for _ in range(data.draw(st.integers(1, 6))):
        drawn = data.draw(events(list(stage.offered.values()), stage.state.turn))
        event = _as_written(stage, drawn)
        if event is None:
            continue
        _take(stage, recording, event)
    assume(recording.steps)
    longest = max(len(text) for text in _texts(recording.steps))
    assume(longest <= LONGEST_TEXT)
    assert play(flow, Rehearsal.model_validate(recording.script("any"))) is None


def _texts(steps: list[dict[str, Any]]) -> list[str]:
    said = [text for step in steps for key in ("says", "has") if key in step for text in
            ([step[key]] if isinstance(step[key], str) else step[key])]  # fmt: skip
    return ["", *said]


def test_demonstrations_are_recorded_and_come_out() -> None:
    for path in sorted(Path("demo").glob("*/*.yaml")):
        flow = parse(written.read(path.read_text()))
        for language in flow.languages:
            script = recorded(
                flow, Words("hi"), Words("?"), Words("1"), timedelta(days=2), language=language
            )
            assert again(flow, script) is None, path
