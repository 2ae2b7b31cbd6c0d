"""What a process of the suite makes once, since it makes thousands of applications of the same files."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from werkzeug.routing import Rule

import catalogues
from config import Settings


def bring_catalogues(instance_dir: Path) -> None:
    """Put the compiled translations there, with their stamps, so that they count as fresh."""
    shutil.copytree(_compiled(), instance_dir / "translations", dirs_exist_ok=True)


@cache
def bytecode() -> jinja2.BytecodeCache:
    """The compiled templates."""
    return jinja2.FileSystemBytecodeCache(str(_scratch()))


def remember_routes() -> None:
    """Let werkzeug compile each of our 200 routes once and not once an application.

    What it compiles follows from the rule's own text and defaults, and holds nothing of the map
    that the rule is bound to.
    """
    compiled = Rule._compile_builder
    known: dict[object, Any] = {}

    def remembering(rule: Rule, *unknown: bool) -> Any:
        key = (rule.rule, repr(rule._trace), repr(rule.defaults), unknown)
        if key not in known:
            known[key] = compiled(rule, *unknown)
        return known[key]

    Rule._compile_builder = remembering  # type: ignore[method-assign, assignment]


@cache
def _compiled() -> Path:
    return catalogues.compiled(Settings.read({"INSTANCE_DIR": str(_scratch())}))


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="sampan-")
    atexit.register(folder.cleanup)
    return Path(folder.name)
