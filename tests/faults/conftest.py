"""Servers that crash and come back, and what the runs under faults showed in the end."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.faults.tally import Tallies
from tests.services import application, postgres, redis

KEPT = pytest.StashKey[Tallies]()


@pytest.fixture(scope="session")
def crashing_postgres() -> Iterator[postgres.Crashing]:
    """A private PostgreSQL that loses nothing when it crashes."""
    server = postgres.start_crashing()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def crashing_template(
    crashing_postgres: postgres.Crashing, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database in it with every table, to copy from."""
    name = crashing_postgres.create()
    application.migrate(crashing_postgres.url(name), tmp_path_factory.mktemp("migrated"))
    return name


@pytest.fixture
def production(
    make_app: Callable[..., Flask],
    crashing_postgres: postgres.Crashing,
    crashing_template: str,
    redis_server: redis.Redis,
) -> Iterator[Callable[[str], Flask]]:
    """Make an application on PostgreSQL and Redis, given the Graph API's URL."""
    name = crashing_postgres.create(template=crashing_template)

    def make(graph_api: str) -> Flask:
        url, bell = crashing_postgres.url(name), redis_server.url
        return make_app(url, GRAPH_API_URL=graph_api, REDIS_URL=bell)

    yield make
    crashing_postgres.drop(name)
    redis_server.empty()


@pytest.fixture
def embedded(make_app: Callable[..., Flask], sqlite_database: str) -> Callable[[str], Flask]:
    """Make an application on SQLite, given the Graph API's URL."""
    return lambda graph_api: make_app(sqlite_database, GRAPH_API_URL=graph_api)


@pytest.fixture
def tallies(pytestconfig: pytest.Config) -> Tallies:
    """What this and all other runs showed."""
    return pytestconfig.stash.setdefault(KEPT, Tallies())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print it, promise by promise."""
    kept = config.stash.get(KEPT, None)
    if kept is not None:
        terminalreporter.section("promises under faults")
        for line in kept.lines():
            terminalreporter.line(line)
