"""Flows, and what stands around them, as files."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from commands.findings import faults, refuse
from conversations import folders
from conversations.general_holidays import general_holidays
from flows import graph, written
from flows.faults import ShapeError
from flows.surroundings import NOTHING, Surroundings
from flows.surroundings import read as read_surroundings
from models.columns import utc_now

LARGEST = 8 * 1024 * 1024  # bytes; twice the characters that a flow may have, for Chinese


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


def write(file: Path, text: str) -> None:
    """Write ``text`` as UTF-8, into a folder that exists."""
    if not file.parent.is_dir():
        raise click.ClickException(f"The folder {file.parent} does not exist.")
    file.write_text(text, encoding="utf-8")


def replace(file: Path, text: str) -> None:
    """Write the whole file or nothing."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        shutil.copymode(file, unfinished)
        unfinished.replace(file)
    except OSError as fault:
        raise click.ClickException(f"{file} could not be written ({fault.strerror}).") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)
