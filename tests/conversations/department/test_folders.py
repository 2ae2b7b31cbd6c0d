"""A department's own data as files."""

from pathlib import Path

import pytest

from conversations.department import folders
from flows.department.surroundings import NOTHING
from flows.documents.faults import ShapeError

HOURS = "calendars: {default: {weekly: {mon: ['09:00-17:00']}}}\n"


def test_a_folder_holds_documents_and_sheets(tmp_path: Path) -> None:
    _fill(tmp_path, "around/calendars.yaml", HOURS.encode())
    _fill(tmp_path, "tables/offices.csv", "District,Office\nsha-tin|沙田,East\n".encode())
    _fill(tmp_path, "tables/README.md", b"Not for us.")
    _fill(tmp_path, "tax-main.yaml", b"A flow is not for us, either.")
    found = folders.read(tmp_path)
    assert list(found.calendars) == ["default"]
    assert found.tables["offices"].find({"district": "沙田"}) == [0]
    assert set(found.known["table"]) == {"offices"}


def test_no_folder_is_nothing(tmp_path: Path) -> None:
    assert folders.read(tmp_path / "nowhere") == NOTHING


@pytest.mark.parametrize(
    ("name", "content", "path", "sentence"),
    [
        ("around/around.yaml", b"oracles: {}\n", "around.yaml: oracles", ""),
        ("around/around.yaml", b"calendars: [\n", "around.yaml: ", "not YAML"),
        ("around/around.yaml", b"\xff\xfe\x00", "around.yaml", "UTF-8"),
        ("around/more.yaml", HOURS.encode(), "more.yaml", "Another file has calendars"),
        ("tables/offices.csv", b"", "offices.csv", "nothing in this file"),
        ("tables/our offices.csv", b"a,b\n1,2\n", "our offices.csv", "letters, digits"),
    ],
)
def test_what_is_amiss_is_named_by_its_file(
    tmp_path: Path, name: str, content: bytes, path: str, sentence: str
) -> None:
    _fill(tmp_path, "around/calendars.yaml", HOURS.encode())
    _fill(tmp_path, name, content)
    with pytest.raises(ShapeError) as refusal:
        folders.read(tmp_path)
    (fault, *_) = refusal.value.faults
    assert fault.path == path
    assert sentence in fault.sentence


def _fill(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
