"""What a flow misses of the department's own data; each kind's own remarks are tried with its cases."""

from flows.department.surroundings import NOTHING, read
from flows.gate.data import misfits
from flows.graph import parse
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
    assert list(misfits(parse(document(NODES)), NOTHING)) == []
