"""`flows`: check, try, import and export flows as files."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy import select

from audit import trail
from commands import saved_talks
from commands.changes import change, department_of
from commands.files import (
    NEW,
    PIPED,
    SAVED,
    around_in,
    document_in,
    flow_in,
    flows_beside,
    flows_in,
    write,
)
from commands.findings import Finding, faults, finding, refuse, summary, told
from commands.group import Group
from commands.talk import Talk
from conversations.releases import publishing
from extensions import db
from flows import graph
from flows.check import Context
from flows.check import check as judge
from flows.documents import written
from flows.documents.drafting import NoDraftError, drafts, steps
from flows.documents.faults import ShapeError
from flows.gate.cost import Cost, tasks
from flows.gate.mending import mended_throughout
from flows.rehearse import play
from flows.trials.replay import Tally
from flows.versions.difference import describe
from flows.versions.telling import Teller
from models import Flow

group = Group("flows", help="Check, try, compare, import and export flows as files.")
AROUND = click.option(
    "--with", "around", metavar="AROUND", type=click.Path(exists=True, readable=True, path_type=Path),
    help="The department's own data: a YAML file, or a folder with tables and around in it.",
)  # fmt: skip


@group.command("check")
@click.argument("file", type=PIPED)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--department", metavar="CODE", help="Check against this department's flows, too.")
@AROUND
@click.option(
    "--fix",
    "out",
    metavar="OUT",
    type=NEW,
    help="Write FILE to OUT with what can be mended mended.",
)
def check(
    file: Path,
    as_json: bool,  # noqa: FBT001 (click passes flags so)
    department: str | None,
    around: Path | None,
    out: Path | None,
) -> None:
    """Read FILE and name every fault by its path; exit code 1 when there are errors.

    What each task costs the citizen on the shortest way is told as well. Without --department no
    database is needed. FILE may be - for standard input. Where AROUND is a folder, the flows in it are
    those of the department: what FILE runs is looked into, and what they claim is not claimed twice.
    """
    if department and around:
        raise click.UsageError("--department has its own data: give that or --with, not both.")
    costs: list[Cost] = []
    fixed: list[Finding] = []
    try:
        with _known(file, department, around) as context:
            flow = flow_in(file)
            if out is not None:
                document, mended = mended_throughout(flow.document, context)
                fixed = [finding(problem) for problem in mended]
                flow = graph.parse(document)
                write(out, written.write(document))
            found = [finding(problem) for problem in judge(flow, context)]
            costs = tasks(flow)
    except ShapeError as fault:
        found = faults(fault)
    errors = sum(finding.severity == "error" for finding in found)
    if as_json:
        answer = {"ok": not errors, "problems": [asdict(finding) for finding in found]}
        answer |= {"tasks": [asdict(cost) for cost in costs]} if costs else {}
        answer |= {"mended": [asdict(finding) for finding in fixed]} if out else {}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for line in (*(f"mended: {finding.at}" for finding in fixed), *found, *map(told, costs)):
            click.echo(line)
        click.echo(summary(errors, len(found) - errors))
    if errors:
        raise SystemExit(1)


@group.command("try")
@click.argument("files", metavar="FILE [OTHER]...", type=SAVED, nargs=-1, required=True)
@click.option("--language", default="", metavar="L", help="The language the citizen reads.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per turn.")
@click.option("--save", type=NEW, metavar="OUT", help="Add the talk to this file as a rehearsal.")
@click.option("--name", metavar="NAME", help="What the saved talk is called.")
@AROUND
def try_(
    files: Sequence[Path],
    language: str,
    as_json: bool,  # noqa: FBT001 (click passes flags so)
    save: Path | None,
    name: str | None,
    around: Path | None,
) -> None:
    """Talk to the flow in FILE: a line in is what the citizen says, replies come out.

    OTHER are further flows, such as those that it runs. A line may also be /photo, /document,
    /voice, /video, /sticker, /pin LAT LNG, /card NUMBER, /tap N (the Nth option shown last),
    /wait 1d, /handback (the person is done), /reply OUTCOME {JSON} (what a system answered, where
    no sample does), or /quit. No database is needed.

    With --save the talk is written down when it is over, with what came back: `flows rehearse` plays
    it once it stands under the flow's `rehearsals`, and `flows replay` takes it through two versions.
    """
    if bool(save) != bool(name):
        raise click.UsageError("--save OUT and --name NAME go together.")
    flow, *others = flows_in(files)
    names = [one.name for one in (flow, *others)]
    if len(set(names)) < len(names):
        raise click.UsageError(f"Two of the files hold a flow of one name: {', '.join(names)}.")
    if language and language not in flow.languages:
        raise click.UsageError(f"The flow speaks {', '.join(flow.languages)}, not {language}.")
    if save and name:
        saved_talks.kept(save, name)  # what cannot be saved in the end is said before anybody talks
    surroundings = around_in(around)
    talk = Talk(flow, language, others, surroundings)
    asking = sys.stdin.isatty() and not as_json
    for line in _lines("> " if asking else ""):
        for turn in talk.say(line):
            click.echo(json.dumps(turn.plain(), ensure_ascii=False) if as_json else turn)
    if save and name:
        saved_talks.save(save, talk.recording.script(name), flow, others, surroundings)
        click.echo(f"Saved “{name}” in {save}.", err=True)


@group.command("rehearse")
@click.argument("files", metavar="FILE [OTHER]...", type=PIPED, nargs=-1, required=True)
@AROUND
def rehearse(files: Sequence[Path], around: Path | None) -> None:
    """Play every rehearsal in FILE; exit code 1 when one does not come out. No database is needed.

    OTHER are further flows, such as those that it runs.
    """
    flow, *others = flows_in(files)
    if not flow.rehearsals:
        click.echo("There are no rehearsals in this file.")
        return
    surroundings = around_in(around)
    missed = 0
    for script in flow.rehearsals:
        miss = play(flow, script, others, surroundings)
        missed += miss is not None
        click.echo(
            f"missed: {script.name}: step {miss.step}: {miss.why}."
            if miss
            else f"well: {script.name}"
        )
    click.echo(f"{len(flow.rehearsals) - missed} came out, {missed} did not.")
    if missed:
        raise SystemExit(1)


@group.command("replay")
@click.argument("talks", type=SAVED)
@click.argument("before", type=SAVED)
@click.argument("after", type=SAVED)
@click.argument("others", metavar="[OTHER]...", type=SAVED, nargs=-1)
def replay(talks: Path, before: Path, after: Path, others: Sequence[Path]) -> None:
    """Take the TALKS through the flows BEFORE and AFTER, and say where the answers differ.

    TALKS are those that `flows try --save` wrote, or a flow's rehearsals. OTHER are further flows,
    such as those that both run. No database is needed.
    """
    old, new, *more = flows_in((before, after, *others))
    try:
        scripts = saved_talks.scripts_in(document_in(talks))
    except ShapeError as fault:
        refuse(faults(fault), f"{talks} holds no talks.")
    tally = Tally()
    for script, differences in saved_talks.replayed(scripts, old, new, more):
        tally.add(differences)
        click.echo("\n".join(saved_talks.told(script, differences)))
    click.echo("\n".join(saved_talks.summary(tally, old)))


@group.command("diff")
@click.argument("before", type=PIPED)
@click.argument("after", type=PIPED)
def diff(before: Path, after: Path) -> None:
    """Say in words what AFTER changes in BEFORE. No database is needed."""
    old, new = flows_in((before, after))
    changes = describe(old.document, new.document)
    teller = Teller(old, new)
    for change_ in changes:
        click.echo(teller.line(change_))
    click.echo(f"{len(changes)} changes." if changes else "Citizens meet the same flow in both.")


@group.command("draft")
@click.argument("file", type=SAVED)
@click.option("--from", "source", required=True, metavar="L", help="zh-Hant or zh-Hans.")
@click.option("--to", "target", required=True, metavar="L", help="The other of the two.")
@click.option("--dry-run", is_flag=True, help="Print what would be drafted; leave FILE alone.")
def draft(file: Path, source: str, target: str, dry_run: bool) -> None:  # noqa: FBT001 (click passes flags so)
    """Draft the Chinese texts that FILE lacks from those in the other script.

    What a person wrote is never changed. Each draft is printed: read it before you publish. No
    database is needed.
    """
    try:
        found = drafts(flow_in(file), source, target)
    except ShapeError as fault:
        refuse(faults(fault), "This is not a flow yet; `flows check` says the same.")
    except NoDraftError as fault:
        raise click.UsageError(str(fault)) from fault
    for one in found:
        click.echo(f"{one.place}: {one.text}")
    if found and not dry_run:
        places = [(("nodes", one.node, *steps(one.path), target), one.text) for one in found]
        write(file, written.amended(file.read_text("utf-8-sig"), places))
    noun = "text" if len(found) == 1 else "texts"
    click.echo(
        f"{len(found)} {noun} drafted. Read each before you publish."
        if found
        else f"No text lacks {target} where there is {source}."
    )


@group.command("import")
@click.argument("file", type=PIPED)
@click.option("--department", required=True, metavar="CODE", help="Whose flow it becomes.")
@click.option("--publish", is_flag=True, help="Publish it at once, if it passes the gate.")
def import_(file: Path, department: str, publish: bool) -> None:  # noqa: FBT001 (click passes flags so)
    """Store FILE as the draft of the department's flow of that name.

    With --publish it must pass the gate; warnings are printed and recorded as accepted. When it
    does not pass, nothing is stored.
    """
    try:
        document = document_in(file)
        with change():
            owner = department_of(department)
            row = publishing.import_document(owner, document, trail.TERMINAL)
            lines = [f"Imported {row.name} into {owner.code}, revision {row.revision}."]
            if publish:
                lines += _publish(row)
    except ShapeError as fault:
        refuse(faults(fault), "Nothing was stored.")
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


def _lines(prompt: str) -> Iterator[str]:
    """What is typed or piped in, line by line, up to /quit; empty lines mean nothing."""
    while True:
        click.echo(prompt, nl=False)
        line = sys.stdin.readline()
        if not line or line.strip() == "/quit":
            return
        if line.strip():
            yield line.strip()


@contextmanager
def _known(file: Path, department: str | None, around: Path | None) -> Iterator[Context | None]:
    """What the flow is judged by. A department's data are read as the gate comes to them."""
    if department is None:
        yield _beside(file, around) if around else None
        return
    with change():
        yield publishing.context(department_of(department).id)


def _beside(file: Path, around: Path) -> Context:
    """What ``around`` tells of the flow's department: its data and, of a folder, the flows in it."""
    kept, others = around_in(around), flows_beside(file, around)
    names = {"flow": [one.name for one in others]} if others else {}
    return Context(
        front_doors=[one.name for one in others if one.is_front_door],
        known={**kept.known, **names},
        runs={one.name: publishing.runs(one) for one in others},
        others=others,
        around=kept,
    )


def _publish(row: Flow) -> list[str]:
    """Publish with every warning accepted; what there is to say about it."""
    warnings = [problem for problem in publishing.problems_of(row) if problem.severity != "error"]
    try:
        version = publishing.publish(
            row, trail.TERMINAL, accepted={problem.code for problem in warnings}
        )
    except publishing.GateError as fault:
        refuse(
            [finding(problem) for problem in fault.problems],
            "It does not pass the gate: nothing was stored.",
        )
    except publishing.ClashError as fault:
        raise click.ClickException(f"{fault} Nothing was stored.") from fault
    lines = [str(finding(problem)) for problem in warnings]
    return [
        *lines,
        f"Published {row.name}, version {version.number} ({version.content_hash[:12]}).",
    ]


def _names(department_id: int) -> str:
    wanted = select(Flow.name).where(Flow.department_id == department_id).order_by(Flow.name)
    names = ", ".join(db.session.scalars(wanted))
    return f" It has: {names}." if names else ""
