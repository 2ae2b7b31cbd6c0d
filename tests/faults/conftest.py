"""Servers that crash and come back, and what the runs under faults showed in the end."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from models import Conversation
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office
from tests.faults.fleet import Fleet, running
from tests.faults.load import Calm, Load
from tests.faults.meta import Meta
from tests.faults.tally import Tallies
from tests.flows.small import ECHO
from tests.services import application, postgres, redis

AWAY = 2.0  # seconds that a server stays away
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
def calm(
    make_app: Callable[..., Flask], migrated_sqlite: Path, tmp_path: Path
) -> Callable[[Load], Calm]:
    """Have a load written without any fault, on SQLite and one thread."""

    def calm(load: Load) -> Calm:
        path = tmp_path / "calm.sqlite"
        shutil.copyfile(migrated_sqlite, path)
        api = GraphApi()
        try:
            office = Office(make_app(f"sqlite:///{path}", GRAPH_API_URL=api.url), ECHO)
            for message in load.script(0):
                office.deliver(message)
                office.drain()
            [talk] = office.rows(Conversation)
            return Calm(api.words(), talk.state)
        finally:
            api.stop()

    return calm


class Scene(NamedTuple):
    """A department, Meta, and the processes between them."""

    office: Office
    meta: Meta
    fleet: Fleet


@pytest.fixture
def start(
    production: Callable[[str], Flask], embedded: Callable[[str], Flask], tmp_path: Path
) -> Iterator[Callable[..., Scene]]:
    """Start a department with this flow on ``on`` and run these processes until the test ends."""
    with ExitStack() as stack:

        def start(
            flow: dict[str, Any],
            *names: str,
            meta: Meta | None = None,
            on: str = "production",
            **channel: Any,
        ) -> Scene:
            meta = meta or Meta(0)
            stack.callback(meta.stop)
            make = {"production": production, "embedded": embedded}[on]
            office = Office(make(meta.url), flow, **channel)
            fleet = stack.enter_context(running(office.app, tmp_path, *names))
            stack.enter_context(meta.reporting(f"{fleet.url}/webhooks/whatsapp"))
            return Scene(office, meta, fleet)

        yield start


@pytest.fixture
def strike(request: pytest.FixtureRequest) -> Callable[[Scene, str], None]:
    """Let a misfortune happen: a verb and, of processes, who."""

    def strike(scene: Scene, name: str) -> None:
        verb, _, what = name.partition(" ")
        match verb:
            case "kill":
                scene.fleet.replace(*scene.fleet.names if what == "everybody" else [what])
            case "crash":
                server: postgres.Crashing = request.getfixturevalue("crashing_postgres")
                server.crash()
                time.sleep(AWAY)
                server.come_back()
            case "flush":
                request.getfixturevalue("redis_server").empty()
            case "stop":
                bell: redis.Redis = request.getfixturevalue("redis_server")
                bell.halt()
                time.sleep(AWAY)
                bell.start()
            case "shut":
                scene.meta.shut()
                time.sleep(AWAY)
                scene.meta.open()
            case _:
                raise ValueError(name)

    return strike


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
