"""Where messages are measured: both databases and both systems, held to one core, beside the load's.

PostgreSQL keeps what it has said it keeps: unlike the one for the tests it waits for the disk.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests
from sqlalchemy import Connection, insert, select

from benchmarks import load, plain_handler
from benchmarks.errand import Step, document
from config import ROOT, Settings
from conversations import tables
from extensions import db
from flows.graph import content_hash
from models import Channel, Department, Flow, FlowVersion
from models.columns import utc_now
from models.fingerprint import fingerprint
from models.queue import default_queue
from models.scope import system
from tests.services import application, postgres
from tests.services.process import Process, free_port

PORTFOLIO = "300000000000001"
LASTING = (
    "shared_buffers=256MB",
    "max_wal_size=4GB",
)  # all that bears on durability is left as it is
AT_ONCE = 5000  # rows of a statement
TICKS = os.sysconf("SC_CLK_TCK")


_found = sorted(os.sched_getaffinity(0))
THEIRS, OURS = _found[0], _found[-1]  # the core of the systems, and that of the load


@contextmanager
def held_to(core: int) -> Iterator[None]:
    """What is started in here stays on this core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class System:
    """A running web process, its database, and the people who write to it."""

    def __init__(self, name: str, url: str, processes: list[Process], crowd: load.Crowd) -> None:
        """``processes`` are those whose time counts: with the database, where that has any."""
        self.name, self.url, self.crowd = name, url, crowd
        self._processes = processes

    def cpu(self) -> float:
        """Seconds of CPU that the system and its database have used so far."""
        return sum(cpu_seconds(process.pid) for process in self._processes)

    def memory(self) -> float:
        """MiB of the largest process, shared pages counted by their part."""
        return max(_pss(pid) for pid in tree(self._processes[0].pid)) / 1024

    def output(self) -> str:
        """What it has printed."""
        return self._processes[0].output()


class Premises:
    """Databases of one kind, ``sqlite`` or ``postgresql``, and the systems started on them."""

    def __init__(self, kind: str, steps: list[Step]) -> None:
        """Nothing is started until it is asked for; ``close`` ends and removes it all."""
        self._steps = steps
        self._end = ExitStack()
        self._folder = Path(tempfile.mkdtemp(prefix="sampan-bench-"))
        self._end.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._server: postgres.Postgres | None = None
        if kind == "postgresql":
            with held_to(THEIRS):
                self._server = postgres.start(LASTING)
            self._end.callback(self._server.stop)

    def close(self) -> None:
        """End every process and remove every file."""
        self._end.close()

    def sampan(self, people: list[load.Person], graph_url: str, numbers: int) -> System:
        """Sampan's ``serve`` with these people known to it, each where their step begins."""
        url = self._database("sampan")
        instance = self._folder / "instance"
        application.migrate(url, instance)
        environ = application.environ(url, instance, GRAPH_API_URL=graph_url)
        fill(environ, people, numbers, self._steps)
        command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "serve"]
        return self._started("sampan", command, environ, people, numbered=True)

    def plain(self, people: list[load.Person], graph_url: str) -> System:
        """The plain handler with the same people known to it."""
        url = self._database("plain")
        engine = plain_handler.engine_of(url)
        plain_handler.metadata.create_all(engine)
        rows = [
            {
                "phone": person.phone,
                "number_id": person.number_id,
                "node": plain_handler.NODES[person.step],
                "answers": plain_handler.ANSWERS | {"email": "siu-man@example.org"},
            }
            for person in people
        ]
        with engine.begin() as connection:
            connection.execute(insert(plain_handler.talk), rows)
        engine.dispose()
        environ = {"DATABASE_URL": url, "GRAPH_API_URL": graph_url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "benchmarks.plain_handler"]
        return self._started("plain", command, environ, people, numbered=False)

    def _database(self, name: str) -> str:
        if self._server is None:
            return f"sqlite:///{self._folder / name}.sqlite"
        return self._server.url(self._server.create())

    def _started(
        self,
        name: str,
        command: list[str],
        environ: Mapping[str, str],
        people: list[load.Person],
        *,
        numbered: bool,
    ) -> System:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        with held_to(THEIRS):
            process = Process(command, folder, environ=_environ(environ, port))
        self._end.callback(process.stop)
        process.wait_until(lambda: _answers(url))
        processes = [process, *([self._server.process] if self._server else [])]
        whole = [step.choice for step in self._steps]
        # Ours is flow.node.part.option, and the plain handler calls the option by the same name.
        choices = whole if numbered else [choice.rpartition(".")[2] for choice in whole]
        crowd = load.Crowd(url, people, self._steps, choices, numbered=numbered)
        return System(name, url, processes, crowd)


def fill(
    environ: Mapping[str, str], people: list[load.Person], numbers: int, steps: list[Step]
) -> None:
    """A department with so many numbers, the flow, and everybody in the middle of their errand."""
    app = application.application(Settings.read(environ))
    with app.app_context(), system():
        department_id = _department(numbers)
        channels = {row.phone_number_id: row.id for row in db.session.scalars(select(Channel))}
        fingerprint(
            "phone", ""
        )  # makes the key; each of the following would look whether it is there
        db.session.commit()
        for at in range(0, len(people), AT_ONCE):
            some = people[at : at + AT_ONCE]
            _meet(db.session.connection(), some, department_id, channels, steps)
            db.session.commit()
        db.engine.dispose()


def _department(numbers: int) -> int:
    department = Department(code="parks", names={"en": "Parks"}, telephone="+852 5555 0100")
    db.session.add(department)
    db.session.flush()
    db.session.add(default_queue(department))
    for number_id in load.number_ids(numbers):
        db.session.add(
            Channel(
                department_id=department.id,
                phone_number_id=number_id,
                number=f"+{number_id[-11:]}",
                waba_id=load.WABA,
                portfolio_id=PORTFOLIO,
                token="a-token-for-tests",  # noqa: S106 (made up)
            )
        )
    flow = Flow(department_id=department.id, name="main", draft=document())
    db.session.add(flow)
    db.session.flush()
    version = FlowVersion(
        department_id=department.id,
        flow_id=flow.id,
        number=1,
        content_hash=content_hash(document()),
        document=document(),
        published_by="terminal",
    )
    db.session.add(version)
    db.session.flush()
    flow.live_version_id = version.id
    db.session.flush()
    return department.id


def _meet(
    connection: Connection,
    some: Sequence[load.Person],
    department_id: int,
    channels: Mapping[str, int],
    steps: Sequence[Step],
) -> None:
    now, version = utc_now(), content_hash(document())
    ids = connection.scalars(
        insert(tables.person).returning(tables.person.c.id, sort_by_parameter_order=True),
        [{} for _ in some],
    ).all()
    whose = list(zip(ids, some, strict=True))
    connection.execute(
        insert(tables.identity),
        [
            {
                "person_id": person_id,
                "portfolio_id": PORTFOLIO,
                "kind": kind,
                "fingerprint": fingerprint(kind, value),
                "value": value,
            }
            for person_id, person in whose
            for kind, value in (("user_id", person.user_id), ("phone", person.phone))
        ],
    )
    contacts = connection.scalars(
        insert(tables.contact).returning(tables.contact.c.id, sort_by_parameter_order=True),
        [
            {
                "person_id": person_id,
                "department_id": department_id,
                "name": "Siu-man",
                "language": "en",
            }
            for person_id, _ in whose
        ],
    ).all()
    connection.execute(
        insert(tables.conversation),
        [
            {
                "person_id": person_id,
                "department_id": department_id,
                "channel_id": channels[person.number_id],
                "contact_id": contact_id,
                "state": steps[person.step].before,
                "turn": person.turn,
                "last_inbound_at": now,
                "last_message_at": now,
                "flow": "main",
                "version": version,
            }
            for (person_id, person), contact_id in zip(whose, contacts, strict=True)
        ],
    )


def tree(pid: int) -> list[int]:
    """A process and all that it and its children started and that still runs."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except FileNotFoundError:
            continue
    return found


def cpu_seconds(pid: int) -> float:
    """CPU, user and system, of a process and its descendants, the ended ones included."""
    ticks = 0
    for one in tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, PermissionError):
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _environ(environ: Mapping[str, str], port: int) -> dict[str, str]:
    place = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**place, **environ, "PORT": str(port)}


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=5).ok
    except requests.RequestException:
        return False
