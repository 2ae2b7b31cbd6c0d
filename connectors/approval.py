"""Proposing a connector, approving it, taking the approval back: always by two people.

Whoever approves must have seen just what is proposed, and must not be who proposed it. An operator
at the terminal acts alone. Nothing here commits: the change and its event on the trail belong to the
caller's transaction.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError

from audit.trail import TERMINAL, record
from connectors.address import AddressError, place_of
from connectors.shelf import described
from extensions import db
from flows.department import connectors
from flows.documents.faults import Fault, ShapeError
from flows.documents.sentences import faults_of
from models import Connector
from models.columns import utc_now

# Headers that say where a message begins, ends or goes, or that are ours.
RESERVED_HEADERS = frozenset(
    {
        "accept", "accept-encoding", "connection", "content-encoding", "content-length",
        "content-type", "cookie", "expect", "host", "idempotency-key", "keep-alive",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    }
)  # fmt: skip


NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")  # as ``flows.documents.shape.Name``


class RefusedError(Exception):
    """What was wanted cannot be done; the message says why, in English."""


def read(document: object) -> connectors.Connector:
    """The connector that ``document`` describes.

    Raises:
        ShapeError: with the path and a sentence for every fault.

    """
    if not isinstance(document, dict):
        raise ShapeError([Fault("", "A connector is a mapping with base and operations.")])
    try:
        found = connectors.Connector.model_validate(document)
    except ValidationError as error:
        raise ShapeError(faults_of(error, "")) from error
    faults = []
    try:
        place_of(found.base)
    except AddressError as fault:
        faults.append(Fault("base", str(fault)))
    if found.header.casefold() in RESERVED_HEADERS:
        faults.append(Fault("header", "This header is not for a secret; use Authorization or X-…."))
    if faults:
        raise ShapeError(faults)
    return found


def is_name(text: str) -> bool:
    """Whether ``text`` can be a connector's name."""
    return NAME.fullmatch(text) is not None


def propose(
    row: Connector, document: Mapping[str, Any], actor: str, secret: str | None = None
) -> None:
    """Propose ``document`` for ``row``, which may be new. ``secret`` replaces that of its host.

    What was approved stays in use until this is approved, too.

    Raises:
        ShapeError: it is no connector.

    """
    found = read(dict(document))
    row.proposed = dict(document)
    row.proposed_by = actor
    row.proposed_at = utc_now()
    kept = {
        origin: value for origin, value in (row.secrets or {}).items() if origin in _origins(row)
    }
    if secret is not None:
        kept[place_of(found.base).origin] = secret
    row.secrets = kept
    db.session.add(row)
    db.session.flush()
    _record("connector.proposed", row, actor, version=digest(row.proposed))


def approve(row: Connector, seen: str, actor: str) -> None:
    """Approve what is proposed. ``seen`` is the digest of what the approver looked at.

    Raises:
        RefusedError: the approver proposed it, it has changed since, or it cannot be used any more.

    """
    if actor == row.proposed_by != TERMINAL:
        raise RefusedError("Somebody else must approve what you have proposed.")
    if digest(row.proposed) != seen:
        raise RefusedError("It was changed while you were looking at it. Look at it again.")
    try:
        read(row.proposed)
    except ShapeError as fault:
        raise RefusedError(str(fault)) from fault
    row.approved = row.proposed
    row.approved_by = actor
    row.approved_at = utc_now()
    row.secrets = {
        origin: value for origin, value in row.secrets.items() if origin in _origins(row)
    }
    db.session.flush()
    _record("connector.approved", row, actor, version=seen)


def withdraw(row: Connector, actor: str) -> None:
    """Take the approval back: from now on, the system is not called any more."""
    if row.approved is None:
        raise RefusedError("It is not approved.")
    row.approved = None
    row.approved_by, row.approved_at = "", None
    db.session.flush()
    _record("connector.withdrawn", row, actor)


def secret_of(row: Connector, description: connectors.Connector) -> str:
    """The secret that was entered for the host of ``description``; empty without one."""
    return row.secrets.get(place_of(description.base).origin, "")


def digest(document: Mapping[str, Any] | None) -> str:
    """SHA-256 over a description, in whatever order its keys stand; empty for none."""
    if document is None:
        return ""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _origins(row: Connector) -> set[str]:
    """The hosts of what is proposed and of what is approved."""
    known = (described(row.proposed), described(row.approved))
    return {place_of(one.base).origin for one in known if one is not None}


def _record(action: str, row: Connector, actor: str, **details: Any) -> None:
    record(
        action,
        actor=actor,
        subject=f"connector:{row.id}",
        department_id=row.department_id,
        **details,
    )
