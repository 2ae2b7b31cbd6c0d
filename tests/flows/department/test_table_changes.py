"""What is different between two tables, and that it is all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.department.table_changes import Changed, difference
from flows.department.tables import Table


def table(columns: list[str], *rows: list[str]) -> Table:
    return Table.model_validate({"columns": columns, "rows": list(rows)})


BEFORE = table(["District", "Office"], ["st", "Sha Tin"], ["tp", "Tai Po"])


@pytest.mark.parametrize(
    ("after", "added", "removed", "changed"),
    [
        (BEFORE, (), (), ()),
        (table(["District", "Office"], ["tp", "Tai Po"], ["st", "Sha Tin"]), (), (), ()),
        (table(["Office", "District"], ["Sha Tin", "st"]), ("Sha Tin",), ("st", "tp"), ()),
        (table(["District", "Office"], ["st", "Sha Tin"]), (), ("tp",), ()),
        (
            table(["District", "Office"], ["st", "New"], ["tp", "Tai Po"], ["n", ""]),
            ("n",),
            (),
            (Changed("st", (("Office", "Sha Tin", "New"),)),),
        ),
        (table(["District", "Office"], ["st"], ["tp", "Tai Po"]), (), (), (Changed("st", (("Office", "Sha Tin", ""),)),)),
        (table(["District", "Office"], ["st", "Sha Tin"], ["st", "x"], ["tp", "Tai Po"]), ("st",), (), ()),
    ],
)  # fmt: skip
def test_rows(
    after: Table, added: tuple[str, ...], removed: tuple[str, ...], changed: tuple[Changed, ...]
) -> None:
    found = difference(BEFORE, after)
    assert (found.added, found.removed, found.changed) == (added, removed, changed)
    assert bool(found) is bool(added or removed or changed)


def test_columns() -> None:
    after = table(["District", "Office (en)", "Fee"], ["st", "Sha Tin", "1"], ["tp", "Tai Po", "2"])
    found = difference(BEFORE, after)
    assert found.columns_added == ("Office (en)", "Fee")
    assert found.columns_removed == ("Office",)
    assert (found.added, found.removed, found.changed) == ((), (), ())


CELLS = st.sampled_from(["", "a", "b", "c"])
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6)


@given(ROWS, ROWS)
def test_nothing_is_told_only_where_nothing_differs(
    before: list[list[str]], after: list[list[str]]
) -> None:
    one, two = table(["k", "v"], *before), table(["k", "v"], *after)
    found = difference(one, two)
    assert len(after) - len(before) == len(found.added) - len(found.removed)
    if not found:
        assert sorted(before) == sorted(after)
    assert not difference(one, one)
