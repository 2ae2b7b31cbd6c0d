"""Every type of answer, by tables: what the citizen does, and the value or the problem it makes.

A table is a list of parts; each has the ``field`` (beyond its type), what is in ``result``, and
``rows`` of what comes and what becomes of it: a value, ``{invalid: phrase}``, ``{unclear: values}``,
``{so_far: value}``, ``{none: true}`` for an answer left out, or null for no answer at all.
"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.documents.written import read
from flows.events import Attachment, Card, Event, Pin, Tap, Words
from flows.fields import registry
from flows.fields.answer import Invalid, Partial, Reading, Unclear, Value
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.state import Frame, State
from flows.talk import tap
from flows.talk.asking import outdated
from flows.talk.listed import Listed
from flows.world import Contact, Shelf, World
from tests.flows.talking import NOON

HERE = Path(__file__).parent
ASK = {"en": "May we call you?"}


def tables() -> dict[str, list[dict[str, Any]]]:
    return {path.stem: read(path.read_text()) for path in sorted(HERE.glob("*.yaml"))}


def rows() -> list[Any]:
    return [
        pytest.param(type_, part, given_, wanted, id=f"{type_}: {given_} {part.get('field', '')}")
        for type_, parts in tables().items()
        for part in parts
        for given_, wanted in part["rows"]
    ]


def test_every_type_has_a_table() -> None:
    assert set(tables()) == set(registry())


@pytest.mark.parametrize("type_", ["date", "time", "number", "phone", "hkid", "location"])
def test_the_tables_of_what_is_typed_are_long(type_: str) -> None:
    assert sum(len(part["rows"]) for part in tables()[type_]) >= 15


def a_field(type_: str, **more: Any) -> FormField:
    return FormField.model_validate({"id": "f", "type": type_, "ask": ASK} | more)


def a_scene(result: dict[str, Any] | None = None, language: str = "en") -> Scene:
    world = World(
        now=NOON, conversation="17", library=Shelf(()), contact=Contact(language=language)
    )
    state = State(frames=[Frame("test", "0" * 64, "node", results=result or {})], turn=1)
    return Scene(state, world)


def an_event(given_: Any) -> Event:
    if isinstance(given_, str):
        return Words(given_)
    ((deed, what),) = given_.items()
    match deed:
        case "pin":
            return Pin(*what)
        case "card":
            return Card(tuple(what))
        case "tap" | "tap_row":
            choice = Listed(what, "", "", {}).key if deed == "tap_row" else what
            return Tap(tap.written(tap.flow_mark("test"), "node", "f", choice, 1))
        case _:
            media = [what] if isinstance(what, str) else what
            return Attachment(deed, *media)


def told(reading: Reading) -> Any:
    match reading:
        case Value(value=None):
            return {"none": True}
        case Value(value=value):
            return value
        case Invalid(phrase=phrase):
            return {"invalid": phrase}
        case Unclear(values=values):
            return {"unclear": list(values)}
        case Partial(value=value):
            return {"so_far": value}
        case None:
            return None


@pytest.mark.parametrize(("type_", "part", "given_", "wanted"), rows())
def test_read(type_: str, part: dict[str, Any], given_: Any, wanted: Any) -> None:
    field = a_field(type_, **part.get("field", {}))
    scene = a_scene(part.get("result"))
    reading = field.behaviour.read(field, an_event(given_), scene, None)
    assert told(reading) == wanted
    if isinstance(reading, Invalid):
        assert "{" not in scene.phrase(reading.phrase, **reading.facts)
    if isinstance(reading, Value) and reading.value is not None:
        for language in ("en", "zh-Hant", "zh-Hans"):
            words = field.behaviour.words(
                field, reading.value, a_scene(part.get("result"), language)
            )
            assert words, "an answer has words in every language"
        assert not outdated(scene, field, reading.value), "it is as good as it was"


_FIELDS = {
    name: a_field(
        name,
        **({"choices": [{"id": "a", "label": {"en": "Alpha"}}]} if "choices" in kind.keys else {}),
    )
    for name, kind in registry().items()
}
_DIGITS = st.text(
    st.sampled_from("0123456789０１２三十百萬万點点半年月日號星期下午上:/.-,+()（）# apmAP廿"),
    max_size=24,
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), _DIGITS, st.text(max_size=3).map(lambda one: one * 2000)))
def test_wild_words_never_raise(text: str) -> None:
    for field in _FIELDS.values():
        scene = a_scene()
        reading = field.behaviour.read(field, Words(text), scene, None)
        if isinstance(reading, Value) and reading.value is not None:
            assert field.behaviour.words(field, reading.value, scene)
            assert not outdated(scene, field, reading.value)
        if isinstance(reading, Unclear):
            titles = {field.behaviour.title(field, one, scene) for one in reading.values}
            assert len(titles) == len(reading.values) > 1


@settings(max_examples=60, deadline=None)
@given(st.floats(), st.floats(), st.text(max_size=400))
def test_wild_pins_never_raise(latitude: float, longitude: float, name: str) -> None:
    field = _FIELDS["location"]
    reading = field.behaviour.read(field, Pin(latitude, longitude, name, name), a_scene(), None)
    assert isinstance(reading, Value | Invalid)
