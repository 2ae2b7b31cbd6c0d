"""The approved connectors of a department, as flows and calls look at them."""

from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import select

from extensions import db
from flows.department import connectors
from models import Connector

log = structlog.get_logger(__name__)


def approved(department_id: int) -> dict[str, connectors.Connector]:
    """What is approved, by the names that flows use."""
    rows = db.session.execute(
        select(Connector.name, Connector.approved)
        .where(Connector.department_id == department_id, Connector.approved.is_not(None))
        .order_by(Connector.name)
    )
    return {row.name: found for row in rows if (found := described(row.approved)) is not None}


def described(document: Mapping[str, Any] | None) -> connectors.Connector | None:
    """A stored description as flows know it; None when there is none, or this program cannot read it."""
    if document is None:
        return None
    try:
        return connectors.Connector.model_validate(dict(document))
    except ValidationError as fault:
        log.error("connector_unreadable", faults=fault.error_count())  # noqa: TRY400
        return None
