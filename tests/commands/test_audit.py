import shutil
from pathlib import Path

import pytest

from audit import checkpoints, inspection
from config import Settings
from extensions import db
from tests.audit.tampering import happen, hash_anew, tamper
from tests.commands.terminal import Terminal


@pytest.fixture
def sealed(terminal: Terminal) -> Terminal:
    """Ten events, sealed; a checkpoint has seen the sixth and one the tenth."""
    return _sealed(terminal)


@pytest.fixture
def any_sealed(any_terminal: Terminal) -> Terminal:
    """The same; the test runs once on each kind of database."""
    return _sealed(any_terminal)


def _sealed(terminal: Terminal) -> Terminal:
    with terminal.database():
        happen(6)
    terminal.run("audit", "seal")
    with terminal.database():
        happen(4)
    terminal.run("audit", "seal")
    return terminal


def folder(terminal: Terminal) -> Path:
    settings: Settings = terminal.app.extensions["settings"]
    return settings.checkpoint_dir


def faults(terminal: Terminal, *options: str) -> list[str]:
    said = terminal.run("audit", "verify", *options, fails=1).output.splitlines()
    assert said[-1] == "Error: The trail is not whole."
    return said[:-1]


def test_a_whole_trail(any_sealed: Terminal) -> None:
    said = any_sealed.run("audit", "verify").output
    assert "The trail is whole: 10 sealed events." in said
    assert "Checkpoints that agree: 2" in said
    assert "vouches for seals 1 to 10" in said
    with any_sealed.database():
        happen(1)
    assert "1 event not yet sealed" in any_sealed.run("audit", "verify").output


def test_an_empty_trail_is_whole(terminal: Terminal) -> None:
    assert "nothing to seal" in terminal.run("audit", "seal").output
    assert "The trail is whole: 0 sealed events." in terminal.run("audit", "verify").output


def test_each_of_three_faults_is_named(any_sealed: Terminal) -> None:
    with any_sealed.database():
        tamper(
            "UPDATE audit_event SET subject = 'case:9' WHERE id = 2",
            "DELETE FROM audit_event WHERE id = 4",
            "DELETE FROM audit_seal WHERE seq > 8",
            "DELETE FROM audit_event WHERE id > 8",
        )
    said = faults(any_sealed)
    assert said[:2] == [
        "Event 2 (seal 2) was changed after it was sealed.",
        "Event 4 (seal 4) is missing: deleted from audit_event.",
    ]
    assert said[2].startswith("Seals 9 to 10 are missing: the end was cut off.")


def test_an_end_that_was_cut_and_written_anew_is_noticed_by_the_checkpoints(
    any_sealed: Terminal,
) -> None:
    with any_sealed.database():
        tamper("DELETE FROM audit_seal WHERE seq > 7", "DELETE FROM audit_event WHERE id > 7")
        happen(5)  # others happen instead, and the chain goes on as if nothing had been
    any_sealed.run("audit", "seal")
    (said,) = faults(any_sealed)
    assert said.startswith("Seal 10 is not what the checkpoint")
    assert "one of the seals 7 to 10" in said


def test_an_event_edited_and_all_hashed_anew_is_noticed_by_the_checkpoints(
    sealed: Terminal,
) -> None:
    with sealed.database():
        tamper("UPDATE audit_event SET actor = 'user:8' WHERE id = 8")
        hash_anew(8)
    (said,) = faults(sealed)
    assert "one of the seals 7 to 10" in said
    assert str(folder(sealed)) in said


def test_a_copy_of_the_checkpoints_tells_what_the_machines_own_no_longer_do(
    sealed: Terminal, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(folder(sealed), copy)
    (key,) = copy.glob("public-key-*.pem")
    shutil.rmtree(folder(sealed))
    with sealed.database():
        tamper(
            "DELETE FROM audit_seal WHERE seq > 7",
            "DELETE FROM audit_event WHERE id > 7",
            "DELETE FROM stored_key WHERE purpose = 'checkpoint'",
        )
    assert "no checkpoint in" in faults(sealed)[0]
    sealed.run("audit", "seal")  # with a key of its own making
    assert "The trail is whole" in sealed.run("audit", "verify").output
    assert "was signed with the key" in faults(sealed, "--checkpoints", str(copy))[0]
    said = faults(sealed, "--checkpoints", str(copy), "--public-key", str(key))
    assert said[0].startswith("Seals 8 to 10 are missing: the end was cut off.")


def test_checkpoints_without_a_key_to_believe_them_are_told(sealed: Terminal) -> None:
    with sealed.database():
        tamper("DELETE FROM stored_key WHERE purpose = 'checkpoint'")
    assert "holds no key that could have signed them" in faults(sealed)[0]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (b'"seq": 6', b'"seq": 5', "was changed after it was signed"),
        (b'"signature"', b'"signed"', "cannot be read as a checkpoint"),
    ],
)
def test_a_forged_checkpoint_is_named(
    terminal: Terminal, before: bytes, after: bytes, sentence: str
) -> None:
    with terminal.database():
        happen(6)
    terminal.run("audit", "seal")
    path = checkpoints.newest(folder(terminal))
    assert path is not None
    path.write_bytes(path.read_bytes().replace(before, after))
    (said,) = faults(terminal)
    assert said.startswith(str(path))
    assert sentence in said


def test_a_trigger_that_was_taken_away_is_named(any_sealed: Terminal) -> None:
    drop = {
        "sqlite": "DROP TRIGGER audit_event_no_delete",
        "postgresql": "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change",
    }
    settings: Settings = any_sealed.app.extensions["settings"]
    kind = "sqlite" if settings.sqlite else "postgresql"
    with any_sealed.database(), db.engine.begin() as connection:
        connection.exec_driver_sql(drop[kind])
    (said,) = faults(any_sealed)
    assert "audit_event is open to changes" in said


def test_an_event_that_was_slipped_in_is_named(sealed: Terminal) -> None:
    with sealed.database():
        tamper(
            "INSERT INTO audit_event (id, at, action, actor, subject, details) "
            "VALUES (-1, '2026-11-20 00:00:00.000000', 'case.opened', 'user:7', 'case:1', '{}')"
        )
    (said,) = faults(sealed)
    assert said.startswith("Event -1 has no seal")


def test_a_row_that_cannot_even_be_read_is_named(terminal: Terminal) -> None:
    with terminal.database():
        happen(3)
    terminal.run("audit", "seal")
    with terminal.database():
        tamper(
            "UPDATE audit_event SET actor = CAST(x'ff' AS TEXT) WHERE id = 2",
            "UPDATE audit_event SET at = 'never', details = '{' WHERE id = 3",
        )
    changed = [
        "Event 2 (seal 2) was changed after it was sealed.",
        "Event 3 (seal 3) was changed after it was sealed.",
    ]
    assert faults(terminal) == changed
    with terminal.database():
        tamper("UPDATE audit_seal SET digest = 'no digest' WHERE seq = 1")
    said = faults(terminal)
    assert said[0] == "Event 1 (seal 1) was changed after it was sealed."
    assert said[1] == "Seal 1 does not follow from the beginning: one of the two was changed."
    assert set(changed) < set(said)


def test_only_so_many_faults_are_named(sealed: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "MOST", 3)
    with sealed.database():
        tamper("UPDATE audit_event SET actor = 'user:8'")
    said = faults(sealed)
    assert len(said) == 4
    assert said[-1] == "There may be more: these are the first 3."


def test_a_public_key_that_is_none(sealed: Terminal, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key")
    said = sealed.run("audit", "verify", "--public-key", str(tmp_path / "key.pem"), fails=1).output
    assert "no Ed25519 public key" in said


def test_a_key_that_was_put_in_by_hand_is_told(sealed: Terminal) -> None:
    with sealed.database():
        tamper("UPDATE stored_key SET value = zeroblob(64) WHERE purpose = 'checkpoint'")
    said = sealed.run("audit", "verify", fails=1).output
    assert "The key of the checkpoints cannot be read." in said


def test_a_database_that_is_away(bare: Terminal) -> None:
    assert "The database does not do as asked" in bare.run("audit", "verify", fails=1).output
