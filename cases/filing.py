"""Filing the cases that turns ask for, in the transaction of the turns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, Table

from conversations.tables import insert_new
from conversations.talks.effects import Asked, TakeAgainError, handles
from conversations.talks.turns import Turn
from flows.effects import FileCase
from models import Case

case = cast("Table", Case.__table__)


def register() -> None:
    """Have the runtime bring us what turns ask to be filed."""
    handles(FileCase)(file_cases)


def file_cases(connection: Connection, wanted: Sequence[Asked[FileCase]], now: datetime) -> None:
    """Store one case for each effect.

    The citizen is told the reference by the same turn, so it cannot be changed here.

    Raises:
        TakeAgainError: a reference is another case's already.

    """
    rows = [_row(asked.effect, asked.turn, now) for asked in wanted]
    free = {row.reference for row in insert_new(connection, case, rows, case.c.reference)}
    taken = []
    for asked in wanted:
        if asked.effect.reference in free:
            free.remove(asked.effect.reference)
        else:
            taken.append(asked.turn)
    if taken:
        raise TakeAgainError(taken)


def _row(effect: FileCase, turn: Turn, now: datetime) -> dict[str, Any]:
    lane = turn.lane
    return {
        "department_id": lane.department_id,
        "reference": effect.reference,
        "type": effect.type,
        "conversation_id": lane.conversation_id,
        "contact_id": lane.contact_id,
        "flow": effect.flow,
        "version": effect.version,
        "node": effect.node,
        "language": effect.language,
        "answers": msgspec.to_builtins(effect.answers),
        "created_at": now,
        "updated_at": now,
    }
