"""Whether this process is up, and whether it can do its work."""

import structlog
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from conversations import backlog
from models import scope
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
            age = backlog.turns(utc_now())
    except SQLAlchemyError as fault:
        log.warning("not_ready", fault=type(fault).__name__)
        return jsonify(status="unready", database="unreachable"), 503
    return jsonify(status="ready", database="reachable", oldest_due_seconds=round(age, 1))
