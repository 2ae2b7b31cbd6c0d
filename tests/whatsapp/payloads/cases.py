"""The cases that stand beside this file, read."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


def load(name: str) -> list[dict[str, Any]]:
    """The list of cases in ``<name>.yaml``; each has a ``name``."""
    cases: list[dict[str, Any]] = YAML(typ="safe").load(FOLDER / f"{name}.yaml")
    return cases


def named(case: dict[str, Any]) -> str:
    """What pytest calls the case."""
    return str(case["name"])
