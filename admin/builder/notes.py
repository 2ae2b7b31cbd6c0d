"""What is wrong, put beside the control that it names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext

from flows.documents.faults import Fault
from flows.problems import Problem


@dataclass(frozen=True)
class Note:
    """One sentence about one place. ``path`` is within the node; ``language`` where one is meant.

    ``code`` is that of the gate's finding; empty for anything else.
    """

    path: str
    text: str
    severity: str = "error"
    language: str = ""
    code: str = ""
    anchor: str = field(default="", compare=False)  # the id of the control that it stands beside

    def place(self, node: str) -> str:
        """Which finding it is, when it is one of ``node``: as ``place_of`` says it."""
        return f"{self.code} {node} {self.path} {self.language}"


def place_of(problem: Problem) -> str:
    """Which finding it is, in one line without anything of its words."""
    return f"{problem.code} {problem.node} {problem.field} {problem.language}"


def from_problem(problem: Problem, language: str) -> Note:
    """The gate's finding in the language of the page, with what to do about it."""
    text = f"{problem.sentence(language)} {problem.advice(language)}"
    return Note(problem.field, text, problem.severity, problem.language, code=problem.code)


def from_fault(fault: Fault, prefix: str) -> Note:
    """A fault of shape below ``prefix`` (``nodes.report``), with its path from there."""
    path = fault.path.removeprefix(prefix).lstrip(".")
    text = str(gettext(fault.sentence))
    for tag in re.findall(r"\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)$", path):
        return Note(path, text, language=tag)
    return Note(path, text)


def ancestors(path: str) -> Iterable[str]:
    """``path`` and every place around it, the innermost first: ``a[0].b``, ``a[0]``, ``a``."""
    while path:
        yield path
        # A key that somebody invented may hold any sign: cut at the last one that parts places.
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
