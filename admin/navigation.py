"""The navigation at the side: three groups of what the person may see."""

from collections.abc import Iterator

import msgspec
from flask import current_app, request, url_for
from flask_babel import gettext

# Groups and their views by endpoint; the builder belongs to the flows.
_GROUPS = (
    ("inbox", ("waiting", "conversations", "unsent", "stuck", "cases")),
    ("build", ("flows", "reviews", "questions", "tables", "calendars", "assets", "testers")),
    ("setup", ("departments", "channels", "connectors", "people", "trail", "operations")),
)
_ALSO = {"flows": ("builder", "beginning")}


class Entry(msgspec.Struct, frozen=True):
    """A line of the navigation."""

    name: str
    url: str
    current: bool
    waiting: int = 0  # how much of it waits for the person


class Group(msgspec.Struct, frozen=True):
    """Lines under a heading."""

    name: str
    entries: list[Entry]


def navigation() -> Iterator[Group]:
    """The groups that have anything in them for the person of this request."""
    views = {view.endpoint: view for view in current_app.extensions["admin"][0]._views}  # noqa: SLF001 (Flask-Admin has no other list)
    here = request.blueprint or ""
    for group, endpoints in _GROUPS:
        entries = [
            Entry(
                str(views[name].name),
                url_for(f"{name}.index_view"),
                here in {name, *_ALSO.get(name, ())},
                getattr(views[name], "waiting", 0),
            )
            for name in endpoints
            if name in views and views[name].is_accessible()
        ]
        if entries:
            yield Group(_heading(group), entries)


def _heading(group: str) -> str:
    names = {"inbox": gettext("Inbox"), "build": gettext("Build"), "setup": gettext("Set-up")}
    return str(names[group])
