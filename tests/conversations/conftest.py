"""A department on both databases, and a Graph API that does as it is told."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office


@pytest.fixture
def graph_api() -> Iterator[GraphApi]:
    """The stand-in; every call to it is recorded."""
    api = GraphApi()
    yield api
    api.stop()


@pytest.fixture
def office(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """A department with a number and a flow; the test runs once on each kind of database."""
    return Office(make_app(database_url, GRAPH_API_URL=graph_api.url))
