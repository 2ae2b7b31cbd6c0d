"""Writing the trail: every event is inserted in the transaction of the change that it tells of."""

import re
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Select, select

from audit.catalogue import fault
from extensions import db
from models import scope
from models.audit_event import AuditEvent
from models.columns import utc_now
from models.engine import writing

TERMINAL = "terminal"
SYSTEM = "system"

_ACTOR = re.compile(r"terminal|system|user:[1-9]\d{0,18}")
_SUBJECT = re.compile(r"[a-z_]{1,20}:[A-Za-z0-9]{1,40}")


class TrailError(Exception):
    """An event does not fit the catalogue: a mistake of ours, so the change must fail with it."""


def record(
    action: str,
    *,
    actor: str,
    subject: str,
    department_id: int | None = None,
    **details: Any,
) -> AuditEvent:
    """Add an event to the present transaction; it is stored when that commits, or not at all.

    ``actor`` is ``user:<id>`` (see ``actor_of``), ``TERMINAL`` or ``SYSTEM``; ``subject`` is
    ``<noun>:<id>``. On a page that was only reading, reading ends here. What a request does is marked
    with the network that it came from.

    Raises:
        TrailError: the catalogue knows no such action, or not with these fields.

    """
    values = event(action, actor=actor, subject=subject, department_id=department_id, **details)
    writing()
    entry = AuditEvent(**values, origin=_origin())
    db.session.add(entry)
    return entry


def event(
    action: str,
    *,
    actor: str,
    subject: str,
    department_id: int | None = None,
    at: datetime | None = None,
    **details: Any,
) -> dict[str, Any]:
    """The columns of an event, for a bulk insert into ``AuditEvent``; the same rules as ``record``.

    Raises:
        TrailError: the catalogue knows no such action, or not with these fields.

    """
    wrong = fault(action, details)
    if not wrong and not _ACTOR.fullmatch(actor):
        wrong = f"The actor of {action} is no user:<id>, terminal or system."
    if not wrong and not _SUBJECT.fullmatch(subject):
        wrong = f"The subject of {action} does not look like <noun>:<id>."
    if wrong:
        raise TrailError(wrong)
    return {
        "at": at or utc_now(),
        "action": action,
        "actor": actor,
        "department_id": department_id,
        "subject": subject,
        "details": details,
    }


def actor_of(user_id: int) -> str:
    """A member of staff, as the trail names them."""
    return f"user:{user_id}"


def _origin() -> str | None:
    """The network of this request: the first 24 bits of an IPv4 address, 48 of an IPv6 one."""
    if not has_request_context() or not request.remote_addr:
        return None
    try:
        address = ip_address(request.remote_addr)
    except ValueError:
        return None
    bits = 24 if address.version == 4 else 48
    return str(ip_network((int(address), bits), strict=False))


def visible() -> Select[AuditEvent]:
    """The events that the present scope may see: all for the system, else its departments' own.

    Raises:
        NoScopeError: no scope is set.

    """
    here = scope.current()
    if here is None:
        raise scope.NoScopeError("No scope is set for reading the trail.")
    if here == "system":
        return select(AuditEvent)
    return select(AuditEvent).where(AuditEvent.department_id.in_(sorted(here)))
