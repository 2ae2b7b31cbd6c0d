import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from whatsapp.sandbox.storage import Storage, next_version
from whatsapp.sandbox.tables import clock


@pytest.mark.parametrize("attempt", range(5))  # opening the file together is a race of its own
def test_many_writers_lose_nothing(tmp_path: Path, attempt: int) -> None:
    path = tmp_path / f"folder-{attempt}" / "sandbox.sqlite"

    def write() -> None:
        storage = Storage(path)
        for _ in range(10):
            with storage.writing() as connection:
                next_version(connection)
        storage.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    storage = Storage(path)
    with storage.reading() as connection:
        assert connection.execute(select(clock.c.version)).scalar_one() == 80
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    storage.close()


def test_a_failed_change_leaves_nothing(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "sandbox.sqlite")

    def fail() -> None:
        with storage.writing() as connection:
            next_version(connection)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with storage.reading() as connection:
        assert connection.execute(select(clock.c.version)).scalar_one() == 0
    storage.close()


def test_a_file_of_another_format_is_laid_anew(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    old = sqlite3.connect(path)
    old.execute("CREATE TABLE message (id INTEGER)")
    old.execute("PRAGMA user_version = 99")
    old.close()
    storage = Storage(path)
    with storage.writing() as connection:
        assert next_version(connection) == 1
    storage.close()
