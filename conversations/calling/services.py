"""Who answers the calls to a department's own systems: its approved connectors, over HTTPS."""

import structlog
from flask import current_app
from sqlalchemy import select

from connectors import exchange
from connectors.address import AddressError, place_of
from connectors.exchange import UnsendableError
from connectors.shelf import described
from connectors.wire import Wire, WireError
from conversations.calling.calls import Answer, AskAgainError, Question, answers
from conversations.tables import connector as connectors
from conversations.transactions import looking

FAILED = Answer("failed")

log = structlog.get_logger(__name__)


def register() -> None:
    """Have calls to services answered here."""
    answers("service")(ask)


def ask(question: Question) -> Answer:
    """Ask the connector that the question names, with no transaction open.

    Raises:
        AskAgainError: the system may answer when asked again.

    """
    with looking() as connection:
        row = connection.execute(
            select(connectors.c.id, connectors.c.approved, connectors.c.secrets).where(
                connectors.c.department_id == question.department_id,
                connectors.c.name == question.name,
            )
        ).first()
    found = described(row.approved) if row is not None else None
    operation = found.operations.get(question.request.get("operation", "")) if found else None
    if row is None or found is None or operation is None:
        log.warning("connector_not_approved", department=question.department_id)
        return FAILED
    try:
        secret = row.secrets.get(place_of(found.base).origin, "")
        request = exchange.request_of(
            found, operation, question.request.get("send", {}), question.key, secret
        )
    except (AddressError, UnsendableError):
        log.warning("connector_unsendable", connector=row.id)
        return FAILED
    wire: Wire = current_app.extensions["connector_wire"]
    try:
        response = wire.exchange(request, min(found.seconds, question.seconds))
    except WireError as fault:
        log.warning("connector_failed", connector=row.id, reason=fault.reason)
        if fault.again:
            raise AskAgainError from None
        return FAILED
    outcome = exchange.outcome_of(operation, response)
    if outcome.outcome == "again":
        log.warning("connector_failed", connector=row.id, reason=outcome.reason)
        raise AskAgainError(response.retry_after)
    if outcome.outcome == "failed":
        log.warning("connector_failed", connector=row.id, reason=outcome.reason)
    return Answer(outcome.outcome, outcome.data)
