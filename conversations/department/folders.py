"""A department's own data as files, beside its flows.

Below the department's folder, ``tables`` holds tables as CSV or XLSX files, which go by the files'
names, and ``around`` any number of YAML files, each of them part of ``flows.department.surroundings``.
"""

from pathlib import Path
from typing import Any

from conversations.department import lookup_tables, sheets
from flows.department import surroundings
from flows.department.surroundings import Surroundings
from flows.department.tables import Table
from flows.documents import written
from flows.documents.faults import Fault, ShapeError

AROUND, TABLES = "around", "tables"
SHEETS = frozenset({".csv", ".xlsx"})


def read(folder: Path) -> Surroundings:
    """What stands around the flows of the department whose files are in ``folder``.

    Raises:
        ShapeError: with the file's name in each path, where one is not what it should be.

    """
    document: dict[str, Any] = {}
    for path in sorted((folder / AROUND).glob("*.yaml")):
        document |= _document(path, already=document)
    sheets_ = (path for path in sorted((folder / TABLES).glob("*")) if path.suffix in SHEETS)
    tables = {path.stem: _table(path) for path in sheets_}
    found = surroundings.read(document)
    return found.model_copy(update={"tables": {**found.tables, **tables}})


def _document(path: Path, already: dict[str, Any]) -> dict[str, Any]:
    try:
        found = written.read(path.read_text(encoding="utf-8-sig"))
        surroundings.read(found)
    except UnicodeDecodeError as fault:
        raise _refusal(path, "This is not UTF-8 text; save it as UTF-8.") from fault
    except ShapeError as fault:
        faults = [Fault(f"{path.name}: {one.path}", one.sentence) for one in fault.faults]
        raise ShapeError(faults) from fault
    twice = sorted(found.keys() & already.keys())
    if twice:
        raise _refusal(path, f"Another file has {', '.join(twice)}, too; put both into one file.")
    return dict(found)


def _table(path: Path) -> Table:
    if not lookup_tables.is_fit(path.stem):
        raise _refusal(path, "The name must be letters, digits, - and _, such as offices.csv.")
    try:
        return lookup_tables.table_of(sheets.read(path.read_bytes()))
    except (sheets.SheetError, lookup_tables.FlawedError) as fault:
        raise _refusal(path, str(fault)) from fault


def _refusal(path: Path, sentence: str) -> ShapeError:
    return ShapeError([Fault(path.name, sentence)])
