"""The files of deploy/ name only what is there. Neither an image is built nor a unit started."""

import configparser
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from ruamel.yaml import YAML

from config import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ELSEWHERE = {"FLASK_APP", "PYTHONUNBUFFERED", "POSTGRES_USER", "POSTGRES_PASSWORD"}
COMPOSE: dict[str, Any] = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def settings() -> set[str]:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))


def test_both_ways_of_starting_start_the_same_processes(app: Flask) -> None:
    in_containers = {
        command[1] for service in SERVICES.values() if (command := _flask(service.get("command")))
    }
    under_systemd = {
        _unit(path)["Service"]["ExecStart"].split("/")[-1].split()[1] for path in UNITS
    }
    assert under_systemd == {"serve", "work"}
    assert in_containers == under_systemd | {"db"}
    assert in_containers <= set(app.cli.commands)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_names_options_that_its_command_has(path: Path, app: Flask) -> None:
    _, name, *options = shlex.split(_unit(path)["Service"]["ExecStart"])
    command = app.cli.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known


def test_a_unit_gives_a_process_the_time_it_asks_for() -> None:
    for path in UNITS:
        assert int(_unit(path)["Service"]["TimeoutStopSec"]) > 30
    assert int(COMPOSE["x-sampan"]["stop_grace_period"].removesuffix("s")) > 30


def test_every_variable_is_a_setting() -> None:
    assert set(_variables()) <= settings() | ELSEWHERE


def test_the_example_leaves_every_secret_to_be_made() -> None:
    lines = (DEPLOY / "sampan.env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    for name in ("META_APP_SECRETS", "META_VERIFY_TOKEN", "SECRET_KEYS", "DATA_KEYS"):
        assert given[name] == ""


def test_what_waits_for_something_waits_for_a_service() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
    used = {volume.split(":")[0] for one in SERVICES.values() for volume in one.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_image_copies_what_is_there() -> None:
    for line in _instructions():
        words = line.split()
        if words[0] == "COPY" and not words[1].startswith("--"):
            assert all((ROOT / source).exists() for source in words[1:-1]), line
        assert not re.search(r"FROM \S+:latest|FROM [^:]+$|ADD ", line.partition(" AS ")[0]), line


def test_the_image_does_not_run_as_root() -> None:
    last = "\n".join(_instructions()).rpartition("\nFROM ")[2]
    assert re.search(r"^USER sampan$", last, re.MULTILINE)


def test_the_image_installs_as_set_up_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    locked = re.search(r"^LOCKED := (.+)$", makefile, re.MULTILINE)
    assert locked
    install = next(line for line in _instructions() if "requirements.txt" in line and "pip" in line)
    assert locked[1] in " ".join(install.split())


def _instructions() -> list[str]:
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def _unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # options keep their case
    unit.read_string(path.read_text())
    return unit


def _flask(command: list[str] | None) -> list[str]:
    return command if command and command[0] == "flask" else []


def _variables() -> Iterator[str]:
    for line in (DEPLOY / "sampan.env.example").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.partition("=")[0]
    for service in SERVICES.values():
        yield from service.get("environment", {})
    for path in UNITS:
        for pair in shlex.split(_unit(path)["Service"]["Environment"]):
            yield pair.partition("=")[0]
    for line in _instructions():
        if line.startswith("ENV "):
            yield from (pair.partition("=")[0] for pair in line.split()[1:])
