"""What a department keeps beside its flows, and the stamp by which a change of it is noticed.

A running process keeps what it has read for as long as the department's stamp stays the same. The
stamp grows in the transaction of the change itself, whoever makes it.
"""

from typing import Any

from sqlalchemy import Connection, event, update

from models.columns import DepartmentOwned
from models.department import Department


class Surrounding(DepartmentOwned):
    """A row that turns look at. What changes it is a flush of the session, one row at a time."""

    __abstract__ = True


def _stamp(_mapper: Any, connection: Connection, row: Surrounding) -> None:
    connection.execute(
        update(Department)
        .where(Department.id == row.department_id)
        .values(around=Department.around + 1)
    )


for _happening in ("after_insert", "after_update", "after_delete"):
    event.listen(Surrounding, _happening, _stamp, propagate=True)
