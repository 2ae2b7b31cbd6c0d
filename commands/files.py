"""Flows, and what stands around them, as files."""

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from commands.findings import faults, refuse
from conversations.department import folders, lookup_tables, question_sheets, sheets
from conversations.department.general_holidays import general_holidays
from flows import graph
from flows.department.surroundings import NOTHING, Surroundings
from flows.department.surroundings import read as read_surroundings
from flows.documents import written
from flows.documents.faults import ShapeError
from models.columns import utc_now

LARGEST = 8 * 1024 * 1024  # bytes; twice the characters that a flow may have, for Chinese
SAVED = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
PIPED = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True, path_type=Path)


class _New(click.Path):
    """A file to be written, in a folder that is there."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"The folder {path.parent} does not exist.", param, ctx)
        return path


NEW = _New(dir_okay=False, readable=False, writable=True, path_type=Path)


def flows_in(files: Sequence[Path]) -> list[graph.Flow]:
    """The flows in ``files``; a file that holds none ends the command."""
    try:
        return [flow_in(file) for file in files]
    except ShapeError as fault:
        refuse(faults(fault), "This is not a flow yet; `flows check` says the same.")


def flow_in(file: Path) -> graph.Flow:
    """The flow in ``file``.

    Raises:
        ShapeError: it is none.

    """
    return graph.parse(document_in(file))


def flows_beside(file: Path, folder: Path) -> list[graph.Flow]:
    """The flows that stand in ``folder`` beside ``file``; one that is none ends the command."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        if path.resolve() == file.resolve():
            continue
        try:
            found.append(flow_in(path))
        except ShapeError as fault:
            refuse(
                faults(fault), f"{path} holds no flow, but stands where the department's flows do."
            )
    return found


def around_in(file: Path | None) -> Surroundings:
    """The department's own data in ``file``, which may be a folder; none without one.

    A file that names no general holidays has Hong Kong's, of the years around now.
    """
    if file is None:
        return NOTHING
    try:
        found = folders.read(file) if file.is_dir() else read_surroundings(document_in(file))
    except ShapeError as fault:
        refuse(faults(fault), f"{file} does not hold what stands around a flow.")
    if "holidays" in found.model_fields_set:
        return found
    year = utc_now().year
    return found.model_copy(update={"holidays": general_holidays(range(year - 1, year + 3))})


def document_in(file: Path) -> Any:
    """What stands in ``file``; - is standard input."""
    raw = sys.stdin.buffer.read(LARGEST + 1) if str(file) == "-" else _read(file)
    if len(raw) > LARGEST:
        raise click.ClickException(f"{file} is larger than {LARGEST // 1024 // 1024} MiB.")
    try:
        return written.read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise click.ClickException(
            f"{file} is not UTF-8 text (byte {fault.start + 1}); save it as UTF-8."
        ) from fault


@contextmanager
def whole_sheet() -> Iterator[None]:
    """End the command, with every fault named, when what is read in here is no sheet of ours."""
    try:
        yield
    except sheets.SheetError as fault:
        raise click.ClickException(f"{fault} Nothing was stored.") from fault
    except lookup_tables.FlawedError as fault:
        refuse(fault.flaws, "Nothing was stored.")
    except question_sheets.FlawedSheetError as fault:
        refuse(fault.faults, "Mend these rows. Nothing was stored.")


def write(file: Path, content: str | bytes) -> None:
    """Write the whole file, text as UTF-8, or nothing."""
    raw = content.encode() if isinstance(content, str) else content
    try:
        if file.exists() and not file.is_file():  # such as /dev/stdout, which must not be replaced
            file.write_bytes(raw)
        else:
            _replace(file.resolve(), raw)
    except OSError as fault:
        raise click.ClickException(f"{file} could not be written ({fault.strerror}).") from fault


def _replace(file: Path, raw: bytes) -> None:
    unfinished = file.with_name(f".{secrets.token_hex(8)}")
    try:
        unfinished.write_bytes(raw)
        if file.exists():
            shutil.copymode(file, unfinished)
        unfinished.replace(file)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)
