"""What a citizen quotes: which words of ours, of which flow and node."""

from sqlalchemy import select

from conversations.tables import message
from conversations.transactions import looking
from flows.events import Event, Tap
from flows.state import State


def quoted_by(event: Event, state: State, conversation_id: int) -> tuple[str, str]:
    """The flow and the node that said what ``event`` quotes; empty where it quotes nothing of ours.

    A tap names them itself, and where no talk stands beside they make no difference: nothing is
    looked up then.
    """
    wamid = getattr(event, "quoted", "")
    if not wamid or not state.aside or isinstance(event, Tap):
        return "", ""
    said = select(message.c.flow, message.c.node).where(
        message.c.wamid == wamid,
        message.c.conversation_id == conversation_id,
        message.c.direction == "out",
    )
    with looking() as connection:
        row = connection.execute(said).first()
    return (row.flow, row.node) if row else ("", "")
