"""`questions`: what citizens ask a department, and what they are answered, as spreadsheets."""

from pathlib import Path

import click
from flask.cli import AppGroup

from audit import trail
from commands.changes import change, department_of
from conversations import question_sheets, sheets

group = AppGroup("questions", help="Questions that a department answers.")
SAVED = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NEW = click.Path(dir_okay=False, writable=True, path_type=Path)


@group.command("import")
@click.argument("file", type=SAVED)
@click.option("--department", required=True, metavar="CODE", help="Whose questions they become.")
def import_(file: Path, department: str) -> None:
    """Add the questions in FILE, an .xlsx or CSV file, and change those whose id is there.

    Questions that are not in FILE stay as they are. When a row is no question, nothing is stored.
    """
    with change():
        owner = department_of(department)
        try:
            found = question_sheets.take(owner, file.read_bytes(), trail.TERMINAL)
        except sheets.SheetError as fault:
            raise click.ClickException(f"{fault} Nothing was stored.") from fault
        except question_sheets.FlawedSheetError as fault:
            for one in fault.faults:
                click.echo(one, err=True)
            raise click.ClickException("Mend these rows. Nothing was stored.") from fault
    click.echo(f"{found.added} added, {found.changed} changed, {found.same} as they were.")


@group.command("export")
@click.argument("file", type=NEW)
@click.option("--department", required=True, metavar="CODE", help="Whose questions they are.")
def export(file: Path, department: str) -> None:
    """Write the department's questions to FILE: as CSV when it ends in .csv, else as .xlsx."""
    with change():
        owner = department_of(department)
        rows = question_sheets.of_department(owner.id)
        trail.record(
            "questions.exported",
            actor=trail.TERMINAL,
            subject=f"department:{owner.id}",
            department_id=owner.id,
            rows=len(rows),
        )
        if file.suffix.casefold() == ".csv":
            file.write_text(question_sheets.csv_text(rows), encoding="utf-8")
        else:
            file.write_bytes(question_sheets.workbook(rows))
    click.echo(f"Wrote {len(rows)} questions to {file}.")
