"""The gate: a sound flow passes, and each fault is found by its code at its place."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from flows.check import Context, check, errors
from flows.department.surroundings import Surroundings
from flows.department.surroundings import read as surroundings
from flows.gate.reach import reachable
from flows.graph import parse
from tests.flows.graphs import documents

BOTH = {"en": "Words", "zh-Hant": "文字"}
SOUND: dict[str, Any] = {
    "format": 1,
    "name": "sound",
    "languages": ["zh-Hant", "en"],
    "triggers": [{"by": "anything"}, {"by": "link", "code": "TREE", "at": "report"}],
    "start": "hub",
    "nodes": {
        "hub": {
            "kind": "menu",
            "text": BOTH,
            "options": [
                {"id": "a", "label": {"en": "Tree", "zh-Hant": "樹"}},
                {"id": "b", "label": {"en": "Hours", "zh-Hant": "時間"}},
            ],
            "exits": {"a": "report", "b": "said"},
        },
        "report": {
            "kind": "form",
            "fields": [
                {"id": "n", "type": "number", "ask": BOTH, "min": 1, "max": 6},
                {"id": "c", "type": "choice", "ask": BOTH, "choices": [{"id": "x", "label": BOTH}]},
                {"id": "t", "type": "text", "ask": BOTH, "when": {"answer": "report.c", "is": "x"}},
            ],
            "exits": {"submitted": "filed"},
        },
        "filed": {
            "kind": "case",
            "type": "tree",
            "from": "report",
            "text": {"en": "Ref {{ case.reference }}", "zh-Hant": "編號 {{ case.reference }}"},
            "exits": {"next": "over"},
        },
        "said": {"kind": "message", "text": BOTH, "exits": {"next": "look"}},
        "look": {
            "kind": "condition",
            "rules": [{"id": "r", "when": {"is_set": "contact.name"}}],
            "exits": {"r": "over", "otherwise": "hub"},
        },
        "over": {"kind": "end"},
    },
}

ASKING: dict[str, Any] = {
    "kind": "service",
    "connector": "offices",
    "operation": "find",
    "send": {"district": "{{ contact.district }}"},
    "exits": {"ok": "look", "not_found": "look", "failed": "look", "slow": "look"},
}
CONNECTED = Surroundings.model_validate(
    {
        "connectors": {
            "offices": {"operations": {"find": {"path": "/{district}", "gives": {"name": "n"}}}}
        }
    }
)
LOOK_UP = {
    "kind": "table",
    "table": "offices",
    "where": {"district": "x"},
    "exits": {"found": "look", "not_found": "over"},
}
Change = Callable[[dict[str, Any]], Any]
NODES = "nodes"
BROKEN: list[tuple[str, str, Change]] = [
    ("start_missing", "start", lambda d: d.update(start="gone")),
    ("safe_missing", "safe", lambda d: d.update(safe="gone")),
    ("default_dangling", "defaults.other", lambda d: d.update(defaults={"other": "gone"})),
    ("no_trigger", "triggers", lambda d: d.update(triggers=[])),
    ("trigger_target_missing", "triggers[1].at", lambda d: d["triggers"][1].update(at="gone")),
    ("double_code", "triggers[2].code", lambda d: d["triggers"].append({"by": "link", "code": "tree"})),
    ("unreachable", "nodes.lost", lambda d: d["nodes"].update(lost={"kind": "end"})),
    ("exit_missing", "nodes.said.exits.next", lambda d: d["nodes"]["said"].update(exits={})),
    ("exit_missing", "nodes.hub.exits.b", lambda d: d["nodes"]["hub"].update(exits={"a": "said"})),
    ("exit_dangling", "nodes.said.exits.next", lambda d: d["nodes"]["said"].update(exits={"next": "gone"})),
    ("exit_unknown", "nodes.said.exits.past", lambda d: d["nodes"]["said"]["exits"].update(past="hub")),
    ("endless_loop", "nodes.said.exits", lambda d: d["nodes"]["look"]["exits"].update(otherwise="said")),
    ("text_missing", "nodes.said.text", lambda d: d["nodes"]["said"].update(text={"en": "Words"})),
    ("text_missing", "nodes.hub.options[0].label", lambda d: d["nodes"]["hub"]["options"][0]["label"].pop("en")),
    ("language_extra", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"fr": "Mots"})),
    ("text_too_long", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "🌳" * 2049})),
    ("text_too_long", "nodes.hub.options[0].label", lambda d: d["nodes"]["hub"]["options"][0].update(label=BOTH | {"en": "x" * 25})),
    ("text_too_long", "nodes.hub.options[0].label", lambda d: d["nodes"]["hub"]["options"][0].update(label=BOTH | {"en": "{{ contact.name }}"})),
    ("placeholder_broken", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "{{ a"})),
    ("placeholder_unknown", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "{{ answers.gone }}"})),
    ("placeholder_unknown", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "{{ answers.report.z }}"})),
    ("placeholder_unknown", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "{{ secrets.key }}"})),
    ("rule_unknown", "nodes.report.fields[2].when", lambda d: d["nodes"]["report"]["fields"][2].update(when={"is_set": "answers.gone"})),
    ("form_missing", "nodes.filed.from", lambda d: d["nodes"]["filed"].update({"from": "hub"})),
    ("nothing_to_choose", "nodes.hub.options", lambda d: d["nodes"]["hub"].update(options=[], exits={})),
    ("nothing_to_choose", "nodes.report.fields[1].choices", lambda d: d["nodes"]["report"]["fields"][1].pop("choices")),
    ("nothing_to_ask", "nodes.report.fields", lambda d: d["nodes"]["report"].update(fields=[])),
    ("double_id", "nodes.hub.options[1].id", lambda d: d["nodes"]["hub"]["options"][1].update(id="a")),
    ("double_id", "nodes.report.fields[1].id", lambda d: d["nodes"]["report"]["fields"][1].update(id="n")),
    ("double_label", "nodes.hub.options[1].label", lambda d: d["nodes"]["hub"]["options"][1].update(label={"en": "TREE", "zh-Hant": "時間"})),
    ("unused_key", "nodes.report.fields[2].choices_from", lambda d: d["nodes"]["report"]["fields"][2].update(choices_from="result.call.list")),
    ("list_elsewhere", "nodes.hub.options_from", lambda d: d["nodes"]["hub"].update(options_from="answers.report.list")),
    ("range_reversed", "nodes.report.fields[0].min", lambda d: d["nodes"]["report"]["fields"][0].update(type="date", min="2026-12-31", max="2026-01-01")),
    ("range_reversed", "nodes.report.fields[0].min", lambda d: d["nodes"]["report"]["fields"][0].update(type="time", min="17:00", max="09:00")),
    ("limit_unreadable", "nodes.report.fields[0].max", lambda d: d["nodes"]["report"]["fields"][0].update(max="many")),
    ("limit_unreadable", "nodes.report.fields[0].min", lambda d: d["nodes"]["report"]["fields"][0].update(type="date", min="soon")),
    ("limit_unreadable", "nodes.report.fields[0].max", lambda d: d["nodes"]["report"]["fields"][0].update(type="time", min="09:00", max="25:00")),
    ("range_reversed", "nodes.report.fields[0].min", lambda d: d["nodes"]["report"]["fields"][0].update(min=9)),
    ("link_address", "nodes.said.link.url", lambda d: d["nodes"]["said"].update(link={"label": BOTH, "url": "javascript:alert(1)"})),
    ("caption_unshown", "nodes.said.media.caption", lambda d: d["nodes"]["said"].update(media={"asset": "a" * 64, "kind": "voice", "caption": BOTH})),
    ("card_empty", "nodes.said.contact.phones", lambda d: d["nodes"]["said"].update(contact={"name": BOTH})),
    ("phone_unreadable", "nodes.said.contact.phones[0]", lambda d: d["nodes"]["said"].update(contact={"name": BOTH, "phones": ["12"]})),
    ("link_address", "nodes.said.contact.url", lambda d: d["nodes"]["said"].update(contact={"name": BOTH, "email": "a@example.org", "url": "x"})),
    ("many_messages", "nodes.said", lambda d: d["nodes"]["said"].update(media={"asset": "a" * 64, "kind": "picture"}, place={"latitude": 22.3, "longitude": 114.2}, contact={"name": BOTH, "phones": ["5555 0100"]})),
    ("placeholder_unset", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "{{ answers.report.n }}"})),
    ("placeholder_unset", "nodes.said.text", lambda d: d["nodes"]["said"].update(text=BOTH | {"en": "{{ contact.name }}"})),
    ("placeholder_unset", "nodes.filed.text", lambda d: d["nodes"]["filed"].update(text=BOTH | {"en": "{{ answers.report.t }}"})),
    ("window_closed", "nodes.said", lambda d: (d["nodes"].update(pause={"kind": "wait", "for": "2d", "exits": {"next": "said"}}), d["nodes"]["hub"]["exits"].update(b="pause"))),
    ("window_closed", "nodes.hub", lambda d: d["triggers"].append({"by": "schedule"})),
    ("many_messages", "nodes.s3", lambda d: d["nodes"].update({"said": {"kind": "message", "text": BOTH, "exits": {"next": "s1"}}, **{f"s{n}": {"kind": "message", "text": BOTH, "exits": {"next": f"s{n + 1}" if n < 3 else "look"}} for n in (1, 2, 3)}})),
    ("many_taps", "nodes.filed", lambda d: (d["nodes"].update({f"m{n}": {"kind": "menu", "text": BOTH, "options": [{"id": "o", "label": BOTH}], "exits": {"o": f"m{n + 1}" if n < 4 else "report"}} for n in range(5)}), d["nodes"]["hub"]["exits"].update(a="m0"), d["triggers"].pop(1))),
    ("rehearsal_failed", "rehearsals[0].steps[1]", lambda d: d.update(rehearsals=[{"name": "hours", "language": "en", "steps": [{"words": "hi", "offers": ["Tree", "Hours"]}, {"tap": "Hours", "says": "Bananas"}]}])),
    ("shares_not_whole", "nodes.look.shares", lambda d: d["nodes"].update(look={"kind": "split", "shares": [{"id": "r", "percent": 50}], "exits": {"r": "over"}})),
    ("wait_for_nothing", "nodes.said.for", lambda d: d["nodes"].update(said={"kind": "wait", "exits": {"next": "look"}})),
    ("patience_long", "nodes.said.patience", lambda d: d["nodes"].update(said=ASKING | {"patience": "2m"})),
    ("placeholder_broken", "nodes.said.send.district", lambda d: d["nodes"].update(said=ASKING | {"send": {"district": "{{ a"}})),
    ("placeholder_unknown", "nodes.said.send.district", lambda d: d["nodes"].update(said=ASKING | {"send": {"district": "{{ answers.gone }}"}})),
    ("looks_for_nothing", "nodes.said.where", lambda d: d["nodes"].update(said={"kind": "table", "table": "t", "exits": {"found": "look", "not_found": "over"}})),
    ("placeholder_broken", "nodes.said.where.a", lambda d: d["nodes"].update(said=LOOK_UP | {"where": {"a": "{{ answers"}})),
    ("placeholder_unknown", "nodes.said.where.a", lambda d: d["nodes"].update(said=LOOK_UP | {"where": {"a": "{{ answers.nowhere }}"}})),
    ("placeholder_unknown", "nodes.said.text", lambda d: d["nodes"]["said"].update(text={"en": "{{ result.nowhere.x }}", "zh-Hant": "{{ result.nowhere.x }}"})),
    ("placeholder_unknown", "nodes.said.at", lambda d: d["nodes"].update(said={"kind": "hours", "at": "{{ answers.nowhere }}", "exits": {"open": "look", "closed": "over"}})),
    ("placeholder_unknown", "nodes.said.remember.a", lambda d: d["nodes"].update(said={"kind": "set", "remember": {"a": "{{ answers.nowhere }}"}, "exits": {"next": "look"}})),
    ("placeholder_unknown", "nodes.said.inputs.a", lambda d: d["nodes"].update(said={"kind": "flow", "flow": "x", "inputs": {"a": "{{ answers.nowhere }}"}, "exits": {"done": "look"}})),
    ("remembers_nothing", "nodes.said.remember", lambda d: d["nodes"].update(said={"kind": "set", "exits": {"next": "look"}})),
]  # fmt: skip


def test_a_sound_flow_has_no_problems() -> None:
    assert check(parse(SOUND)) == []


@pytest.mark.parametrize(("code", "path", "change"), BROKEN, ids=range(len(BROKEN)))
def test_each_fault_is_found_at_its_place(code: str, path: str, change: Change) -> None:
    document = copy.deepcopy(SOUND)
    change(document)
    found = check(parse(document))
    assert (code, path) in {(one.code, one.path) for one in found}, found


OFFICES = surroundings(
    {
        "tables": {
            "offices": {"columns": ["District", "Office (en)"], "rows": [["x", "X office"]]},
            "wide": {"columns": ["a", "b", "c", "d", "e"], "rows": [["x" * 450] * 5]},
        },
        "calendars": {"default": {}},
    }
)
AROUND = Context(known=OFFICES.known, around=OFFICES)


def with_node(node: dict[str, Any]) -> dict[str, Any]:
    document = copy.deepcopy(SOUND)
    document["nodes"]["said"] = node
    return document


@pytest.mark.parametrize(
    ("node", "context", "code"),
    [
        (
            {"kind": "flow", "flow": "other", "exits": {"done": "look"}},
            Context(known={"flow": ["x"]}),
            "flow_missing",
        ),
        (
            {"kind": "flow", "flow": "a", "exits": {"done": "look"}},
            Context(known={"flow": ["a", "b"]}, runs={"a": ["b"], "b": ["sound"]}),
            "flow_circle",
        ),
        (
            {"kind": "handover", "queue": "q", "exits": {"closed": "over", "left": "look"}},
            Context(known={"queue": ["default"]}),
            "queue_missing",
        ),
        (ASKING, Context(known={"connector": []}), "connector_missing"),
        (ASKING | {"operation": "gone"}, Context(around=CONNECTED), "operation_missing"),
        (ASKING | {"send": {}}, Context(around=CONNECTED), "input_missing"),
        (
            ASKING | {"send": ASKING["send"] | {"more": "x"}},
            Context(around=CONNECTED),
            "input_unknown",
        ),
        (ASKING | {"keep": ["name", "gone"]}, Context(around=CONNECTED), "output_unknown"),
        (LOOK_UP | {"table": "gone"}, AROUND, "table_missing"),
        (LOOK_UP | {"where": {"town": "x"}}, AROUND, "column_missing"),
        (LOOK_UP | {"columns": ["district", "town"]}, AROUND, "column_missing"),
        (LOOK_UP | {"label": "town"}, AROUND, "column_missing"),
        (LOOK_UP | {"table": "wide", "where": {"a": "x"}}, AROUND, "row_too_long"),
        (
            {"kind": "hours", "calendar": "gone", "exits": {"open": "look", "closed": "over"}},
            AROUND,
            "calendar_missing",
        ),
        (
            {
                "kind": "message",
                "media": {"asset": "a" * 64, "kind": "picture"},
                "exits": {"next": "look"},
            },
            Context(known={"asset": ["b" * 64]}),
            "asset_missing",
        ),
    ],
    ids=range(15),
)
def test_what_is_outside_is_judged_with_a_context(
    node: dict[str, Any], context: Context, code: str
) -> None:
    flow = parse(with_node(node))
    assert code in {one.code for one in check(flow, context)}
    assert check(flow) == []


@pytest.mark.parametrize("context", [None, Context(), Context(known={"flow": ["sound"]})])
def test_a_flow_that_runs_itself_is_found_without_a_context_too(context: Context | None) -> None:
    flow = parse(with_node({"kind": "flow", "flow": "sound", "exits": {"done": "look"}}))
    assert {one.code for one in check(flow, context)} == {"flow_circle"}


def test_rehearsals_come_through_the_department_s_other_flows() -> None:
    document = with_node({"kind": "flow", "flow": "other", "exits": {"done": "look"}})
    steps = [{"words": "hi"}, {"tap": "Hours", "says": ["Which?"]}, {"words": "x", "at": "hub"}]
    document["rehearsals"] = [{"name": "through", "language": "en", "steps": steps}]
    ask = {"kind": "question", "field": {"id": "q", "type": "text", "ask": {"en": "Which?"}}}
    nodes = {"ask": ask | {"exits": {"next": "over"}}, "over": {"kind": "end"}}
    other = SOUND | {"name": "other", "triggers": [], "start": "ask", "nodes": nodes}
    flow = parse(document)
    known = {"flow": ["other"]}
    assert check(flow, Context(known=known, others=[parse(other)])) == []
    found = check(flow, Context(known=known, others=[]))
    assert {one.code for one in found} == {"rehearsal_failed"}
    assert check(flow) == [], "without a context the outside is not judged"


@pytest.mark.parametrize(
    ("node", "said", "rule", "found"),
    [
        (LOOK_UP, "{{ result.said.office }}", "office", []),
        (LOOK_UP, "{{ result.said.ofice }}", "office", ["nodes.after.text", "nodes.after.text"]),
        (LOOK_UP, "{{ result.said.office }}", "town", ["nodes.look.rules[0].when"]),
        (LOOK_UP, "{{ result.said.rows }}", "office", ["nodes.after.text", "nodes.after.text"]),
        (LOOK_UP | {"label": "office"}, "{{ result.said.office }}", "rows", []),
        (LOOK_UP | {"columns": ["office"]}, "Words", "district", ["nodes.look.rules[0].when"]),
        (LOOK_UP | {"table": "wide", "columns": ["a"]}, "{{ result.said.a }}", "a", []),
        (
            {"kind": "hours", "exits": {"open": "after", "closed": "look"}},
            "{{ result.said.closes_at }}",
            "opens",
            ["nodes.look.rules[0].when"],
        ),
    ],
    ids=range(8),
)
def test_what_a_node_finds_is_named_as_it_is_called_there(
    node: dict[str, Any], said: str, rule: str, found: list[str]
) -> None:
    where = {"where": {"a": "x"}} if node.get("table") == "wide" else {}
    exits = {"exits": {"found": "after", "not_found": "look"}} if "table" in node else {}
    document = with_node(node | where | exits)
    texts = {"en": said, "zh-Hant": said}
    document["nodes"]["after"] = {"kind": "message", "text": texts, "exits": {"next": "look"}}
    document["nodes"]["look"]["rules"][0]["when"] = {"result": f"said.{rule}", "is": "x"}
    problems = check(parse(document), AROUND)
    assert [one.path for one in problems] == found
    assert {one.code for one in problems} <= {"result_unknown"}


def test_one_front_door_per_department() -> None:
    flow = parse(SOUND)
    assert check(flow, Context(front_doors=("sound",))) == []
    (found,) = check(flow, Context(front_doors=("other",)))
    assert found.code == "second_front_door"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("{{ contact.name | default: 'you' }}", True),
        ("{{ department.telephone }} {{ today | date }}", True),
        ("{{ answers.hub }}", True),
        ("{{ answers.report.n }}", False),
    ],
)
def test_what_is_surely_set(text: str, clean: bool) -> None:
    document = copy.deepcopy(SOUND)
    document["nodes"]["said"]["text"] = {"en": text, "zh-Hant": text}
    assert (check(parse(document)) == []) is clean


def test_a_rule_that_holds_proves_what_it_looks_at() -> None:
    document = copy.deepcopy(SOUND)
    document["nodes"]["look"]["exits"]["r"] = "named"
    text = {"en": "{{ contact.name }}", "zh-Hant": "{{ contact.name }}"}
    document["nodes"]["named"] = {"kind": "message", "text": text, "exits": {"next": "over"}}
    assert check(parse(document)) == []
    document["nodes"]["look"]["exits"]["otherwise"] = "named"
    assert {one.code for one in check(parse(document))} == {"placeholder_unset"}


def test_a_reply_missing_for_less_than_a_day_keeps_the_window_open() -> None:
    document = copy.deepcopy(SOUND)
    document["nodes"]["bye"] = {"kind": "message", "text": BOTH, "exits": {"next": "over"}}
    document["nodes"]["hub"]["exits"]["silence"] = "bye"
    assert check(parse(document)) == []
    document["nodes"]["hub"]["silence_after"] = "24h"
    assert [(one.code, one.node) for one in check(parse(document))] == [("window_closed", "bye")]


def test_silences_add_up_on_the_way() -> None:
    document = copy.deepcopy(SOUND)
    document["nodes"]["ask2"] = document["nodes"]["hub"] | {"silence_after": "13h"}
    document["nodes"]["hub"] = document["nodes"]["hub"] | {"silence_after": "13h"}
    document["nodes"]["bye"] = {"kind": "message", "text": BOTH, "exits": {"next": "over"}}
    document["nodes"]["hub"]["exits"] = document["nodes"]["hub"]["exits"] | {"silence": "ask2"}
    document["nodes"]["ask2"]["exits"] = document["nodes"]["ask2"]["exits"] | {"silence": "bye"}
    assert [(one.code, one.node) for one in check(parse(document))] == [("window_closed", "bye")]


def test_errors_come_first_and_alone_block() -> None:
    document = copy.deepcopy(SOUND)
    document["nodes"]["report"]["fields"][2]["min"] = 1
    document["start"] = "gone"
    found = check(parse(document))
    assert [one.severity for one in found] == sorted(one.severity for one in found)
    assert all(one.severity == "error" for one in errors(found))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_flow_is_judged_without_a_fault(document: dict[str, Any]) -> None:
    flow = parse(document)
    for one in check(flow):
        assert one.sentence("zh-Hant")
    assert reachable(flow) <= set(flow.nodes)
