"""A case that staff close, as its citizen's talk hears of it: once for each case."""

from sqlalchemy import select

from conversations.inbound.arrivals import Arrival, dump
from conversations.tables import conversation, inbox, insert_new
from extensions import db
from flows.events import Occasion
from models import Case
from models.columns import utc_now


def close(case: Case) -> None:
    """Have the talk of ``case`` begin the department's flow for closed cases, behind what waits there.

    Only the first time: whoever opens a case again and closes it does not write to the citizen a
    second time. In the caller's transaction, who rings the doorbell after it.
    """
    if case.closed_at is not None:
        return
    case.closed_at = now = utc_now()
    connection = db.session.connection()
    home = connection.scalar(
        select(conversation.c.department_id).where(conversation.c.id == case.conversation_id)
    )
    if home != case.department_id:
        return  # the number answers for another department now, which knows nothing of this case
    row = {
        "key": f"o:case:{case.id}",
        "kind": "occasion",
        "conversation_id": case.conversation_id,
        "payload": dump(Arrival(Occasion("case_closed", case.reference))),
        "happened_at": now,
        "received_at": now,
    }
    insert_new(connection, inbox, [row])
