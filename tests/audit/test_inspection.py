"""What was done to the trail is named: each thing in a transaction of its own, which is undone again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from audit import inspection, sealer
from audit.checkpoints import Checkpoint
from audit.inspection import Found
from extensions import db
from models import AuditSeal
from tests.audit.tampering import happen, unguarded

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)

TAMPERED = {
    "an event was edited": (
        ["UPDATE audit_event SET actor = 'user:8' WHERE id = 3"],
        ["Event 3 (seal 3) was changed after it was sealed."],
    ),
    "its details were edited": (
        ["UPDATE audit_event SET details = '{\"a\": 1}' WHERE id = 3"],
        ["Event 3 (seal 3) was changed after it was sealed."],
    ),
    "an event was moved to another time": (
        ["UPDATE audit_event SET at = '2026-11-20 00:00:00.000000' WHERE id = 10"],
        ["Event 10 (seal 10) was changed after it was sealed."],
    ),
    "an event was deleted": (
        ["DELETE FROM audit_event WHERE id = 5"],
        ["Event 5 (seal 5) is missing: deleted from audit_event."],
    ),
    "an event was deleted with its seal": (
        ["DELETE FROM audit_event WHERE id = 5", "DELETE FROM audit_seal WHERE seq = 5"],
        ["Seal 5 is missing: deleted from audit_seal."],
    ),
    "a seal was deleted": (
        ["DELETE FROM audit_seal WHERE seq = 1"],
        ["Seal 1 is missing: deleted from audit_seal."],
    ),
    "a seal was changed": (
        ["UPDATE audit_seal SET hash = digest WHERE seq = 4"],
        [
            "Seal 4 does not follow from seal 3: one of the two was changed.",
            "Seal 5 does not follow from seal 4: one of the two was changed.",
        ],
    ),
    "the end was cut off": (
        ["DELETE FROM audit_seal WHERE seq > 7", "DELETE FROM audit_event WHERE id > 7"],
        ["Seals 8 to 10 are missing: the end was cut off."],
    ),
    "all was deleted": (
        ["DELETE FROM audit_seal", "DELETE FROM audit_event"],
        ["Seals 1 to 10 are missing: the end was cut off."],
    ),
    "three at once": (
        [
            "UPDATE audit_event SET subject = 'case:9' WHERE id = 2",
            "DELETE FROM audit_event WHERE id = 4",
            "DELETE FROM audit_seal WHERE seq > 8",
            "DELETE FROM audit_event WHERE id > 8",
        ],
        [
            "Event 2 (seal 2) was changed after it was sealed.",
            "Event 4 (seal 4) is missing: deleted from audit_event.",
            "Seals 9 to 10 are missing: the end was cut off.",
        ],
    ),
}


def test_what_was_done_to_the_trail_is_named(any_app: Flask) -> None:
    with any_app.app_context():
        happen(10)
        with db.engine.begin() as connection:
            sealer.seal(connection, sealer.recent(connection))
        seen = [_checkpoint(6), _checkpoint(10)]
        whole = _after([], seen)
        assert (whole.faults, whole.sealed, whole.checkpoints) == ([], 10, 2)
        assert whole.newest == seen[1]
        for case, (statements, sentences) in TAMPERED.items():
            faults = _after(statements, seen).faults
            assert len(faults) == len(sentences), (case, faults)
            for said, sentence in zip(faults, sentences, strict=True):
                assert said.startswith(sentence), (case, said)


def test_without_checkpoints_an_end_that_was_cut_goes_unnoticed(app: Flask) -> None:
    with app.app_context():
        happen(10)
        with db.engine.begin() as connection:
            sealer.seal(connection, sealer.recent(connection))
        statements, _sentences = TAMPERED["the end was cut off"]
        assert _after(statements, []).faults == []


def _after(statements: list[str], checkpoints: list[Checkpoint]) -> Found:
    """What the look finds after these statements, which are then undone."""
    with unguarded(undone=True) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)

        @contextmanager
        def looking() -> Iterator[sa.Connection]:
            yield connection

        found = inspection.inspect_all(looking, checkpoints)
    found.faults = [one for one in found.faults if "trigger" not in one]
    return found


def _checkpoint(seq: int) -> Checkpoint:
    with db.engine.connect() as connection:
        seal = connection.execute(sa.select(AuditSeal.__table__).where(AuditSeal.seq == seq)).one()
    return Checkpoint(Path(f"{seq}.json"), seal.seq, seal.event_id, seal.hash, AT)
