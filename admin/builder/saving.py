"""Saving a draft from the staff site: whole, once, and never over what somebody else has saved."""

import copy
import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from admin.reach import actor
from conversations.releases import publishing
from extensions import db
from models import Flow


def save(row: Flow, document: Mapping[str, Any], seen: int | None) -> bool:
    """Store ``document`` as the draft and commit; False, and nothing stored, when ``seen`` is old.

    Raises:
        ShapeError: it is not a flow; nothing is stored.

    """
    try:
        publishing.save_draft(row, document, actor(), -1 if seen is None else seen)
    except publishing.StaleDraftError:
        db.session.rollback()
        db.session.refresh(row)
        return False
    db.session.commit()
    return True


def copied(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that can be changed."""
    return copy.deepcopy(dict(document))


def revision(sent: str | None) -> int | None:
    """The revision that a page was made from, as it came back; None when it is no number."""
    return int(sent) if sent and sent.isascii() and sent.isdigit() and len(sent) < 12 else None


def mark(stored: Any) -> str:
    """A short mark of a part of the document: another when anything in it is."""
    return hashlib.sha256(rfc8785.dumps(stored)).hexdigest()[:16]
