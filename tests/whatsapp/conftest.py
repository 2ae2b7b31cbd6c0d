from collections.abc import Iterator

import pytest

from tests.whatsapp.graph_server import GraphServer, running


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    """A stand-in that answers as each test tells it, over real HTTP."""
    with running() as server:
        yield server
