"""How a flow stands: what is live, who made it so, and whether the draft differs."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from admin.builder.page import Desktop
from conversations import publishing
from extensions import db
from models import FlowVersion, User


@dataclass(frozen=True)
class Standing:
    """The live version, or none (``number`` 0); ``differs`` when the draft is not what is live.

    ``newer`` names the flows that were published since and that publishing anew would take up.
    """

    number: int
    at: datetime | None
    who: str
    differs: bool
    newer: tuple[str, ...] = ()


def standing(desktop: Desktop) -> Standing:
    """How the flow stands."""
    live = desktop.row.live_version
    if live is None:
        return Standing(0, None, "", differs=True)
    differs = live.content_hash != desktop.flow.content_hash
    locked = live.locks.get("flow", {})
    now = publishing.locks(desktop.row.department_id, desktop.flow).get("flow", {})
    newer = tuple(name for name, version in now.items() if locked.get(name) != version)
    return Standing(live.number, live.published_at, named(live), differs=differs, newer=newer)


def named(version: FlowVersion) -> str:
    """Who published a version, in words; the trail's own name where the account is gone."""
    noun, _, number = version.published_by.partition(":")
    if noun != "user" or not number.isdecimal():
        return gettext("the terminal") if noun == "terminal" else version.published_by
    name = db.session.scalar(select(User.name).where(User.id == int(number)))
    return name or version.published_by
