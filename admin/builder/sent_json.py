"""JSON that a page of the builder sent, and the answer where it is not what it should be."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, jsonify, request
from flask_babel import gettext

from admin.builder.notes import from_fault
from flows.documents import written
from flows.documents.faults import ShapeError

Said = Response | tuple[Response, int]


def sent() -> Mapping[str, Any]:
    """The JSON that came, read as carefully as a file."""
    try:
        found = written.read(request.get_data(as_text=True))
    except ShapeError:
        abort(400, description=gettext("That is not JSON."))
    return found if isinstance(found, dict) else abort(400)


def refused(error: ShapeError) -> tuple[Response, int]:
    """422, and each fault with its path and a sentence."""
    faults = [{"path": fault.path, "text": from_fault(fault, "").text} for fault in error.faults]
    return jsonify(faults=faults), 422
