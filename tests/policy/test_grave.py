"""What publishes, approves, exports or touches keys asks once more who somebody is."""

from collections.abc import Iterator

from flask import Flask

# By the last part of an address: what such an address does is grave, unless it stands below.
GRAVE_WORDS = {"publish", "approve", "judge", "policy", "export", "grant", "link", "password"}
GRAVE = {
    "account.password_view",
    "account.recovery_view",
    "account.remove_view",
    "builder.judge_view",
    "builder.look_view",
    "builder.policy_view",
    "builder.publish_view",
    "cases.export",
    "channels.create_view",
    "channels.edit_view",
    "connectors.approve_view",
    "people.active_view",
    "people.approve_view",
    "people.create_view",
    "people.forget_view",
    "people.grant_view",
    "people.link_view",
}
LIGHT = {
    "builder.export_view": "a flow as a file holds what the department wrote, and no citizen",
    "builder.export_version_view": "and so does an older version",
}


def _marked(app: Flask) -> set[str]:
    return {name for name, view in app.view_functions.items() if getattr(view, "grave", False)}


def _words(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        words = [part for part in rule.rule.split("/") if part and not part.startswith("<")]
        if rule.rule.startswith("/admin") and words:
            yield rule.endpoint, words[-1]


def test_what_is_grave_asks_once_more(app: Flask) -> None:
    assert _marked(app) == GRAVE


def test_nothing_grave_is_forgotten(app: Flask) -> None:
    site = app.extensions["admin"][0]
    open_lists = {f"{view.endpoint}.export" for view in site._views if view.endpoint != "cases"}
    forgotten = {
        endpoint
        for endpoint, word in _words(app)
        if word in GRAVE_WORDS and endpoint not in GRAVE | LIGHT.keys() | open_lists
    }
    assert not forgotten


def test_the_lists_that_flask_admin_would_export_are_shut(app: Flask) -> None:
    with app.test_request_context():
        for view in app.extensions["admin"][0]._views:
            assert not getattr(view, "can_export", False), view.endpoint


def test_exceptions_still_exist(app: Flask) -> None:
    assert LIGHT.keys() <= app.view_functions.keys()
