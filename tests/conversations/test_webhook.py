import hashlib

import pytest
from sqlalchemy import exc

from conversations import webhook
from models import InboxRow, Message, OutboxRow
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import NUMBER_ID, Office, a_text, delivery
from whatsapp.signature import sign


def test_a_signed_message_is_answered_through_the_graph_api(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi", wamid="wamid.first")
    [payload] = graph_api.sent
    assert payload["to"] == "+85255550123"
    assert payload["interactive"]["body"]["text"] == "How can we help?"
    [row] = office.rows(InboxRow)
    assert (row.key, row.state, row.payload) == (f"m:{NUMBER_ID}:wamid.first", "done", None)
    came, went = office.rows(Message)
    assert (came.direction, came.status, came.wamid) == ("in", "received", "wamid.first")
    assert (went.direction, went.status, went.wamid) == ("out", "accepted", "wamid.OUT000001")
    assert not office.count(OutboxRow)
