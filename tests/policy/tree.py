"""The files that the policies look at: everything that is committed, nothing that is made."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

LAYERS = (
    "commands", "demo", "admin", "public", "api", "campaigns", "cases", "conversations", "whatsapp",
    "staff", "connectors", "audit", "models", "flows",
)  # fmt: skip
UNCOMMITTED = {
    ".git", ".venv", "__pycache__", "instance", "node_modules", "test-results", ".hypothesis",
    ".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache",
}  # fmt: skip


def files(*suffixes: str, below: str = ".") -> Iterator[Path]:
    """Every committed file under ``below`` with one of these endings, relative to the root."""
    for folder, folders, names in os.walk(ROOT / below):
        folders[:] = sorted(set(folders) - UNCOMMITTED)
        for name in sorted(names):
            if name.endswith(suffixes):
                yield (Path(folder) / name).relative_to(ROOT)


def product() -> Iterator[Path]:
    """Every Python file of the product itself: the layers and the modules beside them."""
    for path in files(".py"):
        if path.parts[0] in LAYERS or len(path.parts) == 1:
            yield path


def parse(path: Path) -> ast.Module:
    """The syntax tree of one of those files."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever in it."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
