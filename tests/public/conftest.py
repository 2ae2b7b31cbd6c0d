"""What the tests of the public pages share."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

import demo
from config import Settings
from extensions import db
from tests.services import application


@pytest.fixture(scope="session")
def demonstration(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demonstration in it, to copy from."""
    folder = tmp_path_factory.mktemp("demonstration")
    path = folder / "template.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    app = application.application(Settings.read(application.environ(f"sqlite:///{path}", folder)))
    demo.plant(app)
    with app.app_context():
        db.engine.dispose()  # the last connection takes what stands in the log into the file
    return path


@pytest.fixture
def planted(app: Flask, sqlite_database: str, demonstration: Path) -> Flask:
    """``app`` with the demonstration in it."""
    shutil.copyfile(demonstration, sqlite_database.removeprefix("sqlite:///"))
    return app
