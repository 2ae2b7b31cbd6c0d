"""Fixtures for every test: private databases, Redis, a browser, the application."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from playwright.sync_api import Page, expect
from sqlalchemy.orm import scoped_session

from config import Settings
from extensions import db
from models import scope
from tests.services import application, chromium, postgres, redis

DATABASES = ("sqlite", "postgresql")
LONGEST = (
    "test_run_it_for_real.py",
    "browser/",
)  # below tests/; they come first, so none comes last

# How long one example takes says more about the machine's other work than about the code. With
# CI=true hypothesis loads its own profile, which has no deadline either and is repeatable.
if os.environ.get("CI") != "true":
    slow = (hypothesis.HealthCheck.too_slow,)
    hypothesis.settings.register_profile("here", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("here")
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=20_000)  # make fuzz

expect.set_options(timeout=chromium.PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: no worker is left with it when the others are done."""
    here = Path(__file__).parent
    items.sort(key=lambda item: not str(item.path.relative_to(here)).startswith(LONGEST))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """A private PostgreSQL for this run (one for each xdist worker)."""
    server = postgres.start()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> Iterator[str]:
    """A new, empty PostgreSQL database."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[redis.Redis]:
    """A private Redis for this run (one for each xdist worker)."""
    server = redis.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: redis.Redis) -> Iterator[str]:
    """An empty Redis database."""
    yield redis_server.url
    redis_server.empty()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Playwright's launch options (pytest-playwright asks for them by this name)."""
    return {
        "executable_path": chromium.executable(),
        "args": chromium.arguments(),
        "timeout": chromium.PATIENCE,
    }


@pytest.fixture
def page(page: Page) -> Page:
    """pytest-playwright's page, patient."""
    page.set_default_timeout(chromium.PATIENCE)
    return page


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """No page is relative to anything: pytest-playwright's own fixture is one pytest warns about."""
    return None


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to copy from."""
    folder = tmp_path_factory.mktemp("migrated")
    path = folder / "template.sqlite"
    application.migrate(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_server: postgres.Postgres, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a PostgreSQL database with every table, to copy from."""
    name = postgres_server.create()
    application.migrate(postgres_server.url(name), tmp_path_factory.mktemp("migrated"))
    return name


@pytest.fixture
def sqlite_database(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a migrated, otherwise empty SQLite database."""
    path = tmp_path / "sampan.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_database(postgres_server: postgres.Postgres, migrated_postgres: str) -> Iterator[str]:
    """The URL of a migrated, otherwise empty PostgreSQL database."""
    name = postgres_server.create(template=migrated_postgres)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, otherwise empty database; the test runs once on each kind."""
    fixtures = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}
    url: str = request.getfixturevalue(fixtures[request.param])
    return url


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make an application: ``make_app(database_url, PUBLIC_URL=…, …)``, any setting by its name."""
    made: list[Flask] = []

    def make(database_url: str, **settings: str) -> Flask:
        environ = application.environ(database_url, tmp_path / "instance", **settings)
        made.append(application.application(Settings.read(environ)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask], sqlite_database: str) -> Flask:
    """The application on an empty SQLite database."""
    return make_app(sqlite_database)


@pytest.fixture
def any_app(make_app: Callable[..., Flask], database_url: str) -> Flask:
    """The application on an empty database; the test runs once on each kind."""
    return make_app(database_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of ``app``, with cookies of their own; nobody is signed in."""
    return app.test_client()


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Session]]:
    """``db.session`` of ``app`` with its context pushed, seeing every department as the system.

    Commit before a request of ``client``: it has a session of its own, and on SQLite an open
    transaction keeps every other writer waiting.
    """
    with app.app_context(), scope.system():
        yield db.session
        db.session.rollback()


@pytest.fixture
def system() -> Iterator[application.System]:
    """Sampan as real processes on SQLite: ``system.run("db", "upgrade")``, ``system.start()``."""
    running = application.System()
    yield running
    running.remove()
