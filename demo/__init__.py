"""The demonstration: three fictional departments with their flows, and staff who can sign in.

The content stands in the files beside this module: flows, and below ``tables`` and ``around`` what
they look at. Here it is put into the database, as far as it is not there yet.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from audit import trail
from config import Settings
from conversations.department import folders, lookup_tables, question_sheets
from conversations.releases import publishing
from extensions import db
from flows.department.surroundings import Surroundings
from flows.department.tables import Table
from flows.documents import written
from models import Channel, Department, Flow, User, scope
from models.calendar import default_calendar
from models.queue import default_queue
from staff import accounts

FOLDER = Path(__file__).parent
PASSWORD_FILE = "demo_password"  # noqa: S105 (the file's name, below instance/)


class NotASandboxError(Exception):
    """The demonstration has sign-ins that are printed, so it stays where citizens are not."""


@dataclass(frozen=True)
class SignIn:
    """A member of the demonstration's staff; ``department`` is a code, empty for everywhere."""

    email: str
    name: str
    role: str
    department: str
    password: str


@dataclass(frozen=True)
class Planted:
    """What the demonstration consists of, and how many departments were added just now."""

    departments: tuple[str, ...]
    sign_ins: tuple[SignIn, ...]
    added: int


def plant(app: Flask) -> Planted:
    """Add what is absent of the demonstration, and commit; what is there stays as staff left it.

    Raises:
        NotASandboxError: messages go to the real WhatsApp.
        GateError, ShapeError: a flow of the demonstration is not fit to be published.

    """
    settings: Settings = app.extensions["settings"]
    if not settings.sandbox:
        raise NotASandboxError(
            "The demonstration is only added while the sandbox is on: GRAPH_API_URL is set."
        )
    content = written.read((FOLDER / "departments.yaml").read_text(encoding="utf-8"))
    password, fresh = _password(settings)
    with app.app_context(), scope.system():
        try:
            added = [_department(entry) for entry in content["departments"]]
            sign_ins = [_sign_in(entry, password, renewed=fresh) for entry in content["staff"]]
            if any(added):
                trail.record(
                    "demo.seeded",
                    actor=trail.TERMINAL,
                    subject="demo:departments",
                    departments=sum(added),
                )
            db.session.commit()
        finally:
            db.session.rollback()
    codes = tuple(entry["code"] for entry in content["departments"])
    return Planted(codes, tuple(sign_ins), sum(added))


def _department(entry: Mapping[str, Any]) -> bool:
    """Add a department with its number and flows; whether the department itself was absent."""
    department = db.session.scalar(select(Department).where(Department.code == entry["code"]))
    absent = department is None
    if department is None:
        department = Department(
            code=entry["code"],
            names=entry["names"],
            telephone=entry["telephone"],
            hours=entry["hours"],
            desk_open=entry.get("desk_open", False),
            demo=True,
            flow_policy="words_at_once",
        )
        db.session.add(department)
        db.session.flush()
        db.session.add(default_queue(department))
        _calendar(department)
        _record("department.added", "department", department.id, department, code=department.code)
    if not department.demo:
        return False  # somebody's own department of that code: none of our business
    _channel(department, entry["channel"])
    for name, table in _around(department).tables.items():
        _table(department, name, table)
    _questions(department, FOLDER / department.code / "questions.csv")
    # A front door runs the others, so they come before it.
    flows = sorted((FOLDER / department.code).glob("*.yaml"), key=lambda path: "-main" in path.stem)
    for path in flows:
        _flow(department, written.read(path.read_text(encoding="utf-8")))
    return absent


def _channel(department: Department, entry: Mapping[str, str]) -> None:
    known = select(Channel.id).where(Channel.phone_number_id == entry["phone_number_id"])
    if db.session.scalar(known) is not None:
        return
    channel = Channel(
        department_id=department.id,
        phone_number_id=entry["phone_number_id"],
        number=entry["number"],
        waba_id=entry["waba"],
        portfolio_id=entry["portfolio"],
        token=secrets.token_urlsafe(32),
    )
    db.session.add(channel)
    db.session.flush()
    _record("channel.added", "channel", channel.id, department)


def _around(department: Department) -> Surroundings:
    return folders.read(FOLDER / department.code)


def _calendar(department: Department) -> None:
    calendar = default_calendar(department)
    hours = _around(department).calendars.get(calendar.name)
    if hours is not None:
        calendar.document = hours.model_dump(mode="json", by_alias=True, exclude_unset=True)
    db.session.add(calendar)


def _table(department: Department, name: str, table: Table) -> None:
    if lookup_tables.named(department.id, name) is not None:
        return
    version = lookup_tables.add(department, name, table, trail.TERMINAL)
    lookup_tables.use(version, trail.TERMINAL)


def _questions(department: Department, path: Path) -> None:
    """The department's questions, unless it has some already."""
    if path.exists() and not question_sheets.of_department(department.id):
        question_sheets.take(department, path.read_bytes(), trail.TERMINAL)


def _flow(department: Department, document: Mapping[str, Any]) -> None:
    known = select(Flow.id).where(
        Flow.department_id == department.id, Flow.name == document["name"]
    )
    if db.session.scalar(known) is not None:
        return
    flow = publishing.import_document(department, document, trail.TERMINAL)
    publishing.publish(flow, trail.TERMINAL)


def _sign_in(entry: Mapping[str, str], password: str, *, renewed: bool) -> SignIn:
    """Add an account with the password; give it to one that has another, where it is renewed."""
    code = entry.get("department", "")
    user = db.session.scalar(select(User).where(User.email == entry["email"]))
    if user is None:
        department = db.session.scalar(select(Department).where(Department.code == code))
        user = accounts.add(entry["email"], entry["role"], department, actor=trail.TERMINAL)
        user.name = entry["name"]
    if renewed or not user.password:
        accounts.set_password(user, password)
    return SignIn(entry["email"], entry["name"], entry["role"], code, password)


def _password(settings: Settings) -> tuple[str, bool]:
    """The password of all demonstration accounts, and whether it was made just now."""
    path = settings.instance_dir / PASSWORD_FILE
    if path.exists():
        return path.read_text(encoding="utf-8").strip(), False
    made = "-".join(secrets.token_hex(2) for _ in range(4))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(made, encoding="utf-8")
    return made, True


def _record(action: str, noun: str, id: int, department: Department, **details: Any) -> None:
    trail.record(
        action,
        actor=trail.TERMINAL,
        subject=f"{noun}:{id}",
        department_id=department.id,
        **details,
    )
