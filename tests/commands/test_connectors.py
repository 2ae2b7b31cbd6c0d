"""Connectors from a file: stored whole and approved, or refused with every fault."""

from pathlib import Path

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEvent, Connector
from tests.commands.terminal import Terminal

GOOD = """
connectors:
  offices:
    base: https://api.example.org/v1
    operations:
      find: {path: "/offices/{district}", gives: {name: name}}
  records:
    base: https://records.example.org
    personal: true
    operations:
      file: {method: POST, path: /records, body: {name: "{name}"}}
"""


@pytest.fixture
def parks(terminal: Terminal) -> Terminal:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    return terminal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "around.yaml"
    path.write_text(GOOD)
    return path


def _import(parks: Terminal, file: Path, *more: str, stdin: str = "", fails: int = 0) -> str:
    arguments = ("connectors", "import", str(file), "--department", "PARKS", *more)
    return parks.run(*arguments, stdin=stdin, fails=fails).output


def test_they_are_stored_and_approved(parks: Terminal, file: Path) -> None:
    said = _import(
        parks, file, "--secret", "offices=Bearer x", "--secret", "records=-", stdin="y\n"
    )
    assert said == "Stored in parks, and approved: offices, records.\n"
    with parks.database():
        offices, records = db.session.scalars(select(Connector).order_by(Connector.name))
        assert offices.approved == offices.proposed
        assert offices.approved_by == "terminal"
        assert offices.secrets == {"https://api.example.org": "Bearer x"}
        assert records.secrets == {"https://records.example.org": "y"}
        actions = list(db.session.scalars(select(AuditEvent.action)))
        assert actions.count("connector.approved") == 2
    _import(parks, file)
    with parks.database():
        assert len(db.session.scalars(select(Connector)).all()) == 2
        first = db.session.scalars(select(Connector).order_by(Connector.name)).first()
        assert first is not None
        assert first.secrets == {"https://api.example.org": "Bearer x"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("connectors: [", "not YAML"),
        ("other: {}", "no `connectors:`"),
        ("connectors: {}", "no `connectors:`"),
        ("connectors: {two words: {}}", "connectors.two words: A name"),
        (
            GOOD.replace("https://api.example.org/v1", "https://127.0.0.1"),
            "connectors.offices.base",
        ),
        (GOOD.replace("/records,", "records,"), "connectors.records.operations.file.path"),
        (GOOD.replace("method: POST", "method: GET"), "connectors.records.operations.file"),
    ],
    ids=range(7),
)
def test_what_is_none_is_refused_whole(
    parks: Terminal, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    assert said in _import(parks, path, fails=1)
    with parks.database():
        assert not db.session.scalars(select(Connector)).all()


@pytest.mark.parametrize(
    ("secret", "code"), [("offices", 2), ("offices=", 2), ("offices=案", 2), ("gone=x", 1)]
)
def test_a_secret_belongs_to_one_of_them(
    parks: Terminal, file: Path, secret: str, code: int
) -> None:
    assert "secret" in _import(parks, file, "--secret", secret, fails=code)
    with parks.database():
        assert not db.session.scalars(select(Connector)).all()


def test_a_file_that_is_no_text(parks: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_bytes(b"\xff\xfe")
    assert "UTF-8" in _import(parks, path, fails=1)
    path.write_bytes(b"#" * (8 * 1024 * 1024 + 1))
    assert "larger than 8 MiB" in _import(parks, path, fails=1)
