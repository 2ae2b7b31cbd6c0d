"""A long trail: sealing it, verifying it, and the slowest page of it, on a SQLite file of its own."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert

from admin.trail_choice import PAGE, Chosen
from audit import inspection, sealer
from audit.trail import event
from extensions import Base
from models import AuditEvent, engine, engine_options

EVENTS = 200_000
SET = 10_000
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


def measure(events: int = EVENTS) -> str:
    """Seal, verify and page through so many events; a line of figures."""
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
        page = _slowest_page(looking, events)
        database.dispose()
    assert found.sealed == events, found.faults
    assert all("trigger" in one for one in found.faults), "the tables were made without triggers"
    return (
        f"trail, {events:,} events: sealed {events / (between - begun):,.0f} a second, verified "
        f"{events / verifying:,.0f} a second: a million in {1e6 * verifying / events:,.0f} s; the slowest "
        f"page of it takes {page * 1e3:,.0f} ms"
    )


def _slowest_page(looking: inspection.Looking, events: int) -> float:
    """How many seconds the slowest of the ways to choose takes, by the database alone."""
    middle = AT + timedelta(milliseconds=events // 2)
    ways = [
        (Chosen(), None, None),
        (Chosen(), None, events // 2),
        (Chosen(), {7}, None),
        (Chosen(), range(1, 20), None),
        (Chosen(actor="user:1"), {7}, None),
        (Chosen(action="flow.published"), None, None),
        (Chosen(subject="conversation:9"), {7, 10}, None),
        (Chosen(since=middle, until=middle + timedelta(minutes=1)), None, None),
        (Chosen(since=AT - timedelta(days=9), until=AT - timedelta(days=8)), None, None),
        (Chosen(since=AT + timedelta(days=365)), {7}, None),
        (Chosen(actor="terminal", since=middle), range(1, 20), None),
    ]
    slowest = 0.0
    for chosen, departments, before in ways:
        wanted = chosen.wanted().page(departments, before, PAGE)
        with looking() as connection:
            begun = time.perf_counter()
            connection.execute(wanted).all()
            slowest = max(slowest, time.perf_counter() - begun)
    return slowest


def _some(begin: int, count: int) -> Iterator[dict[str, object]]:
    for number in range(begin, begin + count):
        yield event(
            "turn.taken", actor="system", subject=f"conversation:{number % 5000 + 1}",
            department_id=number % 20 + 1, at=AT + timedelta(milliseconds=number), turn=number,
            flow="leisure-main", version="a" * 64, node="report", messages="b" * 64, cases=[],
        )  # fmt: skip
