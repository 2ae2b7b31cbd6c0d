"""Trying a flow with a file that stands in for what a department keeps."""

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal
from tests.commands.test_flows import GOOD

AROUND = """
tables:
  offices: {columns: [District, Office (en)], rows: [["sha-tin|Sha Tin|沙田", Sha Tin Office]]}
calendars:
  default: {weekly: {mon: ["00:00-24:00"]}}
"""
LOOKING = """
format: 1
name: looking
languages: [en]
triggers: [{by: anything}]
start: ask
nodes:
  ask: {kind: question, field: {id: d, type: text, ask: {en: "District?"}}, exits: {next: look}}
  look: {kind: table, table: offices, where: {district: "{{ answers.ask }}"}, exits: {found: told, not_found: day}}
  told: {kind: message, text: {en: "{{ result.look.office }}"}, exits: {next: over}}
  day: {kind: hours, at: "2026-12-25", exits: {open: told2, closed: shut}}
  told2: {kind: message, text: {en: "Open"}, exits: {next: over}}
  shut: {kind: message, text: {en: "{{ result.day.reason | default: 'Closed' }}"}, exits: {next: over}}
  over: {kind: end}
rehearsals:
  - {name: finds, language: en, steps: [{words: hi}, {words: 沙田, says: ["Sha Tin Office"]}]}
"""


def test_a_file_stands_in_for_what_a_department_keeps(bare: Terminal, tmp_path: Path) -> None:
    flow, around = tmp_path / "looking.yaml", tmp_path / "around.yaml"
    flow.write_text(LOOKING, encoding="utf-8")
    around.write_text(AROUND, encoding="utf-8")
    given = (str(flow), "--with", str(around))
    assert "No problems found." in bare.run("flows", "check", *given).output
    assert "1 came out, 0 did not." in bare.run("flows", "rehearse", *given).output
    shown = bare.run("flows", "try", *given, stdin="hi\nSHA TIN\nhi\nnowhere\n").stdout
    assert "Sha Tin Office" in shown
    assert "Christmas Day" in shown, "Hong Kong's general holidays are known without a list"
    assert "1 did not." in bare.run("flows", "rehearse", str(flow), fails=1).output
    around.write_text(AROUND.replace("Office (en)", "Town (en)"), encoding="utf-8")
    assert "result.look.office" in bare.run("flows", "check", *given, fails=1).output
    around.write_text("tables: {offices: {columns: [], rows: []}}", encoding="utf-8")
    assert "tables.offices.columns" in bare.run("flows", "check", *given, fails=1).output
    both = (*given, "--department", "parks")
    assert "not both" in bare.run("flows", "check", *both, fails=2).output


def test_a_talk_is_saved_with_what_stood_around_it(bare: Terminal, tmp_path: Path) -> None:
    flow, around, talks = (tmp_path / name for name in ("looking.yaml", "around.yaml", "talks"))
    flow.write_text(LOOKING, encoding="utf-8")
    around.write_text(AROUND, encoding="utf-8")
    saving = ("--with", str(around), "--save", str(talks), "--name", "finds it")
    said = bare.run("flows", "try", str(flow), *saving, stdin="hi\n沙田\n").output
    assert "Sha Tin Office" in said
    assert "Saved “finds it”" in said
    assert "Sha Tin Office" in talks.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/wait", "write /wait with a time"),
        ("/wait -1d", "write /wait with a time"),
        ("/wait 9999999d", "write /wait with a time"),
        ("/wait " + "9" * 5000 + "d", "write /wait with a time"),
        ("/tap 0", "there are 3 options to tap"),
        ("/tap ١", "there are 3 options to tap"),
        ("/tap " + "9" * 5000, "there are 3 options to tap"),
        ("/pin nan 1", "a latitude is from -90 to 90"),
        ("/pin 1e400 1", "a latitude is from -90 to 90"),
        ("/pin north", "write /pin with latitude and longitude"),
        ("/card", "a line that begins with / is one of"),
        ("/reply ok []", "no system has been asked"),
        ("/handback later", "no person has the talk"),
        ("/dance", "a line that begins with / is one of"),
    ],
)
def test_a_line_that_means_nothing_gets_a_sentence(bare: Terminal, line: str, said: str) -> None:
    shown = bare.run("flows", "try", GOOD, "--language", "en", stdin=f"hi\n{line}\n").output
    assert f"[{said}" in shown
