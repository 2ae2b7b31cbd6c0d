from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models import AuditEvent, Channel
from tests.commands.terminal import Terminal
from tests.whatsapp.graph_server import GraphServer, running

NUMBER = {
    "--department": "PARKS",
    "--phone-number-id": "100000000000121",
    "--number": "+852 5555 0121",
    "--waba": "200000000000100",
    "--portfolio": "300000000000100",
    "--token": "a-token-for-tests",
}


def options(**changed: str) -> list[str]:
    given = NUMBER | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return [part for pair in given.items() for part in pair]


@pytest.fixture
def parks(terminal: Terminal) -> Terminal:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    return terminal


def test_a_number_is_added_with_its_limits(parks: Terminal) -> None:
    limits = options(throughput="0", pair_burst="9", pair_seconds="3")
    assert parks.run("channels", "add", *limits).output == "Added +85255550121 to parks.\n"
    with parks.database():
        row = db.session.scalars(select(Channel)).one()
        assert row.number == "+85255550121"
        assert (row.phone_number_id, row.waba_id, row.portfolio_id) == (
            "100000000000121", "200000000000100", "300000000000100",
        )  # fmt: skip
        assert (row.throughput, row.pair_burst, row.pair_seconds) == (0, 9, 3)
        assert row.token == "a-token-for-tests"
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "channel.added"))
        (event,) = events
        assert (event.actor, event.department_id, event.details) == (
            "terminal", row.department_id, {},
        )  # fmt: skip


def test_limits_are_meta_s_where_none_is_given(parks: Terminal) -> None:
    parks.run("channels", "add", *options())
    with parks.database():
        row = db.session.scalars(select(Channel)).one()
        assert (row.throughput, row.pair_burst, row.pair_seconds) == (80, 45, 6)


def test_the_token_may_come_from_standard_input(parks: Terminal) -> None:
    parks.run("channels", "add", *options(token="-"), stdin="another-token\n")
    with parks.database():
        assert db.session.scalars(select(Channel)).one().token == "another-token"


def test_a_number_is_added_once(parks: Terminal) -> None:
    parks.run("channels", "add", *options())
    assert "is added already" in parks.run("channels", "add", *options(), fails=1).output


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        ({"department": "zoo"}, 1, "There is no department 'zoo'"),
        ({"number": "5555 0121"}, 2, "write it like +85255550111"),
        ({"number": "+852"}, 2, "write it like +85255550111"),
        ({"phone_number_id": "../1"}, 2, "is no id of Meta's"),
        ({"waba": ""}, 2, "is no id of Meta's"),
        ({"token": " "}, 2, "The token is empty"),
        ({"token": "a\nb"}, 2, "other characters than plain letters"),
        ({"token": "令牌"}, 2, "other characters than plain letters"),
        ({"throughput": "-1"}, 2, "--throughput"),
        ({"pair_burst": "many"}, 2, "--pair-burst"),
    ],
)
def test_what_is_given_wrongly_is_said(
    parks: Terminal, changed: dict[str, str], code: int, sentence: str
) -> None:
    assert sentence in parks.run("channels", "add", *options(**changed), fails=code).output
    with parks.database():
        assert db.session.scalars(select(Channel)).all() == []


def test_checking_a_number_that_is_not_there_gets_a_sentence(parks: Terminal) -> None:
    assert "add it with `channels add`" in parks.run("channels", "check", "1", fails=1).output
    parks.run("channels", "add", *options())
    output = parks.run("channels", "check", "1", fails=1).output
    assert "There is no channel '1'; there are: 100000000000121." in output


@pytest.fixture
def meta() -> Iterator[GraphServer]:
    """A stand-in for the Graph API, for which the number is in order."""
    with running() as server:
        server.answer(
            {
                "id": "100000000000121", "display_phone_number": "+852 5555 0121",
                "verified_name": "Parks", "quality_rating": "GREEN", "name_status": "APPROVED",
                "throughput": {"level": "STANDARD"},
                "whatsapp_business_manager_messaging_limit": "TIER_2K",
            }
        )  # fmt: skip
        yield server


@pytest.fixture
def connected(make_app: Callable[..., Flask], sqlite_database: str, meta: GraphServer) -> Terminal:
    terminal = Terminal(make_app(sqlite_database, GRAPH_API_URL=meta.address))
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    terminal.run("channels", "add", *options())
    return terminal


@pytest.mark.parametrize("id", ["100000000000121", "+85255550121"])
def test_each_step_is_shown_recorded_and_on_the_trail(
    connected: Terminal, meta: GraphServer, id: str
) -> None:
    meta.answer({"data": [{"whatsapp_business_api_data": {"id": "5", "name": "Sampan"}}]})
    meta.answer({"data": [{"about": "Parks"}]})
    lines = connected.run("channels", "check", id, fails=1).output.splitlines()
    assert "ok      number: The number is +852 5555 0121." in lines
    assert "FAILED  webhook: Meta has not reached our webhook for this number yet." in lines
    assert any(line.startswith("        → In the app's settings enter") for line in lines)
    assert {asked.headers["authorization"] for asked in meta.asked} == {"Bearer a-token-for-tests"}
    with connected.database():
        channel = db.session.scalars(select(Channel)).one()
        assert channel.checked["token"] == "good"
        assert channel.checked["webhook"] == "bad"
        wanted = select(AuditEvent).where(AuditEvent.action == "channel.checked")
        event = db.session.scalars(wanted).one()
        assert event.details["failed"] == ["webhook"]
        assert event.details["passed"] == len(channel.checked) - 1


def test_a_message_to_oneself_and_subscribing_come_on_demand(
    connected: Terminal, meta: GraphServer
) -> None:
    first = meta._answers.pop()
    meta.answer({"success": True})
    apps = {"data": [{"whatsapp_business_api_data": {"id": "5", "name": "Sampan"}}]}
    meta.answer(apps)
    meta.answer_by(first)
    meta.answer(apps)
    meta.answer({"data": [{"about": "Parks"}]})
    meta.answer({"messages": [{"id": "wamid.1"}], "contacts": []})
    arguments = ("100000000000121", "--to", "+852 5555 0190", "--subscribe")
    printed = connected.run("channels", "check", *arguments, fails=1).output
    assert printed.startswith("ok      subscription: ")
    assert "ok      message: Meta took the message" in printed
    assert meta.asked[-1].json["to"] == "+85255550190"
