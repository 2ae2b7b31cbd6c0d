"""A table: what its columns are called, how rows are found, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.department import tables
from flows.department.tables import Column, Table, columns_of
from flows.match import fold

PLAIN = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cn"]), max_size=12)


@pytest.mark.parametrize(
    ("title", "id", "language"),
    [
        ("District", "district", None),
        ("  Opening   hours ", "opening_hours", None),
        ("Office (en)", "office", "en"),
        ("Office（zh-Hant）", "office", "zh-Hant"),
        ("office_zh-Hans", "office", "zh-Hans"),
        ("office_zh_hant", "office", "zh-Hant"),
        ("Office TC", "office", "zh-Hant"),
        ("Office [SC]", "office", "zh-Hans"),
        ("Office (繁體)", "office", "zh-Hant"),
        ("Office (ur)", "office", "ur"),
        ("office_id", "office_id", None),
        ("Fee (HKD)", "fee_hkd", None),
        ("地區", "column_1", None),
        ("地區 District", "district", None),
        ("2026", "c_2026", None),
        ("en", "en", None),
        ("x" * 120, "x" * 50, None),
    ],
)
def test_what_a_heading_makes_of_a_column(title: str, id: str, language: str | None) -> None:
    (column,) = columns_of([title])
    assert (column.id, column.language) == (id, language)


def test_a_heading_that_is_known_keeps_its_name_wherever_it_stands() -> None:
    before = [Column(id="column_1", title="地區"), Column(id="office", title="辦事處 office")]
    assert (
        columns_of(["電話", "地區", "辦事處 office"], before)
        == [
            Column(id="column_1", title="電話"),
            *before,
        ][:1]
        + before
    )


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({"town": "Sha Tin"}, [0]),
        ({"town": "沙田"}, [0]),
        ({"town": "沙田区"}, [0]),
        ({"town": " sha tin "}, [0]),
        ({"town": "ＳＴ"}, [0, 1]),
        ({"town": "st"}, [1]),  # letter for letter comes first
        ({"town": "ST", "kind": "b"}, [1]),  # no row holds both letter for letter
        ({"town": "ST", "kind": "c"}, []),
        ({"town": "St", "kind": "B"}, [1]),
        ({"town": "Sha"}, []),
        ({"town": ""}, []),
        ({"town": "  "}, []),
        ({"nothing": "x"}, []),
        ({"office": "沙田辦事處"}, [0]),  # in any of its languages
        ({}, [0, 1, 2]),
    ],
)
def test_rows_are_found_by_their_words(where: dict[str, str], rows: list[int]) -> None:
    table = Table.model_validate(
        {
            "columns": ["Town", "Kind", "Office (en)", "Office (tc)"],
            "rows": [["ST|Sha Tin|沙田、沙田區", "a", "Office 1", "沙田辦事處"], ["st", "b"], []],
        }
    )
    assert table.find(where) == rows


def test_a_row_is_seen_in_the_reader_s_language_or_one_that_it_has() -> None:
    columns = ["Town", "Office (en)", "Office (tc)", "Note (sc)"]
    rows = [["st| Sha Tin", "Sha Tin", "沙田"], ["x", "X", ""], []]
    table = Table.model_validate({"columns": columns, "rows": rows})
    languages = ["zh-Hant", "en"]
    assert table.seen(0, "en", languages) == {"town": "st", "office": "Sha Tin", "note": ""}
    assert table.seen(0, "zh-Hans", languages)["office"] == "沙田"
    assert table.seen(1, "zh-Hant", languages)["office"] == "X"
    assert table.seen(2, "en", languages) == {"town": "", "office": "", "note": ""}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"columns": [], "rows": []}, "at least 1"),
        ({"columns": [f"c{n}" for n in range(201)], "rows": []}, "at most 200"),
        ({"columns": ["a", "A "], "rows": []}, "two columns are both called"),
        ({"columns": ["a (en)", "a_en"], "rows": []}, "two columns are both called"),
        ({"columns": ["Rows"], "rows": []}, "cannot be called “rows”"),
        ({"columns": ["a"], "rows": [["x", "y"]]}, "row 1 has more cells"),
        ({"columns": ["a"], "rows": [["x"], ["\x00"]]}, "row 2 holds a character"),
        ({"columns": ["a"], "rows": [["x" * 501]]}, "at most 500"),
        ({"columns": ["a"], "rows": [[1]]}, "valid string"),
        ({"columns": ["a"], "rows": [["x"]] * 20_001}, "at most 20000"),
        ({"columns": [f"c{n}" for n in range(200)], "rows": [["x"]] * 2001}, "400,000 cells"),
        ({"columns": ["a"], "rows": [["x" * 500]] * 8001}, "4,000,000 characters"),
        ({"columns": ["a"], "rows": [], "more": 1}, "not permitted"),
    ],
    ids=range(13),
)
def test_what_is_no_table_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Table.model_validate(given)
    assert sentence in str(refusal.value)


def test_the_hash_is_of_the_content_alone() -> None:
    one = Table.model_validate({"columns": ["a"], "rows": [["x"]]})
    assert one.content_hash == Table.model_validate(one.model_dump()).content_hash
    others = [{"columns": ["b"], "rows": [["x"]]}, {"columns": ["a"], "rows": [["y"]]}]
    assert one.content_hash not in {Table.model_validate(two).content_hash for two in others}


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=2), max_size=8), PLAIN, PLAIN)
def test_looking_up_agrees_with_reading_every_row(
    rows: list[list[str]], one: str, two: str
) -> None:
    table = Table.model_validate({"columns": ["a", "b"], "rows": rows})
    wanted = {"a": one, "b": two}

    def holds(row: list[str], exactly: bool) -> bool:
        same = (lambda left, right: left == right.strip()) if exactly else _alike
        return all(
            any(same(word, text) for word in tables.words_in(cell))
            for cell, text in zip(row, wanted.values(), strict=True)
        )

    if not fold(one) or not fold(two):
        assert table.find(wanted) == []
        return
    exact = [place for place, row in enumerate(rows) if holds(row, exactly=True)]
    alike = [place for place, row in enumerate(rows) if holds(row, exactly=False)]
    assert table.find(wanted) == (exact or alike)


def _alike(left: str, right: str) -> bool:
    return bool(fold(left)) and fold(left) == fold(right)
