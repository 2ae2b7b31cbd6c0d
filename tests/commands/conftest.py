"""What the tests of commands share."""

import pytest
from flask import Flask

from tests.commands.terminal import Terminal


@pytest.fixture
def terminal(app: Flask) -> Terminal:
    """A terminal of a system with an empty database."""
    return Terminal(app)


@pytest.fixture
def any_terminal(any_app: Flask) -> Terminal:
    """The same; the test runs once on each kind of database."""
    return Terminal(any_app)
