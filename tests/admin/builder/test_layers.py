from hypothesis import given
from hypothesis import strategies as st

from admin.builder.layers import Lane, columns

_ids = st.sampled_from([f"n{number}" for number in range(12)])
_graphs = st.dictionaries(_ids, st.lists(_ids, max_size=4), min_size=1)


def test_each_stands_right_of_what_leads_to_it() -> None:
    edges = {"a": ["b", "d"], "b": ["c", "a"], "c": ["d"], "d": ["a"]}
    assert columns(edges, ["a"]) == [["a"], ["b", Lane("d", 1)], ["c", Lane("d", 2)], ["d"]]


@given(_graphs)
def test_every_node_stands_once_and_the_drawing_is_always_the_same(
    edges: dict[str, list[str]],
) -> None:
    found = columns(edges, list(edges))
    nodes = [place for column in found for place in column if isinstance(place, str)]
    assert sorted(nodes) == sorted(edges)
    assert columns(edges, list(edges)) == found
    column_of = {node: number for number, column in enumerate(found) for node in column}
    for place, number in column_of.items():
        if isinstance(place, Lane):
            assert column_of[place.target] > number
