"""The page docs/run-it-for-real.md, followed to the letter with real processes."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.services.application import _without_settings
from tests.services.process import free_port, lacking

PAGE = ROOT / "docs/run-it-for-real.md"
CHOICES = ("On SQLite", "On PostgreSQL and Redis")
BLOCK = re.compile(
    r"^(?:#+ (?P<heading>[^\n]*)|```bash\n(?P<code>.*?)^```)$", re.MULTILINE | re.DOTALL
)


def blocks(choice: str) -> list[str]:
    """The page's blocks in order, without those that belong to the other database."""
    found = []
    heading = ""
    for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        heading = match["heading"] or heading
        if match["code"] and (heading not in CHOICES or heading == choice):
            found.append(match["code"])
    return found


def follow(choice: str, folder: Path, **settings: str) -> str:
    """Run the page's blocks in one shell and return what it prints."""
    for program in ("bash", "curl", "openssl"):
        if shutil.which(program) is None:
            lacking(program, program)
    environ = {
        **_without_settings(),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PORT": str(free_port()),
        "GRAPH_API_URL": f"http://127.0.0.1:{free_port()}",
        "INSTANCE_DIR": str(folder),
        **settings,
    }
    script = "\n".join(["set -euo pipefail", *blocks(choice)])
    # Everything was installed for the test itself; `make setup` would look for newer versions.
    shell = subprocess.Popen(
        ["bash", "-c", script.replace("make setup\n", "", 1)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = shell.communicate(timeout=400)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0, printed
    return printed


def has_answered(folder: Path) -> None:
    """Whether the Graph API got the two messages of the page, from the right number."""
    lines = [json.loads(line) for line in (folder / "graph.log").read_text().splitlines()]
    messages = [line for line in lines if "type" in line["body"]]
    assert {line["path"] for line in messages} == {"/v25.0/100000000000121/messages"}
    assert {line["authorization"] for line in messages} == {"Bearer a-token-made-up"}
    notice, question = (line["body"] for line in messages)
    assert notice["to"] == question["to"] == "+85255550199"
    assert "塌樹報告服務" in notice["text"]["body"]
    assert question["interactive"]["action"]["buttons"][0]["reply"]["title"] == "略過"


def test_every_block_is_found() -> None:
    code = PAGE.read_text(encoding="utf-8").count("```") // 2
    assert len(blocks(CHOICES[0])) == len(blocks(CHOICES[1])) == code - 1


def test_on_sqlite(tmp_path: Path) -> None:
    printed = follow("On SQLite", tmp_path)
    has_answered(tmp_path)
    assert "1158201444" in printed
    assert re.search(r"^40[13]$", printed, re.MULTILINE)
    assert "Published parks-main, version 1" in printed


def test_on_postgresql_and_redis(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    printed = follow(
        "On PostgreSQL and Redis", tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_url
    )
    has_answered(tmp_path)
    assert "1158201444" in printed
    assert not list(tmp_path.glob("*.sqlite"))


@pytest.mark.parametrize("name", ["docs/graph_echo.py", "demo/parks/parks-main.yaml"])
def test_what_the_page_uses_is_there(name: str) -> None:
    assert name in PAGE.read_text(encoding="utf-8")
    assert (ROOT / name).exists()
