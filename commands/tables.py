"""`tables`: the tables that a department's flows look things up in."""

from pathlib import Path

import click
from sqlalchemy import select

from audit import trail
from commands.changes import change, department_of
from commands.files import NEW, SAVED, whole_sheet, write
from commands.group import Checked, Group
from conversations.department import lookup_tables, sheets
from extensions import db
from flows.department.tables import Column
from models import LookupTable

group = Group("tables", help="Tables that flows look things up in.")


def _name(value: str) -> str:
    if lookup_tables.is_fit(value):
        return value
    raise ValueError(f"{value!r} must be letters, digits, - and _, at most 80, such as offices.")


@group.command("import")
@click.argument("file", type=SAVED)
@click.option("--department", required=True, metavar="CODE", help="Whose table it becomes.")
@click.option("--name", required=True, type=Checked("NAME", _name), help="What flows call it.")
def import_(file: Path, department: str, name: str) -> None:
    """Store FILE, an .xlsx or CSV file, as the newest revision of the table, and use it at once."""
    with change(), whole_sheet():
        owner = department_of(department)
        before = lookup_tables.named(owner.id, name)
        live = before.live_version if before else None
        known = [Column.model_validate(one) for one in live.columns] if live else []
        sheet = sheets.read(file.read_bytes())
        table = lookup_tables.table_of(sheet, known)
        version = lookup_tables.add(owner, name, table, trail.TERMINAL)
        lookup_tables.use(version, trail.TERMINAL)
        lines = [f"warning: {flaw}" for flaw in sheet.flaws]
        lines.append(
            f"The table {name} of {owner.code} has {len(table.rows)} rows, revision "
            f"{version.number}. Columns: {', '.join(table.names)}."
        )
    click.echo("\n".join(lines))


@group.command("export")
@click.argument("name")
@click.argument("file", type=NEW)
@click.option("--department", required=True, metavar="CODE", help="Whose table it is.")
def export(name: str, file: Path, department: str) -> None:
    """Write what is in use of the table NAME to FILE, as .xlsx."""
    with change():
        owner = department_of(department)
        row = lookup_tables.named(owner.id, name)
        if row is None or row.live_version is None:
            raise click.ClickException(f"{owner.code} has no table {name!r}.{_names(owner.id)}")
        content = sheets.write(lookup_tables.content(row.live_version))
        trail.record(
            "table.exported",
            actor=trail.TERMINAL,
            subject=f"table:{row.id}",
            department_id=owner.id,
            table=row.name,
            number=row.live_version.number,
        )
        write(file, content)
    click.echo(f"Wrote {file}.")


def _names(department_id: int) -> str:
    wanted = select(LookupTable.name).where(LookupTable.department_id == department_id)
    names = ", ".join(db.session.scalars(wanted.order_by(LookupTable.name)))
    return f" It has: {names}." if names else ""
