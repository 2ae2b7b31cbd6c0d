"""Every command with everything that can be given wrongly: which exit code, and what is said."""

import os
from pathlib import Path
from typing import Any

import click
import pytest

from tests.commands.terminal import Terminal
from tests.commands.test_flows import GOOD

NO_TEXT = "\udcff"  # how a byte that is no UTF-8 reaches a program
CHANNEL = (
    "channels add --department parks --phone-number-id 1 --number +85255550121 --waba 2 "
    "--portfolio 3 --token t"
)

# What is typed can be seen to be wrong. Words in braces are the paths of FILES.
USAGE = [
    ("nosuch", "No such command"),
    ("departments", "Usage:"),
    ("departments add", "Missing argument 'CODE'"),
    ("departments add a_b --name-en A", "letters, digits and hyphens"),
    ("departments add zoo", "Give the department a name"),
    ("departments add zoo --name-en A --zone Mars", "There is no time zone 'Mars'"),
    ("users add clerk@example.org", "Missing option '--role'"),
    ("users add clerk --role agent", "is no email address"),
    ("users readmit", "Missing argument"),
    ("users add clerk@example.org --role king", "There is no role 'king'"),
    ("users add clerk@example.org --role agent --colour red", "No such option '--colour'"),
    ("users add root@example.org --role system-admin --department parks", "holds everywhere"),
    (CHANNEL.replace("+85255550121", "5555"), "is no international number"),
    (CHANNEL.replace("--waba 2", "--waba a/b"), "is no id of Meta's"),
    (CHANNEL + " --throughput many", "--throughput"),
    ("channels check 1 --to 5555", "is no international number"),
    ("audit verify --checkpoints {none}", "does not exist"),
    ("audit verify --checkpoints {sheet}", "is a file"),
    ("audit verify --public-key {none}", "does not exist"),
    ("audit seal now", "unexpected extra argument"),
    ("connectors import {none} --department parks", "does not exist"),
    ("connectors import {folder} --department parks", "is a directory"),
    ("connectors import {connectors} --department parks --secret x", "NAME=VALUE"),
    ("flows check {none}", "does not exist"),
    ("flows check {folder}", "is a directory"),
    ("flows check {flow} --with {none}", "does not exist"),
    ("flows check {flow} --fix {nowhere}", "does not exist"),
    ("flows check {flow} --fix {folder}", "is a directory"),
    ("flows check {flow} --with {flow} --department parks", "not both"),
    ("flows try {none}", "does not exist"),
    ("flows try {flow} --language fr", "The flow speaks"),
    ("flows try {flow} --save {new}", "go together"),
    ("flows try {flow} --name talk --save {nowhere}", "does not exist"),
    ("flows rehearse {none}", "does not exist"),
    ("flows replay {none} {flow} {flow}", "does not exist"),
    ("flows diff {flow} {folder}", "is a directory"),
    ("flows draft {flow} --from en --to zh-Hans", "Only Traditional"),
    ("flows draft {none} --from zh-Hant --to zh-Hans", "does not exist"),
    ("flows import {none} --department parks", "does not exist"),
    ("flows import {flow}", "Missing option '--department'"),
    ("flows export", "Missing argument 'NAME'"),
    ("parked list --all", "No such option '--all'"),
    ("parked replay one", "'one' is not a valid integer"),
    ("tables import {folder} --department parks --name offices", "is a directory"),
    ("tables import {sheet} --department parks --name two,words", "letters, digits"),
    ("tables export offices {nowhere} --department parks", "does not exist"),
    ("tables export offices {folder} --department parks", "is a directory"),
    ("questions import {none} --department parks", "does not exist"),
    ("questions export {nowhere} --department parks", "does not exist"),
    ("serve --port 0", "--port"),
    ("work --workers many", "--workers"),
    ("demo now", "unexpected extra argument"),
    ("up now", "unexpected extra argument"),
    (f"departments add zoo --name-en {NO_TEXT}", "is not UTF-8"),
    (f"users add clerk@example.org --role agent --department {NO_TEXT}", "is not UTF-8"),
    (f"channels check {NO_TEXT}", "is not UTF-8"),
    (f"flows export {NO_TEXT} --department parks", "is not UTF-8"),
]

# What is typed may be meant, and a look says no.
CHECKS = [
    ("departments add parks --name-en Parks", "There is a department parks already"),
    ("users add clerk@example.org --role agent --department zoo", "no department 'zoo'"),
    (CHANNEL.replace("parks", "zoo"), "no department 'zoo'"),
    ("channels check 1", "There is no channel '1'"),
    ("audit verify --public-key {sheet}", "no Ed25519 public key"),
    ("connectors import {broken} --department parks", "This is not YAML"),
    ("connectors import {latin} --department parks", "is not UTF-8 text"),
    ("connectors import {flow} --department parks", "no `connectors:`"),
    ("flows check {broken}", "This is not YAML"),
    ("flows check {latin}", "is not UTF-8 text"),
    ("flows check {flow} --with {broken}", "This is not YAML"),
    ("flows check {flow} --with {latin}", "is not UTF-8 text"),
    ("flows check {flow} --with {odd}", "x.yaml: Is a directory"),
    ("flows check {flow} --fix {long}", "could not be written"),
    ("flows check {flow} --department zoo", "no department 'zoo'"),
    ("flows try {latin}", "is not UTF-8 text"),
    ("flows try {flow} --name talk --save {latin}", "is not UTF-8 text"),
    ("flows rehearse {broken}", "This is not YAML"),
    ("flows replay {latin} {flow} {flow}", "is not UTF-8 text"),
    ("flows diff {flow} {broken}", "This is not YAML"),
    ("flows draft {latin} --from zh-Hant --to zh-Hans", "is not UTF-8 text"),
    ("flows import {latin} --department parks", "is not UTF-8 text"),
    ("flows export none --department parks", "parks has no flow 'none'"),
    ("tables import {latin} --department parks --name offices", "neither UTF-8 nor Big5"),
    ("tables import {sheet} --department zoo --name offices", "no department 'zoo'"),
    ("tables export none {new} --department parks", "parks has no table 'none'"),
    ("questions import {latin} --department parks", "neither UTF-8 nor Big5"),
    ("questions import {sheet} --department parks", "Nothing was stored"),
    ("questions export {long} --department parks", "could not be written"),
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    contents = {
        "broken": b"a: [",
        "latin": b"\xff\xfe\xff",
        "sheet": b"District,Office\nSha Tin,1\n",
        "connectors": b"connectors: {}",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    (tmp_path / "odd" / "around" / "x.yaml").mkdir(parents=True)
    names = {"none": "none", "new": "new", "nowhere": "no/where", "long": "x" * 300}
    paths = {**{name: name for name in (*contents, "folder", "odd")}, **names}
    return {**{name: str(tmp_path / path) for name, path in paths.items()}, "flow": GOOD}


@pytest.fixture
def parks(terminal: Terminal) -> Terminal:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    return terminal


def _run(parks: Terminal, files: dict[str, str], typed: str, code: int) -> str:
    given = [word.format(**files) for word in typed.split()]
    said = parks.run(*given, stdin="hi\n", fails=code).output
    assert "Traceback" not in said
    assert not Path(files["new"]).exists()
    return said


@pytest.mark.parametrize(("typed", "sentence"), USAGE, ids=[typed for typed, _ in USAGE])
def test_wrong_usage(parks: Terminal, files: dict[str, str], typed: str, sentence: str) -> None:
    assert sentence in _run(parks, files, typed, code=2)


@pytest.mark.parametrize(("typed", "sentence"), CHECKS, ids=[typed for typed, _ in CHECKS])
def test_a_failed_check(parks: Terminal, files: dict[str, str], typed: str, sentence: str) -> None:
    assert sentence in _run(parks, files, typed, code=1)


def test_every_command_is_given_something_wrong(parks: Terminal) -> None:
    tried = {typed for typed, _ in USAGE}
    ours = [one for one in _ours(parks.app.cli) if not any(t.startswith(one) for t in tried)]
    assert ours == []


def _ours(group: Any, before: str = "") -> list[str]:
    """The commands that are not Flask's own or its extensions'."""
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _ours(command, f"{before}{name} ")
        elif command.callback.__module__.startswith("commands."):
            found.append(before + name)
    return found


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("flows check {sheet}", "is not readable"),
        ("tables import {sheet} --department parks --name offices", "is not readable"),
        ("questions export {sheet} --department parks", "is not writable"),
    ],
)
def test_what_may_not_be_opened_is_wrong_usage(
    parks: Terminal,
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    sentence: str,
) -> None:
    # The suite may run as root, who may open everything.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert sentence in _run(parks, files, typed, code=2)
