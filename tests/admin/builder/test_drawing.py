import itertools
import time

from flask import Flask

from admin.builder.drawing import draw
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


def test_five_hundred_nodes_are_drawn_within_seconds(app: Flask) -> None:
    with app.test_request_context():
        big = outline(flow(500), "en", "en", [])
        began = time.thread_time()  # what else the machine does is not counted
        drawing = draw(big)
        assert time.thread_time() - began < 5
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
