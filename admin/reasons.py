"""Why a turn went as it did, in words: for the trail, and for whoever tries a draft."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

# By the reasons of ``flows.effects``.
REASONS: Mapping[str, LazyString] = {
    "reaction": _("A reaction needs no answer."),
    "stale_timer": _("A timer came too late: the talk had gone on."),
    "courtesy": _("Thanks need no answer here."),
    "collected": _("Kept with what came before."),
    "silence": _("No reply came in time."),
    "parked": _("The talk is put aside for later."),
    "stale_reply": _("A system answered too late: the talk had gone on."),
    "stale_handover": _("News of a hand-over came too late: the talk had gone on."),
    "stale_wait": _("A wait ended too late: the talk had gone on."),
    "with_person": _("The talk is with a person, who reads this."),
    "taken": _("A person took over the talk."),
    "occasion": _("Something happened at the department, so a flow may begin."),
    "delayed": _("The citizen was told that the answer is late."),
    "steered": _("A member of staff helped the talk on."),
    "stale_steering": _("Staff wanted to help the talk on, but it had gone on by itself."),
    "unprepared": _("The step needs answers that this talk does not have."),
    "repeated_misunderstanding": _("The same answer is not said twice in a row."),
    "bound": _("This goes on too long. People are taken to the safe place."),
    "fault": _("A step could not do its work. People are taken to the safe place."),
    "expired": _("What was kept is too old and is forgotten."),
    "vanished_node": _(
        "The flow stops here: %(name)s leads nowhere. People are taken to the safe place."
    ),
    "no_flow": _("There is no published flow %(name)s to run."),
    "unsent": _("The template %(name)s cannot be sent."),
    "missing": _("There is no %(name)s to look at."),
    "moved": _("The flow had changed, so the talk went on at another step."),
}

# Why a citizen's file is not here, by ``models.Media.reason``.
FILES: Mapping[str, LazyString] = {
    "too_large": _("The file was too large to keep."),
    "type": _("The file was not what it claimed to be, and was not kept."),
    "damaged": _("The file arrived damaged."),
    "empty": _("The file was empty."),
    "harmful": _("The virus scanner found something harmful in this file. It was not kept."),
    "missing": _("The file is no longer here."),
}


def file_told(state: str, reason: str) -> str:
    """Why a file is not here: one that is ``refused`` or ``lost`` for ``reason``."""
    if reason in FILES:
        return str(FILES[reason])
    if state == "refused":
        return str(_("The file was not kept."))
    return str(_("WhatsApp no longer has this file."))


def reason_told(reason: str, name: str = "…") -> str:
    """The sentence of ``reason`` about ``name``; a reason without one is named."""
    sentence = REASONS.get(reason)
    return str(sentence) % {"name": name} if sentence is not None else reason
