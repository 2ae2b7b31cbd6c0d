import os
import threading
from pathlib import Path

import pytest
from flask import Flask

from audit import checkpoints, inspection, sealer
from audit.trail import record
from conversations import sealing
from conversations.sealing import Sealing
from conversations.transactions import looking
from extensions import db
from tests.audit.tampering import happen


def test_a_step_seals_and_notes_where_the_chain_stands(any_app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    with any_app.app_context():
        worker = Sealing(folder)
        assert worker.step() == sealing.PERIOD
        assert not folder.exists()
        happen(3)
        worker = Sealing(folder)
        worker.step()
        assert _checkpoints(folder) == [3]
        happen(2)
        Sealing(folder).step()  # another worker of this machine, a moment later
        assert _checkpoints(folder) == [3]
        newest = checkpoints.newest(folder)
        assert newest is not None
        os.utime(newest, (0, 0))
        Sealing(folder).step()
        assert _checkpoints(folder) == [3, 5]


def test_a_long_trail_takes_steps_without_a_pause(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "SET", 2)
    with app.app_context():
        happen(5)
        worker = Sealing(tmp_path)
        assert [worker.step(), worker.step(), worker.step()] == [
            0.0,
            sealing.PERIOD,
            sealing.PERIOD,
        ]


def test_at_the_end_everything_is_sealed_and_noted(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert Sealing(tmp_path).finish() is None
        happen(3)
        worker = Sealing(tmp_path)
        worker.step()
        happen(1)
        assert worker.finish() is not None
        assert worker.finish() is None
        assert _checkpoints(tmp_path) == [3, 4]


def test_several_workers_and_writers_at_once(any_app: Flask, tmp_path: Path) -> None:
    def write() -> None:
        with any_app.app_context():
            for number in range(40):
                record("case.opened", actor="user:7", subject=f"case:{number + 1}")
                db.session.commit()

    def work() -> None:
        with any_app.app_context():
            worker = Sealing(tmp_path)
            while any(thread.is_alive() for thread in writers):
                worker.step()

    writers = [threading.Thread(target=write) for _ in range(3)]
    workers = [threading.Thread(target=work) for _ in range(2)]
    for thread in [*writers, *workers]:
        thread.start()
    for thread in [*writers, *workers]:
        thread.join()
    with any_app.app_context():
        Sealing(tmp_path).finish()
        with looking() as connection:
            key = checkpoints.public_key(connection)
        assert key is not None
        found = inspection.inspect_all(looking, checkpoints.read_all(tmp_path, key))
    assert (found.faults, found.sealed, found.waiting, found.uncovered) == ([], 120, 0, 0)


def _checkpoints(folder: Path) -> list[int]:
    with looking() as connection:
        key = checkpoints.public_key(connection)
    assert key is not None
    read = checkpoints.read_all(folder, key)
    return [one.seq for one in read if isinstance(one, checkpoints.Checkpoint)]
