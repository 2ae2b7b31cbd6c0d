from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from extensions import db
from models import Channel, Flow, InboxRow, User, scope
from models.user import Grant
from tests.admin.conftest import Place, Town, build


def test_it_counts_what_the_person_may_see(town: Town) -> None:
    page = town.visitor("department-admin").page("/admin/")
    assert page.count('<span class="tile-count">1</span>') == 2
    assert "PARKS-7Q2K" in page
    assert "TAX-7Q2K" not in page
    editor = town.visitor("content-editor").page("/admin/")
    assert "tile-count" not in editor
    assert 'href="/admin/flows/begin/"' in editor


def test_a_number_that_meta_never_reached_needs_attention_but_for_the_sandboxs(
    make_app: Callable[..., Flask], sqlite_database: str
) -> None:
    town = build(make_app(sqlite_database, GRAPH_API_URL="http://127.0.0.1:9"))
    trouble = '<li class="tile trouble">'
    assert trouble in town.visitor("department-admin").page("/admin/")
    town.app.extensions["settings"] = replace(town.app.extensions["settings"], graph_api_url=None)
    assert trouble not in town.visitor("department-admin").page("/admin/")


def test_what_is_nobodys_is_for_whoever_runs_the_system(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        db.session.add(InboxRow(key="h:1", kind="unread", state="parked"))
        db.session.commit()
    trouble = '<li class="tile trouble">'
    assert trouble in small_town.visitor("system-admin").page("/admin/")
    assert trouble not in small_town.visitor("department-admin").page("/admin/")
    assert "Parked" not in small_town.visitor("agent").page("/admin/")


def test_a_department_without_number_or_flow_is_told_what_to_do(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        flow = db.session.get(Flow, small_town.parks.flow)
        assert flow is not None
        flow.live_version_id = None
        db.session.commit()
    page = small_town.visitor("department-admin").page("/admin/")
    assert "Publish a flow for Parks Office" in page
    assert "Connect a WhatsApp number" not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("conversations", "No conversations yet"),
        ("cases", "No cases here"),
        ("flows", "No flows yet"),
        ("questions", "No questions yet"),
        ("tables", "No tables yet"),
        ("files", "No files yet"),
        ("departments", "No departments yet"),
        ("channels", "No numbers yet"),
        ("connectors", "No connectors yet"),
        ("waiting", "Nobody is waiting"),
        ("stuck", "Nobody is stuck"),
    ],
)
def test_an_empty_list_says_how_it_fills(app: Flask, name: str, said: str) -> None:
    with app.app_context(), scope.system():
        user = User(email="first@example.org", fs_uniquifier="f" * 64)
        user.grants += [Grant(role="system-admin"), Grant(role="supervisor")]
        db.session.add(user)
        db.session.commit()
        assert db.session.query(Channel).count() == 0
    nowhere = Place(0, 0, 0, 0, 0, "", 0)
    visitor = Town(app, nowhere, nowhere, {"first": "f" * 64}).visitor("first")
    assert f"<h2>{said}</h2>" in visitor.page(f"/admin/{name}/")
    assert "Add a department" in visitor.page("/admin/")
