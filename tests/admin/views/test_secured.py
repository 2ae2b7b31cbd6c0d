import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin.views.secured import Personal, Secured, SecuredModelView
from extensions import db
from models import scope
from staff.roles import PERMISSIONS
from tests.admin.conftest import Town
from tests.admin.rows import fill

LISTS = (
    "conversations", "cases", "flows", "questions", "tables", "calendars", "files", "departments",
    "channels",
    "connectors", "people", "trail",
)  # fmt: skip
FORMLESS = ("conversations", "cases", "flows", "people")


def test_every_view_names_a_permission(app: Flask) -> None:
    views = app.extensions["admin"][0]._views
    assert {view.endpoint for view in views} >= {*LISTS, "admin", "media"} - {"files"} | {"assets"}
    for view in views:
        assert isinstance(view, Secured), view.endpoint
        assert view.permission in PERMISSIONS or isinstance(view, Personal), view.endpoint


def test_no_view_offers_what_flask_admin_offers_by_itself(app: Flask) -> None:
    for view in app.extensions["admin"][0]._views:
        if not isinstance(view, SecuredModelView):
            continue
        assert not view.can_delete
        assert not view.column_editable_list
        assert not view.is_action_allowed("delete")
        assert view.get_actions_list() == ([], {})
        assert "csrf_token" not in view.form.__dict__
        with app.test_request_context():
            assert view.can_edit is False
            assert view.can_create is False
            assert view.can_export is False


def test_a_stranger_is_asked_to_sign_in_everywhere(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        open_to_all = rule.rule.startswith(("/admin/sign", "/admin/welcome"))
        if not rule.rule.startswith("/admin") or open_to_all:
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        answer = client.get(path) if "GET" in (rule.methods or ()) else client.post(path)
        assert answer.status_code in {302, 308, 400}, path
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/admin/sign-in"), path


BUILDING = ("flows", "questions", "tables", "calendars", "files")
ALLOWED = {
    "content-editor": {*BUILDING, "testers", "reviews", "connectors"},
    "agent": {"waiting", "conversations", "unsent", "cases"},
    "supervisor": {"waiting", "conversations", "unsent", "stuck", "cases", *BUILDING},
    "auditor": {*BUILDING, "trail"},
    "department-admin": {
        "conversations",
        "unsent",
        "stuck",
        "cases",
        *BUILDING,
        "testers",
        "reviews",
        "departments",
        "channels",
        "connectors",
        "people",
        "operations",
    },
    "system-admin": {
        *BUILDING,
        "departments",
        "channels",
        "connectors",
        "people",
        "trail",
        "operations",
    },
}


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_opens_its_pages_and_no_others(small_town: Town, role: str) -> None:
    visitor = small_town.visitor(role)
    for name in LISTS:
        expected = 200 if name in ALLOWED[role] else 403
        assert visitor.get(f"/admin/{name}/").status_code == expected, name
    shown = set(re.findall(r'href="/admin/(\w+)/"', visitor.page("/admin/")))
    assert shown == {*ALLOWED[role], "account"}


def test_another_departments_rows_are_not_there(town: Town) -> None:
    visitor = town.visitor("department-admin")
    own, other = town.parks, town.tax
    for path, mine, theirs in (
        ("/admin/conversations/details/?id=", own.conversation, other.conversation),
        ("/admin/conversations/messages/?id=", own.conversation, other.conversation),
        ("/admin/cases/details/?id=", own.case, other.case),
        ("/admin/departments/edit/?id=", own.department, other.department),
        ("/admin/channels/details/?id=", own.channel, other.channel),
        ("/admin/channels/edit/?id=", own.channel, other.channel),
        ("/admin/people/details/?id=", own.user, other.user),
    ):
        assert visitor.get(f"{path}{mine}").status_code == 200, path
        assert visitor.get(f"{path}{theirs}").status_code == 404, path
        for nonsense in ("", "0", "-1", "x", "1 or 1=1", "9" * 30, "１"):
            assert visitor.get(f"{path}{nonsense}").status_code in {302, 404}, (path, nonsense)
    for path in (
        f"/admin/cases/status/?id={other.case}",
        f"/admin/channels/edit/?id={other.channel}",
        f"/admin/channels/check/?id={other.channel}",
        f"/admin/channels/subscribe/?id={other.channel}",
        f"/admin/channels/test/?id={other.channel}",
        f"/admin/departments/edit/?id={other.department}",
        f"/admin/people/grant/?id={other.user}",
        f"/admin/people/revoke/?id={other.user}",
        f"/admin/people/link/?id={other.user}",
        f"/admin/people/active/?id={other.user}",
    ):
        assert visitor.post(path, status="closed", to="+85255550123").status_code == 404, path
    assert visitor.get(f"/admin/media/{other.media}").status_code == 404


def test_lists_hold_the_own_department_alone(town: Town) -> None:
    visitor = town.visitor("department-admin")
    rows = {
        "conversations": 1,
        "cases": 1,
        "flows": 1,
        "departments": 1,
        "channels": 1,
        "people": 5,
    }
    for name, own in rows.items():
        page = visitor.page(f"/admin/{name}/")
        assert page.count('<td class="first') == own, name
        assert "Tax Office" not in page, name
        assert "TAX-7Q2K" not in page, name
        assert "tax@example.org" not in page, name


@pytest.mark.parametrize("name", [one for one in LISTS if one not in {"files", "trail"}])
def test_deleting_in_any_way_changes_nothing(small_town: Town, name: str) -> None:
    site = small_town.app.extensions["admin"][0]
    view = next(one for one in site._views if one.endpoint == name)
    with small_town.app.app_context(), scope.system():
        fill(small_town, 1)
        row = db.session.query(view.model.id).order_by(view.model.id.desc()).limit(1).scalar()
    visitor = small_town.visitor("department-admin")
    visitor.post(f"/admin/{name}/delete/", id=row)
    visitor.post(f"/admin/{name}/action/", action="delete", rowid=row)
    visitor.post(f"/admin/{name}/ajax/update/", list_form_pk=row)
    with small_town.app.app_context(), scope.system():
        assert db.session.get(view.model, row) is not None


def test_nothing_is_changed_without_a_token(small_town: Town) -> None:
    visitor = small_town.visitor("department-admin")
    for rule in small_town.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or not rule.rule.startswith("/admin/"):
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        answer = visitor.client.post(f"{path}?id=1", data={"status": "closed"})
        assert answer.status_code == 400, path


@pytest.mark.parametrize("name", FORMLESS)
def test_what_is_no_form_is_not_edited(small_town: Town, name: str) -> None:
    visitor = small_town.visitor("department-admin")
    assert visitor.get(f"/admin/{name}/edit/?id=1").status_code == 404
    assert visitor.post(f"/admin/{name}/edit/?id=1").status_code == 405


def test_a_failure_is_told_without_the_databases_words(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("INSERT INTO channel (token) VALUES ('secret')")

    monkeypatch.setattr(SecuredModelView, "_record", fail)
    path = f"/admin/departments/edit/?id={small_town.parks.department}"
    fields = {"names-en": "Another", "zone": "Asia/Hong_Kong"}
    answer = small_town.visitor("department-admin").post(path, **fields)
    assert answer.status_code == 200
    assert "This could not be saved" in answer.text
    assert "INSERT" not in answer.text
    assert "Another" not in small_town.visitor("system-admin").page("/admin/departments/")


def test_no_page_needs_more_than_the_policy_allows(small_town: Town) -> None:
    place = small_town.parks
    paths = [f"/admin/{name}/" for name in LISTS if name != "trail"] + [
        "/admin/",
        f"/admin/conversations/details/?id={place.conversation}",
        f"/admin/cases/details/?id={place.case}",
        f"/admin/channels/details/?id={place.channel}",
        f"/admin/departments/edit/?id={place.department}",
        "/admin/channels/new/",
        "/admin/people/new/",
    ]
    visitor = small_town.visitor("department-admin")
    for path in paths:
        page = visitor.page(path)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), path
        assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", page), path
        assert not re.search(r"(src|href)=\"(https?:)?//(?!www\.openstreetmap\.org)", page), path
