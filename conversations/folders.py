"""A department's own data as files: what stands around its flows, beside them in a folder.

A folder holds any number of YAML files, each of them part of ``flows.surroundings``, and tables as
CSV or XLSX files, which go by the files' names.
"""

from pathlib import Path
from typing import Any

from conversations import lookup_tables, sheets
from flows import surroundings, written
from flows.faults import Fault, ShapeError
from flows.surroundings import Surroundings
from flows.tables import Table

SHEETS = frozenset({".csv", ".xlsx"})
DOCUMENTS = frozenset({".yaml", ".yml", ".json"})


def read(folder: Path) -> Surroundings:
    """What ``folder`` holds; nothing where there is no such folder.

    Raises:
        ShapeError: with the file's name in each path, where one is not what it should be.

    """
    document: dict[str, Any] = {}
    tables: dict[str, Table] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix in DOCUMENTS:
            document |= _document(path, already=document)
        elif path.suffix in SHEETS:
            tables[path.stem] = _table(path)
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
