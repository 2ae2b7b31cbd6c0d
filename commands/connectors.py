"""`connectors`: describe a department's own systems from a file."""

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from audit.trail import TERMINAL
from commands.changes import change, department_of
from connectors import approval
from extensions import db
from flows import written
from flows.faults import Fault, ShapeError
from models import Connector, Department

group = AppGroup("connectors", help="Describe the departments' own systems.")
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
LARGEST = 1024 * 1024  # bytes


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--department", required=True, metavar="CODE", help="Whose systems they are.")
@click.option(
    "--secret", "secrets", multiple=True, metavar="NAME=VALUE",
    help="The value of the connector's header; - reads it from standard input.",
)  # fmt: skip
def import_(file: Path, department: str, secrets: tuple[str, ...]) -> None:
    """Store the connectors in FILE, approved at once: flows may call them from now on.

    FILE holds `connectors` by their names, as `flows try --with` reads them. A connector of the
    same name is replaced; its secret stays as long as its host does.
    """
    documents = _documents(file)
    given = _secrets(secrets, set(documents))
    with change():
        owner = department_of(department)
        for name, document in documents.items():
            _store(owner, name, document, given.get(name))
    click.echo(f"Stored in {owner.code}, and approved: {', '.join(documents)}.")


def _documents(file: Path) -> dict[str, dict[str, Any]]:
    """The connectors in ``file`` by name; the command ends when one is none, naming each fault."""
    raw = file.read_bytes()[: LARGEST + 1]
    if len(raw) > LARGEST:
        raise click.ClickException(f"{file} is larger than {LARGEST // 1024} KiB.")
    try:
        found = written.read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file} is not UTF-8 text; save it as UTF-8.") from fault
    except ShapeError as fault:
        raise click.ClickException(f"{fault} Nothing was stored.") from fault
    documents = found.get("connectors") if isinstance(found, dict) else None
    if not isinstance(documents, dict) or not documents:
        raise click.ClickException(f"{file} has no `connectors:` with names under it.")
    faults = [one for name, document in documents.items() for one in _faults(str(name), document)]
    for one in faults:
        click.echo(f"error: {one}", err=True)
    if faults:
        raise click.ClickException("Nothing was stored.")
    return documents


def _faults(name: str, document: Any) -> list[Fault]:
    if not approval.is_name(name):
        return [Fault(f"connectors.{name}", "A name has plain letters, digits, - and _ only.")]
    try:
        approval.read(document)
    except ShapeError as fault:
        return [
            Fault(f"connectors.{name}.{one.path}".rstrip("."), one.sentence) for one in fault.faults
        ]
    return []


def _secrets(given: tuple[str, ...], names: set[str]) -> dict[str, str]:
    """The secrets by connector; a dash is replaced by a line of standard input."""
    found = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name not in names:
            raise click.UsageError("Write --secret NAME=VALUE with the name of one in the file.")
        secret = sys.stdin.readline().strip() if value == "-" else value
        if not secret or not (secret.isascii() and secret.isprintable()):
            raise click.UsageError(f"The secret of {name} is empty, or not plain letters.")
        found[name] = secret
    return found


def _store(owner: Department, name: str, document: dict[str, Any], secret: str | None) -> None:
    row = db.session.scalar(
        select(Connector).where(Connector.department_id == owner.id, Connector.name == name)
    ) or Connector(department_id=owner.id, name=name, secrets={})
    approval.propose(row, document, TERMINAL, secret)
    approval.approve(row, approval.digest(row.proposed), TERMINAL)
