"""Talks as files: saved from a terminal, read again as scripts, and replayed line by line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from flows import written
from flows.faults import Fault, ShapeError
from flows.graph import Flow
from flows.misses import Why
from flows.recording import Recording
from flows.rehearse import play, staged
from flows.replay import Differences, Heard, Tally, replay
from flows.script import Rehearsal, Step
from flows.sentences import faults_of
from flows.surroundings import NOTHING, Surroundings
from flows.telling import name_of_node

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


def save(
    path: Path,
    name: str,
    recording: Recording,
    flow: Flow,
    others: Sequence[Flow],
    around: Surroundings = NOTHING,
) -> None:
    """Add the talk to the file at ``path``, once it has come out when played again.

    Raises:
        click.ClickException: it cannot be saved; the file is as it was.

    """
    if not recording.steps:
        raise click.ClickException("Nothing was said, so nothing was saved.")
    kept = _kept(path)
    if any(one.name == name for one in kept):
        raise click.ClickException(
            f"{path} has a talk named “{name}” already; choose another name."
        )
    talks = [*(one.model_dump(exclude_unset=True) for one in kept), recording.script(name)]
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
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


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


def _kept(path: Path) -> list[Rehearsal]:
    if not path.exists() or not path.read_text(encoding="utf-8").strip():
        return []
    try:
        document = written.read(path.read_text(encoding="utf-8"))
        if isinstance(document, list) or (isinstance(document, dict) and set(document) == {KEY}):
            return scripts_in(document)
    except (ShapeError, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{path} holds something else: {fault}") from fault
    raise click.ClickException(f"{path} holds more than talks; choose another file.")
