"""A flow in each of two departments, and the people who may and may not build there."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Settings
from conversations.releases import publishing
from extensions import db
from flows.documents import written
from models import Department, Flow, FlowVersion, Grant, User, scope
from models.calendar import default_calendar
from models.queue import default_queue
from tests.admin.builder.forms import Sent, forms, main_form
from tests.services import application

FLOWS = Path(__file__).parent / "flows"


class Office:
    """Parks and Tax, each with its demonstration flow published, and staff by name."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.system():
            self.flows = {row.name.partition("-")[0]: row.id for row in db.session.query(Flow)}
            self.keys = {row.name: row.fs_uniquifier for row in db.session.query(User)}

    @classmethod
    def furnish(cls, app: Flask) -> None:
        """Fill an empty database."""
        with app.app_context(), scope.system():
            for code in ("parks", "tax"):
                department = Department(
                    code=code,
                    names={"en": code.title()},
                    demo=True,
                    flow_policy="words_at_once",
                )
                db.session.add(department)
                db.session.flush()
                db.session.add_all([default_queue(department), default_calendar(department)])
                document = written.read(_demo(code).read_text())
                row = publishing.import_document(department, document, "terminal")
                problems = {one.code for one in publishing.problems_of(row)}
                publishing.publish(row, "terminal", problems)
                cls._person(f"{code}-editor", "content-editor", department.id)
            parks = db.session.query(Department).filter_by(code="parks").one()
            cls._person("parks-second", "content-editor", parks.id)
            cls._person("reviewer", "reviewer", parks.id)
            cls._person("agent", "agent", parks.id)
            cls._person("auditor", "auditor", None)
            db.session.commit()

    @staticmethod
    def _person(who: str, role: str, department: int | None) -> None:
        user = User(
            email=f"{who}@example.org",
            name=who,
            fs_uniquifier=who.ljust(64, "x"),
            password="unusable",
        )
        user.grants.append(Grant(role=role, department_id=department))
        db.session.add(user)

    def browser(self, who: str = "parks-editor", code: str = "parks") -> "Browser":
        client = self.app.test_client()
        with client.session_transaction() as session:
            signed = {"_user_id": self.keys[who], "_fresh": True, "fs_cc": "set"}
            session.update({**signed, "fs_paa": time.time()})
        return Browser(client, f"/admin/flows/{self.flows[code]}")

    def draft(self, code: str = "parks") -> dict[str, Any]:
        with self.app.app_context(), scope.system():
            return dict(db.session.get_one(Flow, self.flows[code]).draft)

    def put(self, document: dict[str, Any], code: str = "parks") -> None:
        """Somebody else saves the draft."""
        with self.app.app_context(), scope.system():
            row = db.session.get_one(Flow, self.flows[code])
            publishing.save_draft(row, document, "terminal")
            db.session.commit()

    def live(self, code: str = "parks") -> FlowVersion:
        with self.app.app_context(), scope.system():
            version = db.session.get_one(Flow, self.flows[code]).live_version
            assert version is not None
            db.session.expunge(version)
            return version

    def actions(self) -> list[str]:
        with self.app.app_context(), scope.system():
            found = db.session.execute(db.text("SELECT action FROM audit_event ORDER BY id"))
            return [row[0] for row in found]


class Browser:
    """Somebody signed in, at the pages of one flow."""

    def __init__(self, client: FlaskClient, base: str) -> None:
        self.client = client
        self.base = base

    def get(self, path: str = "/") -> TestResponse:
        return self.client.get(path if path.startswith("/admin") else self.base + path)

    def page(self, path: str = "/") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-400:])
        return answer.text

    def form(self, path: str) -> Sent:
        return main_form(self.page(path))

    def send(self, path: str, form: Sent, op: str | None = "save") -> TestResponse:
        return self.client.post(
            path if path.startswith("/admin") else self.base + path, data=form.data(op)
        )

    def token(self) -> str:
        return forms(self.page("/admin/"))[0].value("csrf_token")

    def post(self, path: str, **fields: Any) -> TestResponse:
        sent = {"csrf_token": self.token(), **fields}
        return self.client.post(path if path.startswith("/admin") else self.base + path, data=sent)


@pytest.fixture(scope="session")
def furnished(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the office, to copy from."""
    folder = tmp_path_factory.mktemp("furnished")
    path = folder / "office.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    settings = Settings.read(application.environ(f"sqlite:///{path}", folder))
    app = application.application(settings)
    Office.furnish(app)
    with app.app_context():
        db.engine.dispose()  # the last connection takes what stands in the log into the file
    return path


@pytest.fixture
def office(make_app: Callable[..., Flask], furnished: Path, tmp_path: Path) -> Office:
    """The office on SQLite."""
    path = tmp_path / "office.sqlite"
    shutil.copyfile(furnished, path)
    return Office(make_app(f"sqlite:///{path}"))


def _demo(code: str) -> Path:
    return FLOWS / f"{code}-main.yaml"
