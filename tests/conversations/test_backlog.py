"""The backlog tells what nobody does, and not what waits by rights."""

from datetime import timedelta

import pytest

from conversations.backlog import Backlog, backlog
from conversations.talks import timers
from models.columns import utc_now
from tests.conversations.graph_api import CUT_OFF, GraphApi, refused
from tests.conversations.office import Office, a_text

MINUTE = 60


def _behind(office: Office, **later: float) -> Backlog:
    with office.open():
        return backlog(utc_now() + timedelta(**later))


def test_nothing_is_behind_when_everything_is_done(office: Office) -> None:
    office.say("hi")
    office.sql("DELETE FROM timer")
    assert _behind(office, days=1) == Backlog()


def test_what_nobody_has_taken_a_turn_for(office: Office) -> None:
    office.deliver(a_text("hi"))
    assert 4 * MINUTE < _behind(office, minutes=5).turns < 6 * MINUTE


def test_a_status_that_is_looked_for_again_is_not_as_old_as_it_is(office: Office) -> None:
    office.status("wamid.of-somebody-else", "sent")
    office.drain()
    assert 0 < _behind(office, seconds=MINUTE).turns <= MINUTE
    office.sql("UPDATE inbox SET received_at = '2020-01-01 00:00:00+00:00'")
    assert 0 < _behind(office, seconds=MINUTE).turns <= MINUTE


def test_a_timer_that_nobody_fires(office: Office) -> None:
    office.say("hi")
    assert _behind(office, hours=1).timers == 0
    assert 0 < _behind(office, hours=24).timers < 2 * 60 * MINUTE
    with office.app.app_context():
        timers.fire(utc_now() + timedelta(hours=24))
    assert _behind(office, hours=24).timers == 0


@pytest.mark.parametrize("answer", [CUT_OFF, refused(131049), refused(190, 401)])
def test_what_waits_by_rights_is_not_behind(
    office: Office, graph_api: GraphApi, answer: tuple[int, dict[str, object]]
) -> None:
    """In doubt, parked, or of a number that was stopped; and what stands behind the first of these."""
    graph_api.answers.append(answer)
    office.say("hi")
    assert _behind(office, seconds=50).replies == 0


def test_a_reply_that_nobody_sends(office: Office, graph_api: GraphApi) -> None:
    graph_api.answers.append(CUT_OFF)
    office.say("hi")
    assert 0 < _behind(office, minutes=4).replies < 4 * MINUTE
