import itertools
import time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from admin.builder.drawing import draw, wrapped
from admin.builder.outline import outline
from flows import graph


def flow(count: int) -> graph.Flow:
    nodes: dict[str, object] = {
        f"n{number}": {
            "kind": "menu",
            "text": {"en": f"Step {number} of many"},
            "options": [{"id": "a", "label": {"en": "On"}}, {"id": "b", "label": {"en": "Back"}}],
            "exits": {"a": f"n{(number * 2 + 1) % count}", "b": f"n{number // 3}"},
        }
        for number in range(count)
    }
    return graph.parse(
        {"format": 1, "name": "big", "languages": ["en"], "start": "n0", "nodes": nodes}
    )


def test_five_hundred_nodes_are_drawn_within_a_second(app: Flask) -> None:
    with app.test_request_context():
        big = outline(flow(500), "en", "en", [])
        began = time.perf_counter()
        drawing = draw(big)
        assert time.perf_counter() - began < 1
    assert len(drawing.boxes) == 500
    assert drawing == draw(big)
    for box in drawing.boxes:
        assert 0 <= box.x < drawing.width
        assert 0 < box.y + box.height <= drawing.height


def test_no_two_cards_lie_upon_each_other(app: Flask) -> None:
    with app.test_request_context():
        drawing = draw(outline(flow(60), "en", "en", []))
    columns: dict[int, list[tuple[int, int]]] = {}
    for box in drawing.boxes:
        columns.setdefault(box.x, []).append((box.y, box.y + box.height))
    for spans in columns.values():
        spans.sort()
        assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("short", ["short"]),
        ("one two three four five", ["one two", "three four", "five"]),
        ("one two three four five six seven eight", ["one two", "three four", "five six …"]),
        ("公園開放時間如下", ["公園開放時", "間如下"]),
        ("Unbreakableword", ["Unbreakabl…"]),
    ],
)
def test_words_are_broken_into_lines(text: str, lines: list[str]) -> None:
    assert wrapped(text, 11, 3) == lines


@given(st.text(), st.integers(4, 30), st.integers(1, 4))
def test_no_line_is_longer_than_its_room(text: str, letters: int, most: int) -> None:
    lines = wrapped(" ".join(text.split()), letters, most)
    assert len(lines) <= most
    for line in lines:
        assert sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) <= letters
