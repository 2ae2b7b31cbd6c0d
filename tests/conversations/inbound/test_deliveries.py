"""However Meta brings it (twice, in any order, in any parcels): the same as one clean run."""

import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Contact, Conversation, Message, OutboxRow
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_status, a_text, delivery, now

PEOPLE = ("85255550101", "85255550102", "85255550103")
SAYS = ("hi", "hours", "tree", "Example Road", "0")
REFERENCE = re.compile(r"PARKS-[A-Z0-9]{4}-[A-Z0-9]{4}")
RUNGS = ("sent", "delivered", "read")

_numbers = itertools.count(1)
Change = dict[str, Any]


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


class _Run(Office):
    """An office that remembers what was delivered to it."""

    sent: Sequence[Change] = ()


@st.composite
def inbound(draw: st.DrawFn) -> tuple[list[Change], list[list[Change]]]:
    """Messages in the order in which they were sent, and the parcels in which Meta brings them.

    Each comes at least once; those of one person keep the order of their times, as the times tell it.
    """
    words = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(SAYS)), max_size=8))
    start = int(now().timestamp()) - 600
    run = next(_numbers)
    said = [
        a_text(text, wamid=f"wamid.{run}.{place}", phone=phone, at=start + place)
        for place, (phone, text) in enumerate(words)
    ]
    again = draw(st.lists(st.sampled_from(said), max_size=6)) if said else []
    shuffled = draw(st.permutations([*said, *again]))
    return said, _parcels(draw, shuffled)


def _parcels(draw: Callable[..., Any], changes: Sequence[Change]) -> list[list[Change]]:
    if not changes:
        return []
    edges = sorted(draw(st.sets(st.integers(1, len(changes)), max_size=4)))
    ends = [*edges, len(changes)]
    return [list(changes[a:b]) for a, b in zip([0, *edges], ends, strict=True) if b > a]


def _talks(office: _Run, graph_api: GraphApi) -> dict[str, Any]:
    """All that a run leaves behind, by person: what was said on both sides, and where it stands."""
    found: dict[str, Any] = {
        # A reference depends on which conversation came first.
        phone: [[REFERENCE.sub("PARKS-?", words) for words in graph_api.to(f"+{phone}")]]
        for phone in PEOPLE
    }
    with office.open() as session:
        for talk in session.query(Conversation).order_by(Conversation.id):
            heard = session.query(Message).filter_by(conversation_id=talk.id, direction="in")
            said = session.query(Message).filter_by(conversation_id=talk.id, direction="out")
            first = heard.order_by(Message.happened_at).first()
            whose = next(one["from"] for one in office.sent if one["id"] == first.wamid)
            found[whose] += [
                talk.turn, talk.node, talk.last_inbound_at, heard.count(), said.count(),
                sorted(row.status for row in said),
            ]  # fmt: skip
    return found


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(inbound())
def test_doubled_shuffled_and_batched_messages_end_as_one_clean_run(
    make_app: Callable[..., Flask],
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    messages: tuple[list[Change], list[list[Change]]],
) -> None:
    said, parcels = messages
    ends = []
    for brought in ([said] if said else [], parcels):
        folder = tmp_path_factory.mktemp("run")
        path = folder / "sampan.sqlite"
        path.write_bytes(migrated_sqlite.read_bytes())
        graph_api = GraphApi()
        office = _Run(make_app(f"sqlite:///{path}", GRAPH_API_URL=graph_api.url))
        office.sent = said
        for parcel in brought:
            assert office.post(delivery(parcel)).status_code == 200
        office.drain()
        ends.append(_talks(office, graph_api))
        assert office.count(OutboxRow) == 0
        graph_api.stop()
    assert ends[0] == ends[1]


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from((*RUNGS, "failed"))), max_size=12),
    st.data(),
)
def test_statuses_in_any_order_and_number_end_at_the_highest(
    office: Office, graph_api: GraphApi, told: list[tuple[int, str]], data: st.DataObject
) -> None:
    before = office.count(Message, Message.direction == "out")
    for _ in range(3):
        office.say("0")
    ours = list(office.rows(Message, Message.direction == "out"))[before : before + 3]
    statuses = [a_status(ours[which].wamid, status) for which, status in told]
    for parcel in _parcels(data.draw, statuses):
        office.deliver(statuses=parcel)
        office.drain()
    ladder = ("accepted", "sent", "failed", "delivered", "read")
    for which, row in enumerate(ours):
        heard = ["accepted", *(status for one, status in told if one == which)]
        [now_] = office.rows(Message, Message.id == row.id)
        assert now_.status == max(heard, key=ladder.index)


def test_what_is_brought_again_after_hours_is_answered_once(
    office: Office, graph_api: GraphApi
) -> None:
    sent = int(now().timestamp()) - 5 * 3600
    for _ in range(3):
        office.deliver(a_text("hi", wamid="wamid.late", at=sent))
        office.drain()
    assert graph_api.words() == ["How can we help?"]
    assert office.count(Message, Message.direction == "in") == 1
    assert office.count(Contact) == 1
