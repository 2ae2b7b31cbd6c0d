"""Whatever a kind's model holds comes back from its page as it was, and changes alone are changed."""

import sys
import types
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field
from werkzeug.datastructures import MultiDict

from admin.builder import fresh
from admin.builder.control import Setting
from admin.builder.node_form import NodeForm
from admin.builder.notes import Note
from flows import graph, kinds
from flows.conditions import Rule
from flows.documents.shape import DurationText, FreeId, Id, Localised, LocalisedWords, Shape, ui
from flows.kinds import registry
from flows.node import Exit, Leave, Move, Node, Wording
from flows.scene import Scene
from tests.admin.builder.forms import sent

SETTING = Setting(
    languages=("zh-Hant", "en"),
    nodes=(("welcome", "welcome"), ("done", "done")),
    kinds=(("menu", "Menu"), ("end", "End")),
    defaults=(("other", "welcome"),),
    offers={"flow": [("side", "side")], "queue": [("default", "General")], "asset": []},
)
TEXT = {"en": "Hello", "zh-Hant": "您好"}
STORED: list[dict[str, Any]] = [
    {"kind": "end"},
    {"kind": "message", "text": {"en": " two blanks  \n\nand lines\n"}, "exits": {"next": "done"}},
    {"kind": "message", "text": {"en": "", "fr": "Bonjour"}, "silence_after": "90s"},
    {"kind": "message", "text": {}, "link": {"label": TEXT, "url": "https://example.org/"}},
    {"kind": "message", "link": {"label": TEXT, "url": {"en": "https://example.org/en"}}},
    {"kind": "message", "place": {"latitude": 22.0, "longitude": 114, "name": {}}},
    {"kind": "message", "link": None},
    {"kind": "menu", "exits": {"gone": "welcome", "a": "nowhere", "b": "done"}, "options": [
        {"id": "a", "label": TEXT, "also": {"en": ["one", "two words"], "zh-Hant": []}},
        {"id": "b", "label": {}, "description": {"en": "More"}},
        {"id": "b", "label": {"en": "the same id"}},
    ]},
    {"kind": "question", "field": {
        "id": "q", "type": "number", "ask": TEXT, "min": 1.0, "max": 6, "required": True, "tries": 3,
    }},
    {"kind": "question", "field": {
        "id": "q", "type": "date", "min": "2026-12-01", "max": "today", "keep": "90d", "mask": False,
        "purpose": "To find it", "basis": {"en": "Law"}, "choices_from": "result.x.rows",
    }},
    {"kind": "form", "fields": []},
    {"kind": "form", "fields": [
        {"id": "c", "type": "choice", "ask": TEXT, "choices": [{"id": "x", "label": TEXT}],
         "when": {"answer": "a.b", "in": ["x", 3, True]}, "max_length": 10},
        {"id": "d", "type": "text", "when": {"not": {"any": [{"is_set": "contact.name"}]}}},
    ]},
    {"kind": "case", "type": "fallen-tree", "from": "nowhere", "text": TEXT},
    {"kind": "condition", "rules": [
        {"id": "a", "when": {"is_set": "contact.weather_warning"}},
        {"id": "b", "when": {"all": [{"answer": "x", "less_than": 3}, {"contact": "y", "is": 2.0}]}},
        {"id": "c", "when": {"any": [{"value": "answers.x", "between": [1, 2.5]}]}},
        {"id": "d", "when": {"answer": "x", "is_set": False}},
        {"id": "e", "when": {"answer": "x", "is": "two\nlines"}},
        {"id": "f", "when": {"answer": "x", "before": "2026-12-01"}},
    ], "exits": {"a": "done", "otherwise": "welcome"}},
    {"kind": "set", "remember": {"a": "{{ answers.x }}", "b": ""}, "tag": ["one", "two"], "untag": [],
     "subscribe": ["typhoon"], "unsubscribe": ["jobs"], "language": "zh-Hant"},
    {"kind": "set", "remember": {}},
    {"kind": "wait", "for": "2d", "until": "09:30", "on": "{{ answers.day }}"},
    {"kind": "split", "shares": [{"id": "a", "percent": 50}, {"id": "b", "percent": 50}],
     "exits": {"a": "done", "b": "welcome"}},
    {"kind": "flow", "flow": "address", "inputs": {"what": "a case"}},
    {"kind": "handover", "queue": "default", "priority": "high", "nobody_after": "1h"},
    {"kind": "handover", "queue": "gone"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def translated(app: Flask) -> Iterator[None]:
    """Within a request, where words are translated."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize("stored", STORED, ids=range(len(STORED)))
def test_what_nobody_touched_is_stored_as_it_was(stored: dict[str, Any]) -> None:
    assert NodeForm(stored, SETTING).stored == stored
    back = NodeForm(stored, SETTING, sent(NodeForm(stored, SETTING)))
    assert back.stored == stored
    assert graph.content_hash(back.stored) == graph.content_hash(stored)


def test_a_form_that_lacks_everything_takes_nothing_away() -> None:
    for stored in STORED:
        assert NodeForm(stored, SETTING, MultiDict({"_op": "save"})).stored == stored


_texts = st.dictionaries(
    st.sampled_from(["en", "zh-Hant", "zh-Hans"]),
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")),
    max_size=3,
)


@settings(max_examples=40)
@given(texts=_texts, label=_texts, number=st.one_of(st.integers(1, 99), st.floats(0, 9)))
def test_wild_texts_and_numbers_come_back(
    texts: dict[str, str], label: dict[str, str], number: float
) -> None:
    stored = {
        "kind": "question",
        "field": {"id": "q", "type": "number", "ask": texts, "help": label, "max": number},
    }
    assert NodeForm(stored, SETTING, sent(NodeForm(stored, SETTING))).stored == stored


_wild = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["0", "1", "-1", "nan", "inf", "1e999", "{{", "a: [", "not: {not: 1}", "+menu", "9" * 30]
    ),
)
_ops = st.sampled_from(["add", "remove", "up", "down", "x"])


@settings(max_examples=40)
@given(data=st.data(), stored=st.sampled_from(STORED))
def test_whatever_is_sent_is_kept_or_refused_and_never_breaks_the_page(
    data: st.DataObject, stored: dict[str, Any]
) -> None:
    posted = sent(NodeForm(stored, SETTING))
    for name in (
        data.draw(st.lists(st.sampled_from(sorted(posted)), max_size=6, unique=True))
        if posted
        else []
    ):
        posted.setlist(name, data.draw(st.lists(_wild, max_size=3)))
    form = NodeForm(stored, SETTING, posted)
    names = [control.name for control in form.controls()] or [""]
    form.press(f"{data.draw(_ops)}:{data.draw(st.sampled_from(names))}:{data.draw(_wild)}")
    form.put([Note(data.draw(_wild), "odd")])
    assert form.stored["kind"] == stored["kind"]
    assert set(sent(form)) >= {control.name for control in form.ways}


def test_one_change_changes_one_key() -> None:
    stored = STORED[7]
    data = sent(NodeForm(stored, SETTING))
    data["text-en"] = "Now with words"
    assert NodeForm(stored, SETTING, data).stored == {**stored, "text": {"en": "Now with words"}}


def test_what_is_emptied_goes_and_its_key_with_it() -> None:
    stored = {
        "kind": "message",
        "text": {"en": "Bye"},
        "silence_after": "3h",
        "exits": {"next": "done"},
    }
    data = sent(NodeForm(stored, SETTING))
    for name in ("text-en", "silence_after", "_to-next"):
        data[name] = ""
    assert NodeForm(stored, SETTING, data).stored == {"kind": "message", "exits": {}}


def test_a_removed_option_takes_its_exit_along_and_a_moved_one_keeps_it() -> None:
    stored = {
        "kind": "menu",
        "options": [{"id": "a", "label": TEXT}, {"id": "b", "label": TEXT}, {"id": "c"}],
        "exits": {"a": "done", "b": "welcome"},
    }
    form = NodeForm(stored, SETTING, sent(NodeForm(stored, SETTING)))
    form.press("remove:options:0")
    form.press("up:options:2")
    after = NodeForm(stored, SETTING, sent(form)).stored
    assert [one["id"] for one in after["options"]] == ["c", "b"]
    assert after["exits"] == {"b": "welcome"}


def test_moving_at_the_edge_and_pressing_nonsense_change_nothing() -> None:
    stored = STORED[7]
    form = NodeForm(stored, SETTING, sent(NodeForm(stored, SETTING)))
    for op in (
        "up:options:0",
        "down:options:2",
        "up:options:77",
        "add:nothing",
        "",
        "x:text:1",
        "remove:",
    ):
        form.press(op)
    assert form.stored == stored


def test_a_new_option_gets_an_id_and_an_exit_of_its_own() -> None:
    stored = {"kind": "menu", "options": [{"id": "option1", "label": TEXT}]}
    form = NodeForm(stored, SETTING)
    form.press("add:options")
    data = sent(form)
    data["options-1-label-en"] = "Second"
    data["options-1-_to"] = "done"
    after = NodeForm(stored, SETTING, data).stored
    assert after["options"][1] == {"id": "option2", "label": {"en": "Second"}}
    assert after["exits"] == {"option2": "done"}


def test_a_part_is_added_filled_and_taken_out() -> None:
    stored = {"kind": "message", "text": TEXT}
    form = NodeForm(stored, SETTING)
    form.press("add:link")
    data = sent(form)
    data["link-label-en"] = "Open"
    data["link-url"] = "https://example.org/"
    filled = NodeForm(stored, SETTING, data)
    assert filled.stored["link"] == {"label": {"en": "Open"}, "url": "https://example.org/"}
    filled.press("remove:link")
    assert filled.stored == stored


def test_an_address_for_everybody_or_one_a_language_but_not_both() -> None:
    stored = {"kind": "message", "link": {"label": TEXT, "url": "https://example.org/"}}
    data = sent(NodeForm(stored, SETTING))
    data["link-url"] = ""
    data["link-url-en"] = "https://example.org/en"
    assert NodeForm(stored, SETTING, data).stored["link"]["url"] == {"en": "https://example.org/en"}
    data["link-url"] = "https://example.org/"
    both = NodeForm(stored, SETTING, data)
    assert both.node() is None
    both.put([Note("link.url", "?")])
    assert "not both" in both.notes[0].text


def test_problems_stand_beside_what_they_name() -> None:
    form = NodeForm(STORED[11], SETTING)
    form.put(
        [
            Note("fields[0].choices[0].label", "too long", language="en"),
            Note("fields[1]", "odd"),
            Note("fields[0].ask.en", "inner"),
            Note("exits.submitted", "nowhere"),
            Note("", "all of it"),
        ]
    )
    assert [note.anchor for note in form.notes] == [
        "fields-0-choices-0-label", "fields-1", "fields-0-ask", "_to-submitted", "",
    ]  # fmt: skip


def test_rooms_are_those_of_the_kind() -> None:
    form = NodeForm({"kind": "menu", "options": [{"id": "a"}]}, SETTING)
    rooms = {control.path: control.room for control in form.sheet.below()}
    assert (rooms["text"], rooms["options[0].label"]) == (1024, 24)
    assert rooms["options[0].description"] == 72


@pytest.mark.parametrize("kind", registry())
def test_every_kind_can_be_made_new_and_shown(kind: str) -> None:
    made = fresh.node(kind, {"welcome": {"kind": "menu"}})
    registry()[kind].model_validate(made)
    assert NodeForm(made, SETTING, sent(NodeForm(made, SETTING))).stored == made


# A kind that the product does not have: its page must come from its model alone.


class Stall(Shape):
    """One thing on offer."""

    id: FreeId = ui("Id", "代號", "代号")
    price: int | None = ui("Price", "價錢", "价钱", widget="number", default=None, ge=1)
    when: Rule | None = ui("When", "條件", "条件", widget="rules", default=None)


class Market(Node):
    """Sells things."""

    names: ClassVar = {"en": "Market", "zh-Hant": "市集", "zh-Hans": "市集"}
    kind: Literal["market"] = ui("Kind", "種類", "种类", widget="hidden")
    shout: Localised = ui("Shout", "叫賣", "叫卖", widget="localised")
    also: LocalisedWords = ui("Also", "又", "又", widget="words", default_factory=dict)
    stalls: Annotated[list[Stall], Field(max_length=5)] = ui(
        "Stalls", "攤檔", "摊档", widget="options", default_factory=list
    )
    opens: DurationText | None = ui("Opens for", "開放", "开放", widget="duration", default=None)
    size: Literal["small", "large"] = ui("Size", "大小", "大小", widget="choice", default="small")
    beside: Id | None = ui("Beside", "旁邊", "旁边", widget="node", default=None)
    loud: bool = ui("Loud", "嘈吵", "嘈吵", widget="tick", default=False)

    def ways(self) -> tuple[Exit, ...]:
        return (*(Exit(stall.id, stall.id) for stall in self.stalls), Exit("closed", "Closed"))

    def wordings(self) -> Iterator[Wording]:
        yield Wording("shout", self.shout, 60)

    def enter(self, scene: Scene) -> Move:  # noqa: ARG002
        return Leave("closed")


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kind, in the registry for as long as a test runs."""
    module = types.ModuleType("flows.kinds.market")
    module.KIND = Market  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "flows.kinds.market", module)
    known = {**registry(), "market": Market}
    for place in ("flows.kinds", "flows.graph", "admin.builder.fresh", "admin.builder.node_form",
                  "admin.builder.outline", "admin.builder.outline_pages", "admin.builder.node_pages"):  # fmt: skip
        monkeypatch.setattr(f"{place}.registry", lambda: known)
    assert kinds.registry() is known
    yield
    fresh.rooms.cache_clear()
    fresh.routes.cache_clear()


@pytest.mark.usefixtures("market")
def test_a_new_kind_has_a_page_without_a_line_of_ours() -> None:
    stored = {
        "kind": "market",
        "shout": {"en": "Fresh!"},
        "stalls": [{"id": "fish", "price": 20, "when": {"is_set": "contact.name"}}],
        "exits": {"fish": "done"},
    }
    form = NodeForm(stored, SETTING, sent(NodeForm(stored, SETTING)))
    assert form.stored == stored
    assert form.sheet["shout"].room == 60  # type: ignore[attr-defined]
    form.press("add:stalls")
    data = sent(form)
    data["stalls-1-price"] = "30"
    data["stalls-1-_to"] = "welcome"
    data["size"] = "large"
    data["loud"] = "1"
    data["opens"] = "3"
    data["opens-unit"] = "d"
    after = NodeForm(stored, SETTING, data).stored
    assert after == {
        **stored,
        "stalls": [*stored["stalls"], {"id": "stall1", "price": 30}],
        "exits": {"fish": "done", "stall1": "welcome"},
        "size": "large",
        "loud": True,
        "opens": "3d",
    }
    Market.model_validate(after)
    assert fresh.node("market", {}) == {"kind": "market", "shout": {}}


@pytest.mark.usefixtures("market")
def test_what_the_model_refuses_stays_typed() -> None:
    stored = {"kind": "market", "shout": {}, "stalls": [{"id": "a"}]}
    data = sent(NodeForm(stored, SETTING))
    data["stalls-0-price"] = "a lot"
    form = NodeForm(stored, SETTING, data)
    assert form.node() is None
    assert sent(form)["stalls-0-price"] == "a lot"
