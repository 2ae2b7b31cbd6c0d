"""A long trail: sealing it, verifying it, and a page of it, on a SQLite file of its own."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert

from audit import inspection, sealer
from audit.trail import event
from extensions import Base
from models import AuditEvent, engine, engine_options

EVENTS = 200_000
SET = 10_000
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


def measure(events: int = EVENTS) -> str:
    """Seal and verify so many events; a line with both rates and how long a million would take."""
    with tempfile.TemporaryDirectory(prefix="sampan-") as folder:
        url = f"sqlite:///{Path(folder) / 'trail.sqlite'}"
        database = create_engine(url, **engine_options(url))
        engine.listen(database)
        tables = [Base.metadata.tables[name] for name in ("audit_event", "audit_seal")]
        Base.metadata.create_all(database, tables=tables)
        for begin in range(0, events, SET):
            with database.begin() as connection:
                connection.execute(insert(AuditEvent), list(_some(begin, min(SET, events - begin))))

        @contextmanager
        def looking() -> Iterator[Connection]:
            with engine.reading(), database.connect() as connection:
                yield connection

        begun = time.perf_counter()
        sealed = events
        while sealed:
            with database.begin() as connection:
                sealed = sealer.seal(connection, sealer.recent(connection))
        between = time.perf_counter()
        found = inspection.inspect_all(looking, ())
        verifying = time.perf_counter() - between
        database.dispose()
    assert found.sealed == events, found.faults
    assert all("trigger" in one for one in found.faults), "the tables were made without triggers"
    return (
        f"trail, {events:,} events: sealed {events / (between - begun):,.0f} a second, verified "
        f"{events / verifying:,.0f} a second: a million in {1e6 * verifying / events:,.0f} s"
    )


def _some(begin: int, count: int) -> Iterator[dict[str, object]]:
    for number in range(begin, begin + count):
        yield event(
            "turn.taken", actor="system", subject=f"conversation:{number % 5000 + 1}",
            department_id=number % 20 + 1, at=AT + timedelta(milliseconds=number), turn=number,
            flow="leisure-main", version="a" * 64, node="report", messages="b" * 64, cases=[],
        )  # fmt: skip
