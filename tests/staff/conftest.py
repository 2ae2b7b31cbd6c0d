from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select

from extensions import db
from models import Contact, scope
from staff.access import requires, signed_in

FORM = '<form><input name="csrf_token" value="{{ csrf_token() }}"></form>'


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """The application with pages that show what a request may see."""

    def whoami() -> dict[str, Any]:
        user = signed_in()
        here = scope.current()
        seen = sorted(here) if isinstance(here, frozenset) else here
        return {"id": user.id if user else None, "scope": seen}

    @requires("conversations.read")
    def contacts() -> dict[str, Any]:
        return {"contacts": sorted(db.session.scalars(select(Contact.id)))}

    app.add_url_rule("/tests/whoami", "whoami", whoami)
    app.add_url_rule("/tests/contacts", "contacts", contacts, methods=["GET", "POST"])
    app.add_url_rule("/tests/form", "form", lambda: render_template_string(FORM))
    if "admin.index" not in app.view_functions:
        app.add_url_rule("/admin/", "admin.index", whoami)
    with app.app_context():
        yield app
        db.session.rollback()
