"""`questions`: what citizens ask a department, and what they are answered, as spreadsheets."""

from pathlib import Path

import click

from audit import trail
from commands.changes import change, department_of
from commands.files import NEW, SAVED, whole_sheet, write
from commands.group import Group
from conversations.department import question_sheets

group = Group("questions", help="Questions that a department answers.")


@group.command("import")
@click.argument("file", type=SAVED)
@click.option("--department", required=True, metavar="CODE", help="Whose questions they become.")
def import_(file: Path, department: str) -> None:
    """Add the questions in FILE, an .xlsx or CSV file, and change those whose id is there.

    Questions that are not in FILE stay as they are. When a row is no question, nothing is stored.
    """
    with change(), whole_sheet():
        owner = department_of(department)
        found = question_sheets.take(owner, file.read_bytes(), trail.TERMINAL)
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
        as_csv = file.suffix.casefold() == ".csv"
        write(file, question_sheets.csv_text(rows) if as_csv else question_sheets.workbook(rows))
    click.echo(f"Wrote {len(rows)} questions to {file}.")
