"""Every address is for everybody by name, or turns strangers away: nothing is open by accident."""

from collections.abc import Callable

from flask import Flask, url_for
from werkzeug.routing import Rule

# What a stranger may open, and why.
OPEN = {
    "static": "our own style sheets and scripts",
    "choose_language": "the language of the pages is anybody's choice",
    "public.index": "the directory of official numbers is for everybody",
    "public.department": "and so is a department's page",
    "public.qr": "and its QR code",
    "health.healthz": "says that the process is up, and nothing else",
    "health.readyz": "says whether the database answers, and nothing else",
    "metrics.metrics": "asks for METRICS_TOKEN when one is set",
    "webhook.handshake": "asks for META_VERIFY_TOKEN",
    "webhook.deliver": "asks for Meta's signature",
}
# Exist with the sandbox alone, which listens to this machine only.
SANDBOX = ("sandbox_graph.", "sandbox_phone.")
# Signing in and choosing the first password.
DOOR = ("security.", "welcome")
REFUSED = {401, 403}


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def _is_open(rule: Rule) -> bool:
    return rule.endpoint in OPEN or str(rule.endpoint).startswith(SANDBOX + DOOR)


def _is_asset(rule: Rule) -> bool:
    return str(rule.endpoint).endswith(".static")


def test_strangers_are_turned_away_from_every_guarded_address(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # so that the guard itself answers
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.test_request_context():
        door = url_for("security.login")
    let_in = []
    for rule in _rules(app):
        if _is_open(rule) or _is_asset(rule):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = app.test_client().open(_address(app, rule), method=method)
            sent_to_door = answer.status_code == 302 and door in answer.headers["Location"]
            if answer.status_code not in REFUSED and not sent_to_door:
                let_in.append(f"{method} {rule.rule}: {answer.status}")
    assert not let_in


def test_everything_under_admin_is_guarded(app: Flask) -> None:
    exempt = [
        rule.rule
        for rule in _rules(app)
        if rule.rule.startswith("/admin") and _is_open(rule) and not rule.endpoint.startswith(DOOR)
    ]
    assert not exempt


def test_every_open_address_still_exists(app: Flask) -> None:
    assert OPEN.keys() <= {rule.endpoint for rule in app.url_map.iter_rules()}


def test_the_sandbox_is_absent_when_a_graph_api_is_set(
    make_app: Callable[..., Flask], sqlite_database: str
) -> None:
    app = make_app(sqlite_database, GRAPH_API_URL="https://graph.example")
    assert not [rule for rule in _rules(app) if rule.endpoint.startswith(SANDBOX)]


def _address(app: Flask, rule: Rule) -> str:
    """An address that the rule matches, each of its variables a number."""
    with app.test_request_context():
        return app.url_map.bind("localhost").build(
            rule.endpoint, dict.fromkeys(rule.arguments, 1), method=min(rule.methods or {""})
        )
