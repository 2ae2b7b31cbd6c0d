"""Files that come along with a step's page: kept at once, and chosen in the step."""

from flask import request
from werkzeug.datastructures import MultiDict

from admin.builder.inputs import UPLOAD
from admin.files import FileRefusedError, kept
from extensions import db


def taken(department_id: int) -> tuple[MultiDict[str, str], str]:
    """What was sent, each file in place of the choice beside it; and why one was refused, if so.

    A file is among the department's from then on, whether the step is saved or not.
    """
    sent: MultiDict[str, str] = MultiDict(request.form)
    for name, upload in request.files.items():
        if not name.endswith(UPLOAD) or not upload.filename:
            continue
        try:
            sent.setlist(name.removesuffix(UPLOAD), [kept(department_id, upload).sha256])
        except FileRefusedError as fault:
            db.session.rollback()
            return sent, str(fault)
        db.session.commit()
    return sent, ""
