"""Random flows and random citizens, for properties that must hold of all of them."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from flows import kinds
from flows.effects import Call, Effect, Handover, PutAside
from flows.events import (
    Attachment,
    Card,
    Due,
    Event,
    HandedBack,
    Pin,
    Reaction,
    Reply,
    Silence,
    Taken,
    Tap,
    Unusable,
    Words,
)
from flows.fields import registry
from flows.talk import tap
from tests.flows.shapes import nodes_of

LANGUAGES = ["en", "zh-Hant", "zh-Hans"]
PHRASES = [
    "Opening hours",
    "報告塌樹",
    "Fees",
    "公园 🌳",
    "*Bold* _it_",
    "ٹیکس",
    "a b",
    "退稅",
    "Zoo",
]
TYPES = sorted(registry())
RULES: list[dict[str, Any]] = [
    {"is_set": "contact.name"},
    {"answer": "n0", "is": "o0"},
    {"not": {"answer": "n1", "more_than": 3}},
    {"any": [{"answer": "n2.f0", "contains": "a"}, {"all": [{"is_set": "today"}]}]},
]
TYPED = [
    "hi", "1", "2", "９９", "yes", "no", "skip", "back", "menu", "stop", "cancel", "language", "en",
    "中文", "職員", "done", "help", "thanks", "👍", "救命", "#GO", "go (#go)", "send", "change", "12月31日",
    "5555 0123", "1 Example Road", "(#nowhere)", "", " ", "\u202e\u200b", "{{ answers.n0 }}", "{% if %}",
    "x" * 5000, "樹" * 2000, *PHRASES,
]  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> dict[str, str]:
    words = draw(st.sampled_from([*PHRASES, "{{ contact.name }} {{ answers.n0 }}", "x" * 900]))
    languages = draw(st.lists(st.sampled_from(LANGUAGES), unique=True))
    return dict.fromkeys(languages, words)


@st.composite
def labels(draw: st.DrawFn, place: int) -> dict[str, str]:
    return {"en": f"{draw(st.sampled_from(PHRASES))[:15]} {place}"}


@st.composite
def fields(draw: st.DrawFn, place: int) -> dict[str, Any]:
    field: dict[str, Any] = {
        "id": f"f{place}",
        "type": draw(st.sampled_from(TYPES)),
        "ask": draw(texts()),
        "required": draw(st.booleans()),
        "tries": draw(st.integers(1, 4)),
    }
    if field["type"] in {"choice", "choices"}:
        count = draw(st.integers(1, 13))
        field["choices"] = [{"id": f"c{one}", "label": draw(labels(one))} for one in range(count)]
    if field["type"] == "photo":
        field["max"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        field["when"] = draw(st.sampled_from(RULES))
    return field


MADE: dict[str, st.SearchStrategy[Any]] = {
    "FormField": fields(0),
    "Rule": st.sampled_from(RULES),
}
KINDS = [*kinds.registry(), "message", "menu", "question", "form", "condition"]


@st.composite
def nodes(draw: st.DrawFn, place: int, count: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    node: dict[str, Any] = {"kind": kind}
    exits = ["next"]
    match kind:
        case "message":
            node["text"] = draw(texts())
        case "menu":
            node["text"] = draw(texts())
            size = draw(st.integers(0, 13))
            node["options"] = [{"id": f"o{one}", "label": draw(labels(one))} for one in range(size)]
            exits = [*(f"o{one}" for one in range(size)), "other", "silence"]
        case "question":
            node["field"] = draw(fields(place))
            exits = ["next", "invalid", "silence"]
        case "form":
            size = draw(st.integers(0, 4))
            node["fields"] = [draw(fields(one)) for one in range(size)]
            exits = ["submitted", "cancelled", "stuck", "silence"]
        case "condition":
            node["rules"] = [{"id": "r0", "when": draw(st.sampled_from(RULES))}]
            exits = ["r0", "otherwise"]
        case "case":
            node |= {"type": "thing", "from": f"n{draw(st.integers(0, count))}"}
            node["text"] = draw(texts())
        case _:
            node = draw(nodes_of(kinds.registry()[kind], MADE))
            exits = [way.id for way in kinds.registry()[kind].model_validate(node).ways()]
    # One target beyond the last node: dangling exits are part of what a talk must survive.
    chosen = draw(st.lists(st.sampled_from(exits), unique=True)) if exits else []
    node["exits"] = {one: f"n{draw(st.integers(0, count))}" for one in chosen}
    return node


@st.composite
def documents(draw: st.DrawFn, name: str = "random") -> dict[str, Any]:
    """A flow of valid shape: complete or not, sensible or not."""
    count = draw(st.integers(1, 7))
    return {
        "format": 1,
        "name": name,
        "languages": draw(st.permutations(LANGUAGES)),
        "triggers": [
            {"by": "anything"},
            {"by": "link", "code": "GO"},
            {"by": "words", "words": {"en": ["zoo"]}},
            {"by": "photo"},
        ],
        "defaults": draw(
            st.sampled_from([{}, {"other": "n0"}, {"silence": "n0", "silence_after": "1h"}])
        ),
        "start": f"n{draw(st.integers(0, count))}",
        "nodes": {f"n{place}": draw(nodes(place, count)) for place in range(count)},
    }


@st.composite
def meshes(draw: st.DrawFn) -> dict[str, Any]:
    """A small flow, every exit of which leads somewhere: for what is found by walking every path."""
    count = draw(st.integers(1, 6))
    targets = st.sampled_from([f"n{place}" for place in range(count)])
    waiting = st.sampled_from(["1h", "7h", "12h", "23h", "24h"])
    nodes: dict[str, Any] = {}
    for place in range(count):
        kind = draw(
            st.sampled_from(["question", "set", "menu", "condition", "wait", "handover", "end"])
        )
        exits: list[str]
        node: dict[str, Any]
        match kind:
            case "question":
                field = {"id": "q", "type": "text", "required": draw(st.booleans())}
                node, exits = {"field": field, "silence_after": draw(waiting)}, ["next", "silence"]
            case "set":
                node, exits = (
                    {
                        "remember": {
                            draw(st.sampled_from("abc")): draw(
                                st.sampled_from(["x", "", "{{ today }}"])
                            )
                        }
                    },
                    ["next"],
                )
            case "menu":
                node = {"options": [{"id": "o"}, {"id": "p"}], "silence_after": draw(waiting)}
                exits = ["o", "p", "other", "silence"]
            case "condition":
                when = {"is_set": f"contact.{draw(st.sampled_from('abc'))}"}
                node, exits = {"rules": [{"id": "r", "when": when}]}, ["r", "otherwise"]
            case "wait":
                node, exits = {"for": draw(waiting)}, ["next"]
            case "handover":
                node, exits = {"nobody_after": draw(waiting)}, ["closed", "nobody", "left"]
            case _:
                node, exits = {}, []
        nodes[f"n{place}"] = {"kind": kind, **node, "exits": {one: draw(targets) for one in exits}}
    more = draw(st.lists(st.sampled_from(["photo", "schedule"]), max_size=2))
    triggers = [{"by": "anything"}, *({"by": by, "at": draw(targets)} for by in more)]
    return {
        "format": 1, "name": "mesh", "languages": ["en"], "triggers": triggers,
        "start": "n0", "nodes": nodes,
    }  # fmt: skip


def events(
    offered: list[str], turn: int, pending: Sequence[Effect] = ()
) -> st.SearchStrategy[Event]:
    """Anything that can happen to a talk that showed ``offered`` and asked for what is ``pending``."""
    brought = [brought_by(effect) for effect in pending]
    stray = [
        tap.written(tap.flow_mark("random"), f"n{place}", "", "o0", 1) for place in range(3)
    ] + ["", "....", tap.written(tap.OWN, "leave", "", "yes", 0), "x" * 300]
    return st.one_of(
        st.sampled_from(TYPED).map(Words),
        st.text(max_size=30).map(Words),
        st.sampled_from([*offered, *stray]).map(Tap),
        st.sampled_from(
            [
                Attachment("photo", "M1", "cap"),
                Attachment("voice", "M1"),
                Attachment("document", "M1"),
                Attachment("video", "M1"),
            ]
        ),
        st.sampled_from([(22.3, 114.2), (0.0, 0.0), (90.0, 180.0)]).map(lambda at: Pin(*at)),
        st.sampled_from([(), ("+85255550123",), ("junk",)]).map(Card),
        st.sampled_from(["sticker", "order", "unsupported"]).map(Unusable),
        st.just(Reaction("❤️")),
        st.integers(max(turn - 1, 0), turn).map(Silence),
        st.integers(max(turn - 3, 0), turn).map(Taken),
        st.integers(max(turn - 3, 0), turn).map(lambda one: HandedBack("closed", one)),
        *brought,
    )


def brought_by(effect: Effect) -> st.SearchStrategy[Event]:
    """What the world outside may bring for something that a turn asked for."""
    match effect:
        case PutAside(wait=wait):
            return st.just(Due(wait))
        case Call(id=call):
            outcomes = st.sampled_from(["ok", "not_found", "failed", "slow", "unheard-of"])
            data = st.sampled_from(
                [{}, {"street": "Example Road"}, {"free": []}, {"x": {"y": [1]}}]
            )
            return st.builds(Reply, st.just(call), outcomes, data)
        case Handover(turn=turn):
            outcome = st.sampled_from(["closed", "nobody"])
            return st.builds(HandedBack, outcome, st.just(turn)) | st.just(Taken(turn))
        case _:
            return st.just(Due("nothing"))
