"""From a flow to a department's system and back, over TLS."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from conversations.engine import drain
from models import Call, Connector, Department
from tests.connectors.conftest import department_system, running
from tests.conversations.calling.test_calls import FLOW
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, now
from tests.services.systems import DepartmentSystem

__all__ = ["department_system", "running"]
SECRET = "Bearer a-secret-of-theirs"


def _description(base: str) -> dict[str, Any]:
    return {
        "base": f"{base}/v1",
        "operations": {
            "find": {
                "method": "POST",
                "path": "/offices/{district}",
                "body": {"district": "{district}"},
                "found": "office",
                "gives": {"name": "office.name"},
            }
        },
    }


@pytest.fixture
def asking(
    make_app: Callable[..., Flask],
    database_url: str,
    graph_api: GraphApi,
    department_system: DepartmentSystem,
) -> Office:
    app = make_app(database_url, GRAPH_API_URL=graph_api.url)
    app.extensions["connector_wire"] = department_system.wire
    office = Office(app, FLOW)
    document = _description(department_system.base)
    with office.open() as session:
        session.add(
            Connector(
                department_id=office.department_id, name="offices", proposed=document,
                approved=document, proposed_by="user:1", approved_by="user:2",
                secrets={department_system.base: SECRET, "https://other.example.org": "another"},
            )
        )  # fmt: skip
        session.commit()
    return office


def _change(office: Office, **values: Any) -> None:
    with office.open() as session:
        session.execute(update(Connector).values(**values))
        session.commit()


def _asked(office: Office, district: str = "Sha Tin") -> None:
    office.say("hi")
    office.say(district)


def test_the_system_is_asked_with_its_secret_and_the_calls_key(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem
) -> None:
    department_system.answer({"office": {"name": "Sha Tin Office", "secret": "no"}})
    _asked(asking)
    assert graph_api.words()[-1] == "Sha Tin Office"
    [request] = department_system.asked
    assert (request["method"], request["target"]) == ("POST", "/v1/offices/Sha%20Tin")
    assert orjson.loads(request["body"]) == {"district": "Sha Tin"}
    assert request["headers"]["Authorization"] == SECRET
    assert request["headers"]["Idempotency-Key"] == asking.rows(Call)[0].key


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"office": None}, 200, "None."),
        ({}, 404, "None."),
        ({"office": {"other": 1}}, 200, "Sorry."),
        ({}, 400, "Sorry."),
        ({}, 401, "Sorry."),
        ({}, 302, "Sorry."),
    ],
)
def test_what_it_answers_decides_the_way(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem,
    body: Any, status: int, said: str,
) -> None:  # fmt: skip
    department_system.answer(body, status, Location="https://127.0.0.1/")
    _asked(asking)
    assert graph_api.words()[-1] == said
    assert len(department_system.asked) == 1


def test_a_system_that_is_out_of_breath_is_asked_again(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem
) -> None:
    department_system.answer({}, 503, **{"Retry-After": "2"})
    department_system.answer({"office": {"name": "Sha Tin Office"}})
    _asked(asking)
    with time_machine.travel(now() + timedelta(seconds=3), tick=True):
        drain(asking.app)
    assert graph_api.words()[-1] == "Sha Tin Office"
    keys = {one["headers"]["Idempotency-Key"] for one in department_system.asked}
    assert (len(department_system.asked), len(keys)) == (2, 1)


@pytest.mark.parametrize("district", ["../admin", "..", "a/b"])
def test_what_would_lead_elsewhere_is_not_sent(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem, district: str
) -> None:
    _asked(asking, district)
    assert graph_api.words()[-1] == "Sorry."
    assert not department_system.asked


def test_what_is_not_approved_is_never_called(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem
) -> None:
    _change(asking, approved=None)
    _asked(asking)
    assert graph_api.words()[-1] == "Sorry."
    assert not department_system.asked


def test_a_change_that_waits_for_approval_changes_nothing(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem
) -> None:
    _change(asking, proposed=_description("https://evil.example.org"))
    department_system.answer({"office": {"name": "Sha Tin Office"}})
    _asked(asking)
    assert graph_api.words()[-1] == "Sha Tin Office"


def test_a_connector_of_another_department_is_not_there(
    asking: Office, graph_api: GraphApi, department_system: DepartmentSystem
) -> None:
    with asking.open() as session:
        other = Department(code="lands", names={"en": "Lands"})
        session.add(other)
        session.flush()
        session.execute(update(Connector).values(department_id=other.id))
        session.commit()
    _asked(asking)
    assert graph_api.words()[-1] == "Sorry."
    assert not department_system.asked


def test_a_secret_goes_to_the_host_it_was_entered_for(
    asking: Office, department_system: DepartmentSystem
) -> None:
    _change(asking, secrets={"https://other.example.org": SECRET})
    _asked(asking)
    assert "Authorization" not in department_system.asked[0]["headers"]


def test_nothing_of_it_is_logged(
    asking: Office, department_system: DepartmentSystem, caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        department_system.answer({"office": {"wrong": "Tai Wai Office"}})
        _asked(asking)
        department_system.answer({"why": "Tai Wai Office"}, 500)
        _asked(asking)
    told = caplog.text + "".join(capsys.readouterr())
    assert "connector_failed" in told
    for secret in ("Sha Tin", "Tai Wai", "a-secret-of-theirs"):
        assert secret not in told
