"""What the tests of the public pages share."""

import pytest
from flask import Flask

import demo


@pytest.fixture
def planted(app: Flask) -> Flask:
    """The application with the demonstration in it."""
    demo.plant(app)
    return app
