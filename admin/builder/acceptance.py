"""Why the gate's warnings may stay: read from a page, and kept as a note with the document."""

from typing import Any

from flask import request

from admin.builder import saving
from admin.builder.page import Desktop
from admin.reach import actor
from conversations.releases import publishing
from flows.problems import Problem

LONGEST_REASON = 500
ABOUT = "publication"


def warnings(desktop: Desktop) -> dict[str, list[Problem]]:
    """The gate's warnings by code: one reason serves all of a code."""
    found: dict[str, list[Problem]] = {}
    for one in desktop.problems:
        if one.severity == "warning":
            found.setdefault(one.code, []).append(one)
    return found


def sent(desktop: Desktop) -> dict[str, str]:
    """The reasons that were sent, for the warnings that were ticked."""
    return {
        code: request.form.get(f"reason-{code}", "").strip()[:LONGEST_REASON]
        for code in warnings(desktop)
        if f"accept-{code}" in request.form
    }


def is_whole(desktop: Desktop, reasons: dict[str, str]) -> bool:
    """Whether every warning has its reason."""
    return all(reasons.get(code) for code in warnings(desktop))


def keep(desktop: Desktop, reasons: dict[str, str]) -> None:
    """Note in the draft why warnings were accepted; notes are not part of the content hash."""
    document = desktop.document
    notes = [note for note in document.get("notes", []) if not _is_ours(note)]
    accepted = [{"code": code, "reason": reason} for code, reason in sorted(reasons.items())]
    if accepted:
        notes.append({"about": ABOUT, "accepted": accepted})
    if notes == document.get("notes", []):
        return
    changed = {**saving.copied(document), "notes": notes}
    publishing.save_draft(desktop.row, changed, actor(), desktop.row.revision)


def reasons_in(document: dict[str, Any]) -> dict[str, str]:
    """Why warnings were accepted when ``document`` was submitted or published, by their codes."""
    return {
        str(one.get("code")): str(one.get("reason"))
        for note in document.get("notes", [])
        if _is_ours(note)
        for one in note.get("accepted", [])
        if isinstance(one, dict)
    }


def _is_ours(note: Any) -> bool:
    return isinstance(note, dict) and note.get("about") == ABOUT
