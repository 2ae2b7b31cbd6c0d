"""What did not leave is released or given up by whoever has the department, and by nobody else."""

from datetime import timedelta

import pytest

from conversations.outbound import outbox, unsent
from extensions import db
from models import AuditEvent, Message, OutboxRow, scope
from models.columns import utc_now
from tests.conversations.graph_api import GraphApi, refused
from tests.conversations.office import Office

ACTOR = "user:1"
LATER = 131049  # Meta's code for what may go another day


@pytest.fixture
def row(office: Office, graph_api: GraphApi) -> int:
    """The id of a reply that Meta put off and that is parked."""
    graph_api.answers.append(refused(LATER))
    office.say("hi")
    [found] = office.rows(OutboxRow)
    assert found.state == "parked"
    return int(found.id)


def test_another_department_neither_sees_nor_settles_it(office: Office, row: int) -> None:
    with office.app.app_context(), scope.departments({office.department_id + 1}):
        assert unsent.parked() == []
        assert unsent.count("parked") == 0
        for settle in (unsent.release, unsent.give_up):
            with pytest.raises(LookupError):
                settle([row], ACTOR)
        db.session.rollback()
    with office.app.app_context(), scope.departments({office.department_id}):
        assert [one.id for one in unsent.parked()] == [row]
        assert unsent.count("parked") == 1
        db.session.rollback()


def test_what_is_released_leaves(office: Office, row: int, graph_api: GraphApi) -> None:
    office.sql("UPDATE outbox SET good_until = '2020-01-01 00:00:00+00:00'")
    with office.app.app_context(), scope.departments({office.department_id}):
        unsent.release([row], ACTOR)
        db.session.commit()
    office.drain()
    assert graph_api.words() == ["How can we help?"]
    [said] = office.rows(Message, Message.direction == "out")
    assert (said.status, said.error_code, said.error_text) == ("accepted", None, "")
    [told] = office.rows(AuditEvent, AuditEvent.action == "message.released")
    assert (told.actor, told.subject) == (ACTOR, f"message:{said.ulid}")


def test_what_is_given_up_says_why_it_was_parked(
    office: Office, row: int, graph_api: GraphApi
) -> None:
    with office.app.app_context(), scope.departments({office.department_id}):
        unsent.give_up([row], ACTOR)
        db.session.commit()
    office.drain()
    [said] = office.rows(Message, Message.direction == "out")
    assert (said.status, said.error_code) == ("failed", LATER)
    assert said.failed_at
    assert said.error_text
    assert not graph_api.sent
    assert not office.count(OutboxRow)


def test_one_that_is_not_parked_and_nothing_is_changed(office: Office, row: int) -> None:
    with office.app.app_context(), scope.system():
        with pytest.raises(LookupError):
            unsent.release([row, row + 1], ACTOR)
        db.session.rollback()
    assert office.count(OutboxRow, OutboxRow.state == "parked") == 1


def test_what_was_sent_again_in_doubt_is_counted_where_it_happened(
    office: Office, row: int
) -> None:
    office.sql("UPDATE outbox SET state = 'unknown', not_before = created_at")
    office.sql("UPDATE outbox SET reason = :why", why=outbox.CUT_OFF)
    with office.app.app_context(), scope.departments({office.department_id}):
        assert [one.id for one in unsent.in_doubt()] == [row]
        db.session.rollback()
    office.drain()
    since = utc_now() - timedelta(minutes=1)
    for ids, many in (({office.department_id}, 1), ({office.department_id + 1}, 0)):
        with office.app.app_context(), scope.departments(ids):
            assert unsent.resent(since) == many
            assert unsent.resent(utc_now() + timedelta(minutes=1)) == 0
            db.session.rollback()
