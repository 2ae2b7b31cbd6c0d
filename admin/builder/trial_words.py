"""What a turn did besides what it said, in words for whoever tries a draft."""

from collections.abc import Iterator

from flask_babel import gettext

from admin.plain import case_type_named
from admin.reasons import reason_told
from flows.effects import (
    Call,
    Consulted,
    Effect,
    EndHandover,
    FileCase,
    Handover,
    Note,
    PutAside,
    Remember,
    SetLanguage,
    Subscribe,
    Tag,
)
from flows.phrases import LANGUAGE_NAMES

# What an aside is: something that was done, or something that is wrong with the draft.
DONE, WRONG = "done", "wrong"


def aside(effect: Effect) -> Iterator[tuple[str, str]]:  # noqa: C901, PLR0912 (one case an effect)
    """The lines about ``effect``, each with what it is; none for what can be seen anyway."""
    match effect:
        case Note():
            if effect.reason in NOTED:
                yield NOTED[effect.reason], reason_told(effect.reason, effect.detail)
        case FileCase():
            facts = {"type": case_type_named(effect.type), "reference": effect.reference}
            yield DONE, gettext("A case is filed: %(type)s, %(reference)s", **facts)
        case Remember():
            for name, value in effect.fields.items():
                yield DONE, _remembered(name, value)
        case Tag():
            for name in effect.add:
                yield DONE, gettext("Tag put on: %(name)s", name=name)
            for name in effect.remove:
                yield DONE, gettext("Tag taken off: %(name)s", name=name)
        case Subscribe(topic=name, join=True):
            yield DONE, gettext("Joins the topic %(name)s", name=name)
        case Subscribe(topic=name):
            yield DONE, gettext("Leaves the topic %(name)s", name=name)
        case SetLanguage():
            name = LANGUAGE_NAMES.get(effect.language, effect.language)
            yield DONE, gettext("Language: %(name)s", name=name)
        case Consulted(entry=entry) if entry:
            yield DONE, gettext("Answered from the questions: %(name)s", name=entry)
        case Call():
            name = f"{effect.to} {effect.name}".strip()
            yield DONE, gettext("A system is asked: %(name)s", name=name)
        case Handover():
            yield DONE, gettext("A person is asked for: queue %(name)s", name=effect.queue)
        case EndHandover():
            yield DONE, gettext("The talk is no longer with a person")
        case PutAside():
            yield DONE, gettext("The talk is put aside for later")


def _remembered(name: str, value: str) -> str:
    if value:
        return str(gettext("Remembered: %(name)s is %(value)s", name=name, value=value))
    return str(gettext("Forgotten: %(name)s", name=name))


# The reasons that are not plain to see in a trial, and what each is.
NOTED = {
    "vanished_node": WRONG,
    "fault": WRONG,
    "bound": WRONG,
    "no_flow": WRONG,
    "unsent": WRONG,
    "missing": WRONG,
    "repeated_misunderstanding": DONE,
    "courtesy": DONE,
    "with_person": DONE,
    "collected": DONE,
    "expired": DONE,
}
