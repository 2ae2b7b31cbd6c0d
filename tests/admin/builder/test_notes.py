import pytest

from admin.builder.notes import ancestors, from_fault
from flows.documents.faults import Fault


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("", []),
        ("text", ["text"]),
        ("a[0].b", ["a[0].b", "a[0]", "a"]),
        ("fields[1].choices[2].label", [
            "fields[1].choices[2].label", "fields[1].choices[2]", "fields[1].choices", "fields[1]", "fields",
        ]),
        ("when.odd[]]key", ["when.odd[]]key", "when.odd", "when"]),
        ("]", ["]"]),
        ("[", ["["]),
    ],
)  # fmt: skip
def test_every_place_around_a_path_is_found(path: str, places: list[str]) -> None:
    assert list(ancestors(path)) == places


def test_a_fault_knows_its_place_and_language() -> None:
    note = from_fault(Fault("nodes.a.fields[0].ask.zh-Hant", "Odd."), "nodes.a")
    assert (note.path, note.language) == ("fields[0].ask.zh-Hant", "zh-Hant")
