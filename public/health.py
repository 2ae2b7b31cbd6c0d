"""Whether this process is up, and whether it can do its work."""

from datetime import datetime

import structlog
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from models import InboxRow, scope
from models.columns import utc_now
from models.engine import reading

blueprint = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 while the process answers at all; looks at nothing else."""
    return jsonify(status="up")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """200 with the age in seconds of the oldest thing that still waits for its turn, or 503.

    503 means that the database cannot be reached or has not been migrated. A long queue alone is
    not 503: taking the web processes away would stop what citizens write from being stored.
    """
    try:
        with scope.system(), reading():
            age = oldest_due_seconds(utc_now())
    except SQLAlchemyError as fault:
        log.warning("not_ready", fault=type(fault).__name__)
        return jsonify(status="unready", database="unreachable"), 503
    return jsonify(status="ready", database="reachable", oldest_due_seconds=round(age, 1))


def oldest_due_seconds(now: datetime) -> float:
    """How long the oldest inbox row that could be worked on has waited; 0 when none waits."""
    received = db.session.scalar(
        select(func.min(InboxRow.received_at)).where(
            InboxRow.state == "due",
            or_(InboxRow.not_before.is_(None), InboxRow.not_before <= now),
        )
    )
    return max((now - received).total_seconds(), 0.0) if received else 0.0
