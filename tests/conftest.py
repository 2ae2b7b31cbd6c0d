"""Fixtures for every test: private databases, Redis, a browser, the application."""

from collections.abc import Iterator

import pytest

from tests.services import chromium, postgres, redis


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
    return {"executable_path": chromium.executable(), "args": chromium.arguments()}


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """No page is relative to anything: pytest-playwright's own fixture is one pytest warns about."""
    return None
