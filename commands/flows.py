"""`flows`: check, try, import and export flows as files."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy import select

from audit import trail
from commands.changes import change, department_of
from commands.talk import Talk
from conversations import folders, publishing
from conversations.general_holidays import general_holidays
from extensions import db
from flows import graph, written
from flows.check import Context
from flows.check import check as judge
from flows.difference import describe, told
from flows.faults import ShapeError
from flows.problems import Problem
from flows.rehearse import play
from flows.surroundings import NOTHING, Surroundings
from flows.surroundings import read as read_surroundings
from models import Flow
from models.columns import utc_now

group = AppGroup("flows", help="Check, try, import and export flows as files.")
LARGEST = 8 * 1024 * 1024  # bytes; twice the characters that a flow may have, for Chinese
SAVED = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True, path_type=Path)
AROUND = click.option(
    "--with", "around", metavar="AROUND", type=click.Path(exists=True, readable=True, path_type=Path),
    help="The department's own data: a YAML file, or a folder with tables and around in it.",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One line of what is wrong with a file. ``path`` is empty for the file itself."""

    path: str
    severity: str
    code: str
    message: str
    fix: str = ""
    language: str = ""

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        language = f"({self.language}) " if self.language else ""
        return f"{self.severity}: {where}{language}{self.message}" + (
            f" {self.fix}" if self.fix else ""
        )


@group.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--department", metavar="CODE", help="Check against this department's flows, too.")
@AROUND
def check(file: Path, as_json: bool, department: str | None, around: Path | None) -> None:  # noqa: FBT001 (click passes flags so)
    """Read FILE and name every fault by its path; exit code 1 when there are errors.

    Without --department no database is needed. FILE may be - for standard input.
    """
    if department and around:
        raise click.UsageError("--department has its own data: give that or --with, not both.")
    surroundings = _around(around)
    context = Context(known=surroundings.known, around=surroundings) if around else None
    if department:
        with change():
            context = publishing.context(department_of(department).id)
    try:
        found = [_finding(problem) for problem in judge(_flow(file), context)]
    except ShapeError as fault:
        found = _faults(fault)
    errors = sum(finding.severity == "error" for finding in found)
    if as_json:
        answer = {"ok": not errors, "problems": [asdict(finding) for finding in found]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            click.echo(finding)
        click.echo(_summary(errors, len(found) - errors))
    if errors:
        raise SystemExit(1)


@group.command("try")
@click.argument("files", metavar="FILE [OTHER]...", type=SAVED, nargs=-1, required=True)
@click.option("--language", default="", metavar="L", help="The language the citizen reads.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per turn.")
@AROUND
def try_(files: Sequence[Path], language: str, as_json: bool, around: Path | None) -> None:  # noqa: FBT001 (click passes flags so)
    """Talk to the flow in FILE: a line in is what the citizen says, replies come out.

    OTHER are further flows, such as those that it runs. A line may also be /photo, /document,
    /voice, /video, /sticker, /pin LAT LNG, /card NUMBER, /tap N (the Nth option shown last),
    /wait 1d, /handback (the person is done), /reply OUTCOME {JSON} (what a system answered, where
    no sample does), or /quit. No database is needed.
    """
    try:
        flow, *others = [_flow(file) for file in files]
    except ShapeError as fault:
        _refuse(_faults(fault), "This is not a flow yet; `flows check` says the same.")
    names = [one.name for one in (flow, *others)]
    if len(set(names)) < len(names):
        raise click.UsageError(f"Two of the files hold a flow of one name: {', '.join(names)}.")
    if language and language not in flow.languages:
        raise click.UsageError(f"The flow speaks {', '.join(flow.languages)}, not {language}.")
    talk = Talk(flow, language, others, _around(around))
    asking = sys.stdin.isatty() and not as_json
    while True:
        if asking:
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line or line.strip() == "/quit":
            return
        if not line.strip():
            continue
        turns = talk.say(line.strip())
        for turn in turns:
            click.echo(json.dumps(turn.plain(), ensure_ascii=False) if as_json else turn)


@group.command("rehearse")
@click.argument("file", type=FILE)
@AROUND
def rehearse(file: Path, around: Path | None) -> None:
    """Play every rehearsal in FILE; exit code 1 when one does not come out. No database is needed."""
    try:
        flow = _flow(file)
    except ShapeError as fault:
        _refuse(_faults(fault), "This is not a flow yet; `flows check` says the same.")
    if not flow.rehearsals:
        click.echo("There are no rehearsals in this file.")
        return
    surroundings = _around(around)
    missed = 0
    for script in flow.rehearsals:
        miss = play(flow, script, (), surroundings)
        missed += miss is not None
        click.echo(
            f"missed: {script.name}: step {miss.step}: {miss.why}."
            if miss
            else f"well: {script.name}"
        )
    click.echo(f"{len(flow.rehearsals) - missed} came out, {missed} did not.")
    if missed:
        raise SystemExit(1)


@group.command("diff")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
def diff(before: Path, after: Path) -> None:
    """Say in words what AFTER changes in BEFORE. No database is needed."""
    try:
        old, new = _flow(before), _flow(after)
    except ShapeError as fault:
        _refuse(_faults(fault), "This is not a flow yet; `flows check` says the same.")
    changes = describe(old.document, new.document)
    for change_ in changes:
        click.echo(told(change_))
    click.echo(f"{len(changes)} changes." if changes else "Citizens meet the same flow in both.")


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--department", required=True, metavar="CODE", help="Whose flow it becomes.")
@click.option("--publish", is_flag=True, help="Publish it at once, if it passes the gate.")
def import_(file: Path, department: str, publish: bool) -> None:  # noqa: FBT001 (click passes flags so)
    """Store FILE as the draft of the department's flow of that name.

    With --publish it must pass the gate; warnings are printed and recorded as accepted. When it
    does not pass, nothing is stored.
    """
    try:
        document = _document(file)
        with change():
            owner = department_of(department)
            row = publishing.import_document(owner, document, trail.TERMINAL)
            lines = [f"Imported {row.name} into {owner.code}, revision {row.revision}."]
            if publish:
                lines += _publish(row)
    except ShapeError as fault:
        _refuse(_faults(fault), "Nothing was stored.")
    click.echo("\n".join(lines))


@group.command("export")
@click.argument("name")
@click.option("--department", required=True, metavar="CODE", help="Whose flow it is.")
@click.option("--live", is_flag=True, help="What is published, instead of the draft.")
def export(name: str, department: str, live: bool) -> None:  # noqa: FBT001 (click passes flags so)
    """Print the flow NAME as YAML."""
    with change():
        owner = department_of(department)
        row = db.session.scalar(
            select(Flow).where(Flow.department_id == owner.id, Flow.name == name)
        )
        if row is None:
            raise click.ClickException(f"{owner.code} has no flow {name!r}.{_names(owner.id)}")
        if live and row.live_version is None:
            raise click.ClickException(f"The flow {name} has not been published yet.")
        document = row.live_version.document if live and row.live_version else row.draft
        text = written.write(document)
        trail.record(
            "flow.exported",
            actor=trail.TERMINAL,
            subject=f"flow:{row.id}",
            department_id=owner.id,
            flow=row.name,
        )
    click.echo(text, nl=False)


def _publish(row: Flow) -> list[str]:
    """Publish with every warning accepted; what there is to say about it."""
    warnings = [problem for problem in publishing.problems_of(row) if problem.severity != "error"]
    try:
        version = publishing.publish(
            row, trail.TERMINAL, accepted={problem.code for problem in warnings}
        )
    except publishing.GateError as fault:
        _refuse(
            [_finding(problem) for problem in fault.problems],
            "It does not pass the gate: nothing was stored.",
        )
    except publishing.ClashError as fault:
        raise click.ClickException(f"{fault} Nothing was stored.") from fault
    lines = [str(_finding(problem)) for problem in warnings]
    return [
        *lines,
        f"Published {row.name}, version {version.number} ({version.content_hash[:12]}).",
    ]


def _names(department_id: int) -> str:
    wanted = select(Flow.name).where(Flow.department_id == department_id).order_by(Flow.name)
    names = ", ".join(db.session.scalars(wanted))
    return f" It has: {names}." if names else ""


def _flow(file: Path) -> graph.Flow:
    return graph.parse(_document(file))


def _around(file: Path | None) -> Surroundings:
    """The department's own data in ``file``, which may be a folder; none without one.

    A file that names no general holidays has Hong Kong's, of the years around now.
    """
    if file is None:
        return NOTHING
    try:
        found = folders.read(file) if file.is_dir() else read_surroundings(_document(file))
    except ShapeError as fault:
        _refuse(_faults(fault), f"{file} does not hold what stands around a flow.")
    if "holidays" in found.model_fields_set:
        return found
    year = utc_now().year
    return found.model_copy(update={"holidays": general_holidays(range(year - 1, year + 3))})


def _document(file: Path) -> Any:
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


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _finding(problem: Problem) -> Finding:
    return Finding(
        path=problem.path,
        severity=problem.severity,
        code=problem.code,
        message=problem.message,
        fix=problem.fix,
        language=problem.language,
    )


def _faults(fault: ShapeError) -> list[Finding]:
    return [Finding(one.path, "error", "shape", one.sentence) for one in fault.faults]


def _refuse(findings: Sequence[Finding], sentence: str) -> NoReturn:
    """Print what is wrong on standard error and end with exit code 1."""
    for finding in findings:
        click.echo(finding, err=True)
    raise click.ClickException(sentence)


def _summary(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "No problems found."
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
