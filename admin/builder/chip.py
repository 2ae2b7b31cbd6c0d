"""At what stage a draft is, in two words, wherever its flow is named."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext, pgettext
from sqlalchemy import func, select

from conversations.releases import clearance
from extensions import db
from flows.versions.stages import Stage
from models import Flow, Remark

TONES = {"in_review": "info", "approved": "good", "returned": "bad", "published": "good"}


@dataclass(frozen=True)
class Chip:
    """The stage, its words, and the tone of the tag that holds them."""

    stage: Stage
    words: str
    tone: str


def chip(row: Flow, content: str = "") -> Chip:
    """The stage of the draft of ``row``; ``content`` is its hash where the caller has it."""
    stage = clearance.stage_of(row, content)
    words = stage_name(stage)
    if stage == "returned":
        count = _comments(row)
        words = str(
            ngettext("Returned with %(num)s comment", "Returned with %(num)s comments", count)
        )
    return Chip(stage, words, TONES.get(stage, ""))


def stage_name(stage: Stage) -> str:
    """What staff call a stage."""
    names: dict[Stage, str] = {
        "draft": gettext("Draft"),
        "in_review": gettext("In review"),
        "approved": gettext("Approved"),
        "returned": gettext("Returned"),
        "published": pgettext("stage", "Published"),
        "retired": gettext("Retired"),
    }
    return names[stage]


def _comments(row: Flow) -> int:
    wanted = select(func.count(Remark.id)).where(
        Remark.review_id == row.review_id, Remark.act == "return"
    )
    return db.session.scalar(wanted) or 0
