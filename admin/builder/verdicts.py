"""What the pages say about approval: why something is refused, and by what right something is live."""

from flask_babel import gettext

from admin.reach import name_of
from flows.versions.stages import Why
from models import FlowVersion


def refusal(why: Why) -> str:
    """Why a step cannot be taken, and what to do."""
    sentences: dict[Why, str] = {
        "stage": gettext("This was decided or changed meanwhile. Look at how it stands now."),
        "own": gettext("You changed this yourself: somebody else approves it."),
        "first": gettext(
            "A flow goes live for the first time with the approval of a second person. "
            "Submit it for review."
        ),
        "graph": gettext(
            "More than words changed, so it takes the approval of a second person. "
            "Submit it for review."
        ),
        "two_people": gettext(
            "In this flow every change takes the approval of a second person, words too. "
            "Submit it for review."
        ),
        "returned": gettext(
            "A reviewer returned this. Change what the comments ask for, or submit it again with an "
            "answer."
        ),
    }
    return sentences[why]


def right(version: FlowVersion) -> str:
    """By what right a version went live, with the names of those who answer for it."""
    if version.way == "approved" and version.review is not None:
        names = dict.fromkeys(
            name_of(one.actor) for one in version.review.remarks if one.act == "approve"
        )
        return str(gettext("Approved by %(names)s", names=", ".join(names)))
    if version.way == "again":
        return str(gettext("Approved before; brought back"))
    if version.way != "words":
        return str(gettext("Published by one person alone"))
    if version.look == "seen":
        return str(gettext("New words at once; seen by %(name)s", name=name_of(version.looked_by)))
    if version.look == "reverted":
        return str(
            gettext("New words at once; reverted by %(name)s", name=name_of(version.looked_by))
        )
    return str(gettext("New words at once; not looked at yet"))
