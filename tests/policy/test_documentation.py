"""The documentation is kept by tests: what exists is in it, and what it names exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from config import ROOT, Settings
from tests.policy import tree

# Flask's, Flask-Migrate's and Flask-Limiter's: documented by their authors; we name the one that
# an operator needs.
FOREIGN = {"db", "limiter", "routes", "run", "shell"}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"")


class _Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: object = None) -> None:  # type: ignore[override]
        """Nothing is set; note what was wanted."""
        assert default is None
        self.names.add(key)


def test_every_setting_is_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.ROOT", tmp_path)
    environ = _Asked()
    Settings.read(environ)
    rows = re.findall(r"^\| `([A-Z_]+)` \|", _page("settings.md"), re.MULTILINE)
    assert sorted(rows) == sorted(environ.names)


def test_every_command_is_documented(app: Flask) -> None:
    headings = set(re.findall(r"^### `([a-z][a-z -]*[a-z])", _page("commands.md"), re.MULTILINE))
    names = [name for name, _ in _leaves(app.cli)]
    commands = {name for name in names if name.split()[0] not in FOREIGN}
    assert headings == commands | {"db upgrade"}


def test_every_option_is_documented(app: Flask) -> None:
    sections = dict(
        re.findall(
            r"^### `([a-z][a-z -]*[a-z]).*?$(.*?)(?=^##|\Z)",
            _page("commands.md"),
            re.MULTILINE | re.DOTALL,
        )
    )
    missing = [
        f"{name} {option}"
        for name, command in _leaves(app.cli)
        if name in sections and name.split()[0] not in FOREIGN
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--") and f"`{option}" not in sections[name]
    ]
    assert not missing, f"docs/reference/commands.md does not say: {missing}"


def test_every_target_of_make_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    assert phony == set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))


@pytest.mark.parametrize("path", list(tree.files(".md")), ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    targets = [link or source for link, source in LINK.findall(text)]
    targets = [target for target in targets if ":" not in target]
    broken = [target for target in targets if not (ROOT / path.parent / target).exists()]
    assert not broken


def test_every_decision_is_in_the_index() -> None:
    index = _text(ROOT / "docs/decisions/README.md")
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert pages
    assert re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", index) == pages


def _leaves(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _page(name: str) -> str:
    return _text(ROOT / "docs/reference" / name)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
