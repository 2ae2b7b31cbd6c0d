"""What stands around a flow: read from a file, refused where it is something else."""

from typing import Any

import pytest

from flows.department.surroundings import NOTHING, read
from flows.documents.faults import ShapeError


def test_nothing_is_what_a_department_has_that_keeps_nothing() -> None:
    assert read({}) == NOTHING


@pytest.mark.parametrize(
    ("given", "path"),
    [([], ""), ("words", ""), (None, ""), ({"oracles": {}}, "oracles")],
)
def test_what_is_something_else_is_refused_by_its_place(given: Any, path: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        read(given)
    assert [fault.path for fault in refusal.value.faults] == [path]
