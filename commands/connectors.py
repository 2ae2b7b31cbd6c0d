"""`connectors`: describe a department's own systems from a file."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from audit.trail import TERMINAL
from commands.changes import change, department_of
from commands.files import SAVED, document_in
from commands.findings import faults, refuse
from commands.group import Checked, Group
from connectors import approval
from extensions import db
from flows.documents.faults import Fault, ShapeError
from models import Connector, Department

group = Group("connectors", help="Describe the departments' own systems.")


def _pair(value: str) -> str:
    """``NAME=VALUE`` whose value can stand in a header of HTTP; it is never repeated."""
    name, sign, secret = value.partition("=")
    if not sign:
        raise ValueError("Write --secret NAME=VALUE.")
    if secret == "-":  # noqa: S105 (a dash)
        secret = sys.stdin.readline().strip()
    if not secret or not (secret.isascii() and secret.isprintable()):
        raise ValueError(f"The secret of {name} is empty, or not plain letters.")
    return f"{name}={secret}"


@group.command("import")
@click.argument("file", type=SAVED)
@click.option("--department", required=True, metavar="CODE", help="Whose systems they are.")
@click.option(
    "--secret", "secrets", multiple=True, type=Checked("NAME=VALUE", _pair),
    help="The value of the connector's header; - reads it from standard input.",
)  # fmt: skip
def import_(file: Path, department: str, secrets: tuple[str, ...]) -> None:
    """Store the connectors in FILE, approved at once: flows may call them from now on.

    FILE holds `connectors` by their names, as `flows try --with` reads them. A connector of the
    same name is replaced; its secret stays as long as its host does.
    """
    documents = _documents(file)
    given = _secrets(secrets, documents)
    with change():
        owner = department_of(department)
        for name, document in documents.items():
            _store(owner, name, document, given.get(name))
    click.echo(f"Stored in {owner.code}, and approved: {', '.join(documents)}.")


def _documents(file: Path) -> dict[str, dict[str, Any]]:
    """The connectors in ``file`` by name; the command ends when one is none, naming each fault."""
    try:
        found = document_in(file)
    except ShapeError as fault:
        refuse(faults(fault), "Nothing was stored.")
    documents = found.get("connectors") if isinstance(found, dict) else None
    if not isinstance(documents, dict) or not documents:
        raise click.ClickException(f"{file} has no `connectors:` with names under it.")
    found = [one for name, document in documents.items() for one in _faults(str(name), document)]
    if found:
        refuse(faults(ShapeError(found)), "Nothing was stored.")
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


def _secrets(given: tuple[str, ...], names: Collection[str]) -> dict[str, str]:
    """The secrets by connector."""
    found = {}
    for one in given:
        name, _, found[name] = one.partition("=")
    missing = ", ".join(sorted(found.keys() - set(names)))
    if missing:
        raise click.ClickException(f"A secret is given for {missing}, which the file has not.")
    return found


def _store(owner: Department, name: str, document: dict[str, Any], secret: str | None) -> None:
    row = db.session.scalar(
        select(Connector).where(Connector.department_id == owner.id, Connector.name == name)
    ) or Connector(department_id=owner.id, name=name, secrets={})
    approval.propose(row, document, TERMINAL, secret)
    approval.approve(row, approval.digest(row.proposed), TERMINAL)
