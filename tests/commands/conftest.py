"""What the tests of commands share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.commands.processes import Running
from tests.commands.terminal import Terminal


@pytest.fixture
def terminal(app: Flask) -> Terminal:
    """A terminal of a system with an empty database."""
    return Terminal(app)


@pytest.fixture
def bare(make_app: Callable[..., Flask], tmp_path: Path) -> Terminal:
    """A terminal of a system whose database does not exist."""
    return Terminal(make_app(f"sqlite:///{tmp_path / 'nowhere' / 'none.sqlite'}"))


@pytest.fixture
def any_terminal(any_app: Flask) -> Terminal:
    """The same; the test runs once on each kind of database."""
    return Terminal(any_app)


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Start ``flask --app app`` with arguments and ``environ``; it ends with the test."""
    started: list[Running] = []

    def begin(*arguments: str, environ: dict[str, str]) -> Running:
        started.append(Running(*arguments, environ=environ))
        return started[-1]

    yield begin
    for running in started:
        running.kill()
