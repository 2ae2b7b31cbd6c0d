"""Talks saved from a terminal come out again, and are replayed through two versions."""

from pathlib import Path

import pytest

from flows.documents import written
from tests.commands.terminal import Terminal
from tests.commands.test_flows import GOOD


def test_a_talk_is_saved_replayed_and_rehearsed(bare: Terminal, tmp_path: Path) -> None:
    talks, after = tmp_path / "talks.yaml", tmp_path / "after.yaml"
    said = "hi\n/tap 2\n/photo a tree\n/wait 2d\nmenu\n/quit\nignored\n"
    saving = ("flows", "try", GOOD, "--language", "en", "--save", str(talks))
    bare.run(*saving, "--name", "hours", stdin=said)
    bare.run(*saving, "--name", "tree", stdin="fallen tree\n")
    stored = written.read(talks.read_text())["rehearsals"]
    assert [one["name"] for one in stored] == ["hours", "tree"]
    assert stored[0]["steps"][1]["tap"] == "Opening hours"
    document = written.read(Path(GOOD).read_text())
    document["rehearsals"] = stored
    after.write_text(written.write(document))
    assert "2 came out, 0 did not." in bare.run("flows", "rehearse", str(after)).output
    same = bare.run("flows", "replay", str(talks), GOOD, str(after)).output
    assert "2 talks: 2 the same, 0 with other words, 0 went another way." in same
    document["nodes"]["welcome"]["exits"]["hours"] = "contact_text"
    document["nodes"]["welcome"]["text"]["en"] = "Yes?"
    after.write_text(written.write(document))
    told = bare.run("flows", "replay", str(talks), GOOD, str(after)).output
    assert "other words: hours: step 1 (words: hi)" in told
    assert "another way: hours: step 2 (tap: Opening hours)" in told
    assert "1 × another way from “Hello, this is" in told
    assert "same: tree" in told


@pytest.mark.parametrize(
    ("stdin", "arguments", "sentence", "code"),
    [
        ("hi\n", ["--save", "{out}"], "--save OUT and --name NAME go together", 2),
        ("", ["--save", "{out}", "--name", "x"], "Nothing was said, so nothing was saved", 1),
        ("hi\n", ["--save", "{kept}", "--name", "x"], "holds more than talks", 1),
        ("hi\n", ["--save", "{broken}", "--name", "x"], "holds something else", 1),
        ("hi\n", ["--save", "{saved}", "--name", "x"], "has a talk named “x” already", 1),
        ("hi\n", ["--save", "{out}", "--name", "x" * 121], "cannot be written down", 1),
    ],
    ids=range(6),
)
def test_what_cannot_be_saved_leaves_the_file_as_it_was(
    bare: Terminal, tmp_path: Path, stdin: str, arguments: list[str], sentence: str, code: int
) -> None:
    files = {name: tmp_path / name for name in ("out", "kept", "broken", "saved")}
    files["kept"].write_text(Path(GOOD).read_text())
    files["broken"].write_text("rehearsals: [{name: x}]\n")
    files["saved"].write_text("rehearsals: [{name: x, steps: [{words: hi}]}]\n")
    before = {name: path.read_text() for name, path in files.items() if path.exists()}
    given = [one.format(**files) for one in arguments]
    output = bare.run("flows", "try", GOOD, *given, stdin=stdin, fails=code).output
    assert sentence in output
    assert {name: path.read_text() for name, path in files.items() if path.exists()} == before


def test_a_file_without_talks_is_not_replayed(bare: Terminal, tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("rehearsals: []\n")
    output = bare.run("flows", "replay", str(empty), GOOD, GOOD, fails=1).output
    assert "There are no talks here" in output


def test_rehearsals_may_need_other_flows(bare: Terminal, tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer.yaml", tmp_path / "inner.yaml"
    base = {"format": 1, "languages": ["en"], "start": "a"}
    steps = [{"words": "hi", "says": "Inside", "ends": True}]
    outer.write_text(written.write({
        **base, "name": "outer", "triggers": [{"by": "anything"}],
        "nodes": {"a": {"kind": "flow", "flow": "inner", "exits": {"done": "b"}}, "b": {"kind": "end"}},
        "rehearsals": [{"name": "in", "steps": steps}],
    }))  # fmt: skip
    inner.write_text(written.write({
        **base, "name": "inner",
        "nodes": {"a": {"kind": "message", "text": {"en": "Inside"}, "exits": {"next": "b"}}, "b": {"kind": "end"}},
    }))  # fmt: skip
    assert "0 came out, 1 did not." in bare.run("flows", "rehearse", str(outer), fails=1).output
    assert "1 came out" in bare.run("flows", "rehearse", str(outer), str(inner)).output
