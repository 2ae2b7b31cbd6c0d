"""Talks as files: saved from a terminal, read again as scripts, and replayed line by line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from commands.files import document_in, write
from flows.department.surroundings import Surroundings
from flows.documents import written
from flows.documents.faults import Fault, ShapeError
from flows.documents.sentences import faults_of
from flows.graph import Flow
from flows.rehearse import play, staged
from flows.trials.misses import Why
from flows.trials.replay import Differences, Heard, Tally, replay
from flows.trials.script import Rehearsal, Step
from flows.versions.telling import name_of_node

KEY = "rehearsals"


def scripts_in(document: Any) -> list[Rehearsal]:
    """The scripts of a file: those of a flow, of a mapping with ``rehearsals``, or a bare list.

    Raises:
        ShapeError: with the path and a sentence for what is no script.

    """
    stored = document.get(KEY) if isinstance(document, dict) else document
    if not isinstance(stored, list) or not stored:
        raise ShapeError([Fault(KEY, "There are no talks here; “flows try --save” saves one.")])
    found = []
    for place, one in enumerate(stored):
        try:
            found.append(Rehearsal.model_validate(one))
        except ValidationError as error:
            raise ShapeError(faults_of(error, f"{KEY}[{place}]")) from error
    return found


def kept(path: Path, name: str) -> list[Rehearsal]:
    """The talks that stand in the file at ``path`` already, to which one called ``name`` can be added.

    Raises:
        click.ClickException: it holds something else, or a talk of that name.

    """
    found: list[Rehearsal] = []
    try:
        document = document_in(path) if path.exists() else None
        if document is not None:
            if not isinstance(document, list) and set(document) != {KEY}:
                raise click.ClickException(f"{path} holds more than talks; choose another file.")
            found = scripts_in(document)
    except ShapeError as fault:
        raise click.ClickException(f"{path} holds something else: {fault}") from fault
    if any(one.name == name for one in found):
        raise click.ClickException(
            f"{path} has a talk named “{name}” already; choose another name."
        )
    return found


def save(
    path: Path,
    script: dict[str, Any],
    flow: Flow,
    others: Sequence[Flow],
    around: Surroundings,
) -> None:
    """Add the talk ``script`` to those at ``path``, once it has come out when played again.

    Raises:
        click.ClickException: it cannot be saved; the file is as it was.

    """
    if not script["steps"]:
        raise click.ClickException("Nothing was said, so nothing was saved.")
    before = kept(path, script["name"])
    talks = [*(one.model_dump(exclude_unset=True) for one in before), script]
    text = written.write({KEY: talks})
    try:
        miss = play(flow, scripts_in(written.read(text))[-1], others, around)
    except ShapeError as fault:
        raise click.ClickException(f"This talk cannot be written down: {fault}.") from fault
    if miss:
        raise click.ClickException(
            f"The talk does not come out the same when it is played again, at step {miss.step}: "
            f"{miss.why}. Nothing was saved."
        )
    write(path, text)


def replayed(
    scripts: Sequence[Rehearsal], before: Flow, after: Flow, others: Sequence[Flow]
) -> Iterator[tuple[Rehearsal, Differences]]:
    """Every script through both versions."""
    for script in scripts:
        stages = staged(before, script, others), staged(after, script, others)
        yield script, replay(script.steps, *stages)


def told(script: Rehearsal, differences: Differences) -> Iterator[str]:
    """Where the answers to one talk differ, in lines."""
    if not differences.found:
        yield f"same: {script.name}"
    for one in differences.found:
        kind = "another way" if one.what == "way" else "other words"
        yield f"{kind}: {script.name}: step {one.step} ({_deed(script.steps[one.step - 1])})"
        yield from _heard("before", one.before)
        yield from _heard("after", one.after)
    if not differences.whole and not differences.way:
        yield f"  not followed beyond step {differences.steps}: what a service answered is not in it"


def summary(tally: Tally, before: Flow) -> Iterator[str]:
    """The counts, by node."""
    yield (
        f"{tally.talks} talks: {tally.same} the same, {tally.reworded} with other words, "
        f"{tally.elsewhere} went another way."
    )
    for node_id, count in tally.words.most_common():
        yield f"  {count} × other words at {_named(before, node_id)}"
    for (node_id, _, _), count in tally.ways.most_common():
        yield f"  {count} × another way from {_named(before, node_id)}"


def _named(flow: Flow, node_id: str) -> str:
    return f"{name_of_node(flow, node_id, 'en')} [{node_id}]" if node_id else "the beginning"


def _heard(side: str, heard: Heard) -> Iterator[str]:
    if isinstance(heard.impossible, Why):
        yield f"  {side}: {heard.impossible}"
        return
    for text in heard.words or ["(nothing)"]:
        first, *rest = text.split("\n")
        yield f"  {side}: {first}"
        yield from (f"    {line}" for line in rest)
    offered = [title for *_, titles in heard.said for title in titles]
    if offered:
        yield f"    [{' | '.join(offered)}]"
    yield f"    at {heard.node or 'its end'}"


def _deed(step: Step) -> str:
    value = getattr(step, step.deed)
    return step.deed if value is True else f"{step.deed}: {value}"
