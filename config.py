"""Every setting, read from the environment once, with its meaning and its default.

A setting that is missing or malformed stops the start with one sentence that names it. On SQLite
the secrets are made once and kept under ``instance/``; on PostgreSQL, where several machines must
share them, they have to be given.
"""

import errno
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parent
MIN_KEY = 32  # characters; a shorter key could be guessed
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingError(Exception):
    """A setting is missing or malformed; the message is the sentence to show."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one installation. The secrets stay out of its representation."""

    database_url: str
    redis_url: str | None = field(default=None, repr=False)
    graph_api_url: str | None = None
    graph_api_version: str = "v25.0"
    meta_app_secrets: tuple[str, ...] = field(repr=False)
    meta_verify_token: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)
    data_keys: tuple[str, ...] = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    media_dir: Path
    media_scanner: str | None = field(default=None, repr=False)
    checkpoint_dir: Path
    mail_url: str | None = field(default=None, repr=False)
    metrics_token: str | None = field(default=None, repr=False)
    instance_dir: Path

    @property
    def sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def sandbox(self) -> bool:
        """Whether the stand-in for WhatsApp answers instead of Meta."""
        return self.graph_api_url is None

    @property
    def secure(self) -> bool:
        """Whether people reach us by https, so that cookies may say so."""
        return self.public_url.startswith("https://")

    @property
    def graph_base(self) -> str:
        """The base of the Graph API without its version."""
        return self.graph_api_url or f"{self.local_url}/sandbox/graph"

    @property
    def local_url(self) -> str:
        """Where this machine reaches its own web process."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings from the environment.

        Raises:
            SettingError: one is missing or malformed; the message says which and what to do.

        """
        instance_dir = _instance_dir(environ)
        database_url = _database_url(environ.get("DATABASE_URL"), instance_dir)
        secret = _Secrets(environ, instance_dir, made=database_url.startswith("sqlite"))
        host = environ.get("HOST") or "127.0.0.1"
        port = _number(environ, "PORT", 8000, 1, 65535)
        graph_api_url = _url(environ, "GRAPH_API_URL", ("http", "https"))
        if graph_api_url is None and host not in LOOPBACK:
            raise SettingError(
                f"HOST is {host}, but without GRAPH_API_URL the sandbox phone is on, and it may "
                "only listen on 127.0.0.1: set GRAPH_API_URL, or take HOST away."
            )
        shown = f"[{host}]" if ":" in host else host
        return cls(
            database_url=database_url,
            redis_url=_url(environ, "REDIS_URL", ("redis", "rediss", "unix")),
            graph_api_url=graph_api_url,
            graph_api_version=_version(environ),
            meta_app_secrets=secret.list("META_APP_SECRETS", 1),
            meta_verify_token=secret.one("META_VERIFY_TOKEN"),
            secret_keys=secret.list("SECRET_KEYS", MIN_KEY),
            data_keys=secret.list("DATA_KEYS", MIN_KEY),
            host=host,
            port=port,
            public_url=_url(environ, "PUBLIC_URL", ("http", "https")) or f"http://{shown}:{port}",
            trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0, 0, 10),
            media_dir=Path(environ.get("MEDIA_DIR") or instance_dir / "media").absolute(),
            media_scanner=_scanner(environ),
            checkpoint_dir=Path(
                environ.get("CHECKPOINT_DIR") or instance_dir / "checkpoints"
            ).absolute(),
            mail_url=_url(environ, "MAIL_URL", ("smtp", "smtps")),
            metrics_token=environ.get("METRICS_TOKEN") or None,
            instance_dir=instance_dir,
        )


class _Secrets:
    """Secrets from the environment, or made once into the instance folder."""

    def __init__(self, environ: Mapping[str, str], folder: Path, *, made: bool) -> None:
        self._environ = environ
        self._folder = folder
        self._made = made

    def one(self, name: str) -> str:
        """A secret that may have commas in it."""
        value = self._text(name).strip()
        if not value:
            raise SettingError(f"{name} is empty: give it a value.")
        return value

    def list(self, name: str, shortest: int) -> tuple[str, ...]:
        values = tuple(part.strip() for part in self._text(name).split(",") if part.strip())
        if not values:
            raise SettingError(f"{name} is empty: give at least one value.")
        if any(len(value) < shortest for value in values):
            raise SettingError(
                f"{name} has a value shorter than {shortest} characters: "
                "make one with `openssl rand -hex 32`."
            )
        if len(set(values)) < len(values):
            raise SettingError(f"{name} has the same value twice: take one away.")
        return values

    def _text(self, name: str) -> str:
        given = self._environ.get(name)
        if given:
            return given
        if not self._made:
            raise SettingError(
                f"{name} is not set: with PostgreSQL it must be given, the same on every machine "
                "(make one with `openssl rand -hex 32`)."
            )
        kept = self._folder / name.lower()
        try:
            if kept.exists():
                return kept.read_text().strip()
            return _keep_once(kept, secrets.token_hex(32))
        except OSError as fault:
            raise SettingError(
                f"{name} is kept in {kept}, which cannot be used ({fault.strerror}): make it a file "
                f"that may be read, or set {name}."
            ) from None


def _keep_once(path: Path, value: str) -> str:
    """Write ``value`` unless another process was faster; return what stands there now."""
    made = path.with_suffix(f".{secrets.token_hex(4)}")
    made.touch(mode=0o600)
    made.write_text(value)
    try:
        path.hardlink_to(made)
    except FileExistsError:
        return path.read_text().strip()
    finally:
        made.unlink()
    return value


def _instance_dir(environ: Mapping[str, str]) -> Path:
    """The folder, made where it is missing; readable by its owner alone, as it holds secrets."""
    folder = Path(environ.get("INSTANCE_DIR") or ROOT / "instance").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as fault:
        raise SettingError(
            f"INSTANCE_DIR is {folder}, where nothing can be kept ({fault.strerror}): "
            "name a folder that may be written to."
        ) from None
    return folder


def _database_url(given: str | None, instance_dir: Path) -> str:
    if not given:
        return f"sqlite:///{instance_dir / 'sampan.sqlite'}"
    scheme, separator, rest = given.partition("://")
    if separator and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return _readable(f"postgresql+psycopg://{rest}")
    if given.startswith("sqlite:///") and given not in {"sqlite:///", "sqlite:///:memory:"}:
        return given
    raise SettingError(
        "DATABASE_URL must begin with postgresql:// or name a file as sqlite:////path/to/file."
    )


def _readable(url: str) -> str:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise SettingError(
            "DATABASE_URL cannot be read; it looks like postgresql://user:password@host:5432/name."
        ) from None
    return url


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    given = environ.get(name)
    if not given:
        return None
    try:
        parts = urlsplit(given)
        _ = parts.port  # what follows the colon is looked at only now
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in schemes or not (parts.netloc or parts.scheme == "unix"):
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        raise SettingError(f"{name} must be an address that begins with {begins}.")
    return given.rstrip("/")


def _scanner(environ: Mapping[str, str]) -> str | None:
    given = environ.get("MEDIA_SCANNER") or ""
    if given.startswith("command:"):
        return _command(given)
    if given.startswith("clamd:///"):  # a socket of this machine
        return given
    return _url(environ, "MEDIA_SCANNER", ("clamd",))


def _command(given: str) -> str:
    try:
        words = shlex.split(given.removeprefix("command:"))
    except ValueError:
        words = []
    if not words or shutil.which(words[0]) is None:
        raise SettingError(
            "MEDIA_SCANNER names a command that this machine does not have: install it, or name "
            "another."
        )
    return given


def _version(environ: Mapping[str, str]) -> str:
    version = environ.get("GRAPH_API_VERSION") or "v25.0"
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]{1,3}", version):
        raise SettingError(f"GRAPH_API_VERSION is {version!r}; it looks like v25.0.")
    return version


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    given = environ.get(name)
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        raise SettingError(f"{name} is {given!r}; it must be a number from {least} to {most}.")
    return int(given)
