# Over 400 lines: the tests of one group of commands, each short and read by itself.
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from extensions import db
from flows import graph
from flows.documents import written
from models import AuditEvent, Flow, FlowVersion, scope
from tests.commands.terminal import Terminal

BROKEN = sorted(Path("tests/flows_broken").glob("*.yaml"))
GOOD = "demo/parks/parks-main.yaml"


@pytest.fixture
def parks(terminal: Terminal) -> Terminal:
    terminal.run("departments", "add", "PARKS", "--name-en", "Parks")
    return terminal


def test_there_are_ten_broken_flows() -> None:
    assert len(BROKEN) == 10


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_flow_is_named_by_its_path(bare: Terminal, path: Path) -> None:
    expected = path.read_text().splitlines()[0].removeprefix("# ")
    lines = bare.run("flows", "check", str(path), fails=1).output.splitlines()
    assert [line for line in lines if line.startswith(f"error: {expected}: ")]
    assert lines[-1].startswith("1 error")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_the_same_as_json(bare: Terminal, path: Path) -> None:
    expected = path.read_text().splitlines()[0].removeprefix("# ")
    answer = json.loads(bare.run("flows", "check", str(path), "--json", fails=1).stdout)
    assert not answer["ok"]
    assert [found["path"] for found in answer["problems"]] == [expected]
    assert answer["problems"][0]["severity"] == "error"


def test_a_sound_flow_passes(bare: Terminal) -> None:
    *tasks, last = bare.run("flows", "check", GOOD).output.splitlines()
    assert last == "No problems found."
    assert all(line.startswith("task: ") for line in tasks)
    answer = json.loads(bare.run("flows", "check", GOOD, "--json").stdout)
    assert (answer["ok"], answer["problems"]) == (True, [])


def test_what_a_task_costs_is_told(bare: Terminal) -> None:
    told = bare.run("flows", "check", GOOD).output
    assert "task: filed: 3 taps, 1 answer to type or send, " in told
    (filed,) = [
        task
        for task in json.loads(bare.run("flows", "check", GOOD, "--json").stdout)["tasks"]
        if task["node"] == "filed"
    ]
    assert (filed["taps"], filed["answers"]) == (3, 1)
    assert filed["messages"] > filed["taps"]
    assert filed["characters"] > 100


def test_what_can_be_mended_is_written_mended(bare: Terminal, tmp_path: Path) -> None:
    broken, out = "tests/flows_broken/gate/text_missing.yaml", tmp_path / "mended.yaml"
    told = bare.run("flows", "check", broken, "--fix", str(out)).output.splitlines()
    assert told[0] == "mended: nodes.said.text: (zh-Hans) There are no words here in zh-Hans."
    assert told[-1] == "No problems found."
    assert written.read(out.read_text())["nodes"]["said"]["text"]["zh-Hans"] == "文字"
    answer = bare.run("flows", "check", broken, "--fix", str(out), "--json").stdout
    assert [one["code"] for one in json.loads(answer)["mended"]] == ["text_missing"]


def test_what_cannot_be_mended_is_left_and_told(bare: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "mended.yaml"
    broken = "tests/flows_broken/gate/exit_missing.yaml"
    told = bare.run("flows", "check", broken, "--fix", str(out), fails=1).output
    assert "mended" not in told
    assert out.exists()


def test_what_is_no_flow_is_not_written(bare: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "mended.yaml"
    bare.run("flows", "check", str(BROKEN[0]), "--fix", str(out), fails=1)
    assert not out.exists()


def test_a_flow_comes_from_standard_input(bare: Terminal) -> None:
    bare.run("flows", "check", "-", stdin=Path(GOOD).read_text())
    bare.run("flows", "check", "-", stdin="format: 1", fails=1)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"format: [1", "This is not YAML: line 1"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"- a\n- b\n", "A flow is a mapping"),
        (b"{", "This is not JSON"),
        (b"", "A flow is a mapping"),
    ],
)
def test_what_is_no_flow_at_all_gets_a_sentence(
    bare: Terminal, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(content)
    assert sentence in bare.run("flows", "check", str(path), fails=1).output


def test_a_file_that_is_not_there_is_wrong_usage(bare: Terminal) -> None:
    assert "does not exist" in bare.run("flows", "check", "none.yaml", fails=2).output


def test_checking_touches_no_database(bare: Terminal, tmp_path: Path) -> None:
    bare.run("flows", "check", GOOD)
    bare.run("flows", "try", GOOD, stdin="hi\n")
    assert not (tmp_path / "nowhere").exists()


def test_the_flows_of_a_folder_are_looked_into(bare: Terminal, tmp_path: Path) -> None:
    one = {"en": "Words"}
    said = {"kind": "message", "text": one, "exits": {"next": "over"}}
    pause = {"kind": "wait", "for": "20h", "exits": {"next": "run"}}
    late = {"kind": "wait", "for": "5h", "exits": {"next": "said"}}
    run = {"kind": "flow", "flow": "inner", "exits": {"done": "over"}}
    lost = {"kind": "flow", "flow": "nowhere", "exits": {"done": "over"}}
    over = {"over": {"kind": "end"}}
    folder = tmp_path / "flows"
    folder.mkdir()

    def stored(name: str, **nodes: Mapping[str, object]) -> str:
        whole = {"format": 1, "name": name, "languages": ["en"], "triggers": [{"by": "anything"}]}
        path = folder / f"{name}.yaml"
        path.write_text(json.dumps(whole | {"start": next(iter(nodes)), "nodes": nodes | over}))
        return str(path)

    outer = stored("outer", pause=pause, run=run)
    stored("inner", late=late, said=said)
    bare.run("flows", "check", outer)
    output = bare.run("flows", "check", outer, "--with", str(folder), fails=1).output
    assert "error: nodes.run: The flow “inner” can come so late here" in output
    assert "error: triggers[0]: The flow “inner” already takes everybody" in output
    astray = stored("astray", lost=lost)
    output = bare.run("flows", "check", astray, "--with", str(folder), fails=1).output
    assert "There is no flow “nowhere”" in output
    (folder / "broken.yaml").write_text("format: 1")
    output = bare.run("flows", "check", outer, "--with", str(folder), fails=1).output
    assert "broken.yaml holds no flow" in output


def test_a_second_front_door_is_found_with_the_department(parks: Terminal, tmp_path: Path) -> None:
    parks.run("flows", "import", GOOD, "--department", "parks", "--publish")
    other = tmp_path / "other.yaml"
    other.write_text(Path(GOOD).read_text().replace("name: parks-main", "name: other"))
    parks.run("flows", "check", str(other))
    output = parks.run("flows", "check", str(other), "--department", "parks", fails=1).output
    assert "triggers[0]: " in output
    parks.run("flows", "check", GOOD, "--department", "PARKS")


def test_trying_walks_a_demonstration_flow_to_its_case(bare: Terminal) -> None:
    said = [
        "塌樹", "/photo", "完成", "/pin 22.28 114.17", "1", "2", "略過", "略過", "同意", "/tap 1",
        "/tap 2", "/wait 4d",
    ]  # fmt: skip
    answer = bare.run("flows", "try", GOOD, "--json", stdin="\n".join(said) + "\n")
    turns = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [turn["said"] for turn in turns] == said[:-1]  # nothing waits, so nothing comes of it
    assert "示範" in turns[0]["replies"][0]["text"]
    (case,) = turns[-2]["cases"]
    assert case["type"] == "fallen-tree"
    assert [answer["value"] for answer in case["answers"] if answer["field"] == "lanes"] == [2]
    assert case["reference"] in turns[-2]["replies"][0]["text"]
    assert {turn["language"] for turn in turns} == {"zh-Hant"}
    assert turns[-1]["node"] == ""


def test_trying_shows_replies_with_numbered_options(bare: Terminal) -> None:
    shown = bare.run("flows", "try", GOOD, "--language", "en", stdin="hi\n2\n").stdout
    assert "    1. Report a fallen tree\n    2. Opening hours\n" in shown
    assert "Waterfront Park: 6:00 to 23:00" in shown


def test_time_passes_on_command(bare: Terminal) -> None:
    shown = bare.run("flows", "try", GOOD, "--json", stdin="hello\n/wait 22h\n/wait 2h\n").stdout
    first, second = (json.loads(line) for line in shown.splitlines())
    assert first["node"] == "welcome"
    assert (second["said"], second["node"]) == ("/wait 2h", "")


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("/pin", "write /pin with"),
        ("/pin 22", "write /pin with"),
        ("/pin 91 0", "a latitude is"),
        ("/tap 9", "there are 3 options"),
        ("/tap one", "there are 3 options"),
        ("/wait", "write /wait"),
        ("/wait soon", "write /wait"),
        ("/dance", "a line that begins with /"),
    ],
)
def test_a_line_that_cannot_be_used_says_how(bare: Terminal, line: str, note: str) -> None:
    shown = bare.run("flows", "try", GOOD, "--json", stdin=f"hi\n{line}\n").stdout.splitlines()
    turn = json.loads(shown[1])
    assert note in turn["notes"][0]
    assert turn["replies"] == []


@pytest.mark.parametrize(
    "line", ["/sticker", "/voice", "/video", "/document a.pdf", "/card 55550190"]
)
def test_anything_a_phone_can_send_is_answered(bare: Terminal, line: str) -> None:
    shown = bare.run("flows", "try", GOOD, "--json", stdin=f"hi\n{line}\n").stdout.splitlines()
    assert json.loads(shown[1])["replies"]


OUTER = """
format: 1
name: outer
languages: [en]
triggers: [{by: anything}]
start: ask
nodes:
  ask: {kind: question, field: {id: d, type: text, ask: {en: "District?"}}, exits: {next: keep}}
  keep:
    kind: set
    remember: {district: "{{ answers.ask }}", old: ""}
    tag: [local]
    untag: [new]
    subscribe: [typhoon]
    unsubscribe: [jobs]
    exits: {next: call}
  call: {kind: flow, flow: inner, inputs: {where: "{{ contact.district }}"}, exits: {done: later, cancelled: later}}
  later: {kind: wait, for: 2d, exits: {next: person}}
  person: {kind: handover, exits: {closed: said, nobody: over, left: over}}
  said: {kind: message, text: {en: "Goodbye, {{ contact.district }}."}, exits: {next: over}}
  over: {kind: end}
"""
INNER = """
format: 1
name: inner
languages: [en]
start: said
nodes:
  said: {kind: message, text: {en: "Inside, {{ result.inputs.where }}."}, exits: {next: over}}
  over: {kind: end}
"""


@pytest.fixture
def nested(tmp_path: Path) -> list[str]:
    """A flow that runs another, as files."""
    files = [tmp_path / "outer.yaml", tmp_path / "inner.yaml"]
    for file, text in zip(files, (OUTER, INNER), strict=True):
        file.write_text(text)
    return [str(file) for file in files]


def test_trying_shows_what_is_remembered_waits_and_hands_over(
    bare: Terminal, nested: list[str]
) -> None:
    said = "hi\nSha Tin\n/wait 47h\n/wait 2h\nAnybody?\n/handback soon\n/handback\n/handback\n"
    shown = bare.run("flows", "try", *nested, "--language", "en", stdin=said).stdout
    wanted = [
        "District?",
        "Inside, Sha Tin.",
        "[remembers district: Sha Tin]",
        "[forgets old]",
        "[tags +local -new]",
        "[joins the topic typhoon]",
        "[leaves the topic jobs]",
        "[waits until ",
        "[waits for a person in the queue default, normal priority; /handback gives",
        "[with_person]",
        "[write /handback when the person is done",
        "Goodbye, Sha Tin.",
    ]
    places = [shown.find(one) for one in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)


def test_the_same_as_data(bare: Terminal, nested: list[str]) -> None:
    said = "hi\nSha Tin\n/wait 47h\n/wait 2h\n/handback nobody\n/handback\n"
    lines = bare.run("flows", "try", *nested, "--json", stdin=said).stdout.splitlines()
    turns = [json.loads(line) for line in lines]
    assert [[one["effect"] for one in turn["effects"]] for turn in turns] == [
        [],
        ["remember", "tag", "subscribe", "subscribe", "put_aside"],
        ["handover"],
        [],
        [],
    ]
    assert [turn["node"] for turn in turns] == ["ask", "", "person", "", ""]


def test_nobody_has_the_talk_before_it_was_handed_over(bare: Terminal) -> None:
    shown = bare.run("flows", "try", GOOD, "--json", stdin="hi\n/handback\n").stdout.splitlines()
    assert json.loads(shown[1])["notes"] == ["no person has the talk"]


def test_two_flows_of_one_name_are_wrong_usage(bare: Terminal, nested: list[str]) -> None:
    output = bare.run("flows", "try", *nested, nested[1], fails=2).output
    assert "hold a flow of one name: outer, inner, inner." in output


def test_a_language_that_the_flow_lacks_is_wrong_usage(bare: Terminal) -> None:
    output = bare.run("flows", "try", GOOD, "--language", "fr", fails=2).output
    assert "The flow speaks zh-Hant, en, zh-Hans, not fr." in output


def test_an_imported_flow_is_a_draft_until_it_is_published(parks: Terminal) -> None:
    printed = parks.run("flows", "import", GOOD, "--department", "Parks").output
    assert printed == "Imported parks-main into parks, revision 1.\n"
    with parks.database():
        row = db.session.scalars(select(Flow)).one()
        assert row.live_version is None
        assert row.draft == written.read(Path(GOOD).read_text())
    printed = parks.run("flows", "import", GOOD, "--department", "parks", "--publish").output
    assert "revision 2" in printed
    assert "Published parks-main, version 1" in printed
    with parks.database():
        version = db.session.scalars(select(FlowVersion)).one()
        assert (
            version.content_hash == graph.parse(written.read(Path(GOOD).read_text())).content_hash
        )
        assert db.session.scalars(select(Flow)).one().live_version is version
        actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions == ["department.added", "flow.imported", "flow.imported", "flow.published"]


def test_publishing_the_same_again_makes_no_version(parks: Terminal) -> None:
    for _ in range(2):
        parks.run("flows", "import", GOOD, "--department", "parks", "--publish")
    with parks.database():
        assert db.session.scalars(select(FlowVersion.number)).all() == [1]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_flow_is_not_published_and_nothing_is_stored(parks: Terminal, path: Path) -> None:
    arguments = ("flows", "import", str(path), "--department", "parks", "--publish")
    output = parks.run(*arguments, fails=1).output
    assert path.read_text().splitlines()[0].removeprefix("# ") in output
    with parks.database():
        assert db.session.scalars(select(Flow)).all() == []
        assert db.session.scalars(select(AuditEvent.action)).all() == ["department.added"]


def test_a_draft_may_be_unfinished(parks: Terminal) -> None:
    parks.run(
        "flows", "import", "tests/flows_broken/07_dangling_exit.yaml", "--department", "parks"
    )


def test_two_live_flows_cannot_share_a_link_code(parks: Terminal, tmp_path: Path) -> None:
    parks.run("flows", "import", GOOD, "--department", "parks", "--publish")
    other = tmp_path / "other.yaml"
    text = Path(GOOD).read_text().partition("\nrehearsals:")[0] + "\n"
    text = text.replace("name: parks-main", "name: other")
    other.write_text(text.replace("  - {by: anything}\n", "").replace("TREE", "tree"))
    printed = parks.run(
        "flows", "import", str(other), "--department", "parks", "--publish", fails=1
    ).output
    assert "The flow parks-main already has the link code TREE" in printed


def test_warnings_are_printed_and_recorded_as_accepted(parks: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    text = Path(GOOD).read_text()
    path.write_text(
        text.replace("en: Opening hours, zh-Hans", "en: Opening hours, fr: Heures, zh-Hans", 1)
    )
    printed = parks.run("flows", "import", str(path), "--department", "parks", "--publish").output
    assert "warning: nodes.welcome.options[1].label: (fr)" in printed
    with parks.database():
        assert db.session.scalars(select(FlowVersion)).one().accepted == ["language_extra"]


def test_what_was_imported_comes_out_the_same(parks: Terminal, tmp_path: Path) -> None:
    parks.run("flows", "import", GOOD, "--department", "parks", "--publish")
    text = parks.run("flows", "export", "parks-main", "--department", "PARKS").stdout
    assert written.read(text) == written.read(Path(GOOD).read_text())
    again = tmp_path / "again.yaml"
    again.write_text(text)
    parks.run("flows", "import", str(again), "--department", "parks", "--publish")
    live = parks.run("flows", "export", "parks-main", "--department", "parks", "--live").stdout
    assert live == text


def test_a_flow_or_department_that_is_not_there_gets_a_sentence(parks: Terminal) -> None:
    def refused(*arguments: str) -> Result:
        return parks.run("flows", *arguments, fails=1)

    assert "parks has no flow 'x'." in refused("export", "x", "--department", "parks").output
    assert "There is no department 'zoo'; there are: parks." in (
        refused("import", GOOD, "--department", "zoo").output
    )
    parks.run("flows", "import", GOOD, "--department", "parks")
    arguments = ("export", "parks-main", "--department", "parks", "--live")
    assert "has not been published yet" in refused(*arguments).output


def test_a_name_that_the_trail_cannot_hold_is_refused(parks: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text(Path(GOOD).read_text().replace("name: parks-main", "name: call-85255550121"))
    output = parks.run("flows", "import", str(path), "--department", "parks", fails=1).output
    assert "error: name: " in output


def test_a_database_without_tables_gets_a_sentence(bare: Terminal, tmp_path: Path) -> None:
    (tmp_path / "nowhere").mkdir()
    output = bare.run("flows", "import", GOOD, "--department", "parks", fails=1).output
    assert "flask --app app db upgrade" in output
    assert scope.current() is None


def test_rehearsals_are_played_at_the_terminal(bare: Terminal, tmp_path: Path) -> None:
    document = written.read(Path(GOOD).read_text(encoding="utf-8"))
    hours = {
        "name": "hours",
        "language": "en",
        "steps": [{"words": "opening hours", "has": "23:00"}],
    }
    wrong = {"name": "wrong", "steps": [{"words": "hi", "has": "bananas"}]}
    file = tmp_path / "flow.yaml"
    file.write_text(written.write(document | {"rehearsals": [hours]}), encoding="utf-8")
    assert "well: hours" in bare.run("flows", "rehearse", str(file)).output
    file.write_text(written.write(document | {"rehearsals": [hours, wrong]}), encoding="utf-8")
    missed = bare.run("flows", "rehearse", str(file), fails=1)
    assert "missed: wrong: step 1" in missed.output


def test_differences_are_told_in_words(bare: Terminal, tmp_path: Path) -> None:
    before = Path(GOOD)
    document = written.read(before.read_text(encoding="utf-8"))
    document["nodes"]["hours_text"]["text"]["en"] = "Open all day."
    document["nodes"]["welcome"]["exits"]["hours"] = "contact_text"
    after = tmp_path / "after.yaml"
    after.write_text(written.write(document), encoding="utf-8")
    told = bare.run("flows", "diff", str(before), str(after)).output
    assert "[hours_text]: Words, reworded in English: “" in told
    assert "[welcome]: “Opening hours” now leads to “" in told
    assert "2 changes." in told
    same = bare.run("flows", "diff", str(before), str(before)).output
    assert "Citizens meet the same flow" in same


def test_missing_chinese_is_drafted_into_the_file(bare: Terminal, tmp_path: Path) -> None:
    file, whole = tmp_path / "small.yaml", Path(GOOD).read_text()
    file.write_text(before := whole.replace(", zh-Hans: 报告塌树", ""))
    wanted = ("flows", "draft", str(file), "--to", "zh-Hans", "--from")
    assert "Only Traditional" in bare.run(*wanted, "en", fails=2).output
    dry = bare.run(*wanted, "zh-Hant", "--dry-run").output
    assert (file.read_text(), bare.run(*wanted, "zh-Hant").output) == (before, dry)
    assert file.read_text() == whole  # the comments, the order and the rest as they were
    assert list(tmp_path.glob("*small*")) == [file]
    assert bare.run(*wanted, "zh-Hant").output.startswith("No text lacks zh-Hans")
