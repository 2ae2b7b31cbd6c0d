"""Settings: their defaults, and the sentence that each mistake gets."""

from pathlib import Path

import pytest

from app import create_app
from config import SettingError, Settings
from tests.services.application import SECRETS

POSTGRES = {"DATABASE_URL": "postgresql://sampan@db.example.org/sampan"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DATABASE_URL": "mysql://host/x"}, "DATABASE_URL must begin with postgresql://"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "sqlite:///"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "postgresql://u:hunter2@host:port/x"}, "DATABASE_URL cannot be read"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must be an address that begins with redis://"),
        ({"GRAPH_API_URL": "graph.facebook.com"}, "begins with http:// or https://"),
        ({"GRAPH_API_URL": "https://"}, "GRAPH_API_URL must be an address"),
        ({"GRAPH_API_URL": "http://[::1"}, "GRAPH_API_URL must be an address"),
        ({"REDIS_URL": "redis://host:port/0"}, "REDIS_URL must be an address"),
        ({"PUBLIC_URL": "https://host:99999"}, "PUBLIC_URL must be an address"),
        ({"GRAPH_API_VERSION": "v２５.0"}, "it looks like v25.0"),
        ({"GRAPH_API_VERSION": "25"}, "GRAPH_API_VERSION is '25'; it looks like v25.0"),
        ({"PUBLIC_URL": "parks.example.org"}, "PUBLIC_URL must be an address"),
        ({"MEDIA_SCANNER": "clamscan"}, "MEDIA_SCANNER must be an address that begins with clamd"),
        ({"MEDIA_SCANNER": "clamd://"}, "MEDIA_SCANNER must be an address"),
        ({"MEDIA_SCANNER": "command:/none/scan -"}, "a command that this machine does not have"),
        ({"MEDIA_SCANNER": "command:sh '"}, "a command that this machine does not have"),
        ({"MAIL_URL": "http://mail.example.org"}, "MAIL_URL must be an address"),
        ({"PORT": "http"}, "PORT is 'http'; it must be a number from 1 to 65535"),
        ({"PORT": "0"}, "PORT is '0'"),
        ({"PORT": "８０００"}, "PORT is"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is '-1'"),
        ({"HOST": "0.0.0.0"}, "the sandbox phone is on"),  # noqa: S104 (that is the mistake)
        ({"SECRET_KEYS": "short"}, "SECRET_KEYS has a value shorter than 32 characters"),
        ({"DATA_KEYS": f"{'k' * 32},short"}, "DATA_KEYS has a value shorter than 32"),
        ({"DATA_KEYS": f"{'k' * 32},{'k' * 32}"}, "DATA_KEYS has the same value twice"),
        ({"META_VERIFY_TOKEN": " "}, "META_VERIFY_TOKEN is empty"),
        ({**SECRETS, "INSTANCE_DIR": "/proc/none"}, "where nothing can be kept"),
        ({"META_APP_SECRETS": " , "}, "META_APP_SECRETS is empty"),
        ({"INSTANCE_DIR": "/proc/none"}, "INSTANCE_DIR is /proc/none, where nothing can be kept"),
        *(
            ({**POSTGRES, **SECRETS, name: ""}, f"{name} is not set: with PostgreSQL it must be")
            for name in SECRETS
        ),
    ],
)
def test_a_mistake_stops_the_start_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    environ = {"INSTANCE_DIR": str(tmp_path), **given}
    with pytest.raises(SettingError) as caught:
        Settings.read(environ)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
    for name in ("DATABASE_URL", "PORT", "HOST", *SECRETS):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert str(ended.value) == f"Cannot start: {caught.value}"


def test_no_sentence_repeats_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read({"INSTANCE_DIR": str(tmp_path), "SECRET_KEYS": "hunter2"})
    assert "hunter2" not in str(caught.value)
    settings = Settings.read({"INSTANCE_DIR": str(tmp_path), **SECRETS})
    assert not [secret for secret in SECRETS.values() if secret in repr(settings)]


def test_on_sqlite_secrets_are_made_once_and_kept_to_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    first = Settings.read({"INSTANCE_DIR": str(folder)})
    assert first == Settings.read({"INSTANCE_DIR": str(folder)})
    assert folder.stat().st_mode & 0o777 == 0o700
    kept = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert kept == {name.lower(): 0o600 for name in SECRETS}


def test_a_secret_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret_keys").mkdir()
    with pytest.raises(SettingError, match=r"SECRET_KEYS is kept in .*, which cannot be used"):
        Settings.read({"INSTANCE_DIR": str(tmp_path)})


def test_the_verify_token_may_have_commas(tmp_path: Path) -> None:
    given = {"INSTANCE_DIR": str(tmp_path), "META_VERIFY_TOKEN": "one, two"}
    assert Settings.read(given).meta_verify_token == "one, two"


def test_both_spellings_of_postgresql_are_accepted(tmp_path: Path) -> None:
    for scheme in ("postgres", "postgresql"):
        url = f"{scheme}://sampan@db.example.org/sampan"
        settings = Settings.read({"DATABASE_URL": url, "INSTANCE_DIR": str(tmp_path), **SECRETS})
        assert settings.database_url == "postgresql+psycopg://sampan@db.example.org/sampan"


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    settings = Settings.read({"INSTANCE_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'sampan.sqlite'}"
    assert settings.sandbox
    assert settings.graph_base == "http://127.0.0.1:8000/sandbox/graph"
    assert (settings.host, settings.port, settings.secure) == ("127.0.0.1", 8000, False)
    https = Settings.read({"INSTANCE_DIR": str(tmp_path), "PUBLIC_URL": "https://x.example.org/"})
    assert (https.public_url, https.secure) == ("https://x.example.org", True)


@pytest.mark.parametrize(
    "given", ["clamd://scanner.example.org:3310", "clamd:///run/clamd.ctl", "command:sh -c 'exit'"]
)
def test_a_scanner_is_named_by_its_address_or_its_command(tmp_path: Path, given: str) -> None:
    settings = Settings.read({"INSTANCE_DIR": str(tmp_path), "MEDIA_SCANNER": given})
    assert settings.media_scanner == given
