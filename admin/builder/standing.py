"""How a flow stands: what is live, who made it so, and whether the draft differs."""

from dataclasses import dataclass
from datetime import datetime

from admin.builder.page import Desktop
from admin.reach import name_of
from conversations.releases import publishing
from models import FlowVersion


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
    """Who published a version, in words."""
    return name_of(version.published_by)
