"""What is wrong with a file, and what it costs a citizen, as the terminal says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import click

from flows.documents.faults import ShapeError
from flows.gate.cost import Cost
from flows.problems import Problem


@dataclass(frozen=True)
class Finding:
    """One line of what is wrong with a file. ``path`` is empty for the file itself."""

    path: str
    severity: str
    code: str
    message: str
    fix: str = ""
    language: str = ""

    @property
    def at(self) -> str:
        """Where it is, and what is wrong."""
        where = f"{self.path}: " if self.path else ""
        language = f"({self.language}) " if self.language else ""
        return f"{where}{language}{self.message}"

    def __str__(self) -> str:
        return f"{self.severity}: {self.at}" + (f" {self.fix}" if self.fix else "")


def finding(problem: Problem) -> Finding:
    """The gate's problem as a line."""
    return Finding(
        path=problem.path,
        severity=problem.severity,
        code=problem.code,
        message=problem.message,
        fix=problem.fix,
        language=problem.language,
    )


def faults(fault: ShapeError) -> list[Finding]:
    """Every fault of shape as a line."""
    return [Finding(one.path, "error", "shape", one.sentence) for one in fault.faults]


def refuse(findings: Sequence[object], sentence: str) -> NoReturn:
    """Print what is wrong on standard error and end with exit code 1."""
    for one in findings:
        click.echo(one, err=True)
    raise click.ClickException(sentence)


def told(cost: Cost) -> str:
    """What a task costs the citizen, as a line."""
    return (
        f"task: {cost.node}: {counted(cost.taps, 'tap')}, {counted(cost.answers, 'answer')} to type or send, "
        f"{counted(cost.messages, 'message')} to read with {cost.characters} characters."
    )


def summary(errors: int, warnings: int) -> str:
    """How many of each there are."""
    if not errors and not warnings:
        return "No problems found."
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."


def counted(number: int, noun: str) -> str:
    """So many of an English noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
