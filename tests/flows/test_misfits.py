"""What a flow misses of the department's own data; each kind's own remarks are tried with its cases."""

from flows.graph import parse
from flows.misfits import misfits, texts
from flows.surroundings import NOTHING, read
from tests.flows.talking import document

NODES = {
    "look": {
        "kind": "table",
        "table": "offices",
        "where": {"town": "{{ contact.town }}"},
        "exits": {"found": "told", "not_found": "over"},
    },
    "told": {
        "kind": "message",
        "text": {"en": "{{ result.look.street }}"},
        "exits": {"next": "over"},
    },
    "over": {"kind": "end"},
}


def test_columns_that_a_table_does_not_have_are_missed() -> None:
    around = read({"tables": {"offices": {"columns": ["district"], "rows": [["x"]]}}})
    found = {(one.code, one.path) for one in misfits(parse(document(NODES)), around)}
    assert found == {
        ("column_missing", "nodes.look.where.town"),
        ("result_unknown", "nodes.told.text"),
    }


def test_of_what_is_not_there_nothing_is_known() -> None:
    assert misfits(parse(document(NODES)), NOTHING) == []


def test_every_text_of_a_node_with_its_language_and_what_it_reads() -> None:
    flow = parse(document(NODES))
    assert list(texts(flow.nodes["told"])) == [("text", "en", "{{ result.look.street }}")]
    assert ("where.town", "", "{{ contact.town }}") in list(texts(flow.nodes["look"]))
