"""Meta's error codes: what to do about each, and what to tell the staff."""

import enum
from typing import Final

import msgspec


class Action(enum.StrEnum):
    """What becomes of a message that was refused."""

    RETRY = "retry"  # the same request again, after a pause
    LATER = "later"  # not before hours have passed or something has changed
    NEVER = "never"  # not in this form
    STOP_CHANNEL = "stop_channel"  # nothing can be sent from this number: keep the queue, alert


class Rule(msgspec.Struct, frozen=True):
    """One code's rule. ``pause`` is the least number of seconds before another try.

    ``unproven`` says that the code leaves open whether the message went out. ``limit`` says whose
    limit was met, the ``person``'s or the ``number``'s: the message is not to blame, and behind it
    all that goes to them, or leaves from it, has to wait.
    """

    action: Action
    sentence: str
    pause: float | None = None
    unproven: bool = False
    limit: str = ""


def _retry(sentence: str, pause: float = 1) -> Rule:
    return Rule(Action.RETRY, sentence, pause)


def _slow(sentence: str, pause: float = 1, limit: str = "number") -> Rule:
    return Rule(Action.RETRY, sentence, pause, limit=limit)


def _perhaps(sentence: str, pause: float = 5) -> Rule:
    return Rule(Action.RETRY, sentence, pause, unproven=True)


def _later(sentence: str, pause: float | None = None) -> Rule:
    return Rule(Action.LATER, sentence, pause)


def _never(sentence: str) -> Rule:
    return Rule(Action.NEVER, sentence)


def _stop(sentence: str) -> Rule:
    return Rule(Action.STOP_CHANNEL, sentence)


_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR

_PERMISSION: Final = _stop(
    "The token may not do this. Give its system user the permission whatsapp_business_messaging."
)
_PARAMETER: Final = _never("Meta refused a part of the message. Report it: this is our mistake.")
_VALUE: Final = _never("A value put into the template is empty, or not of the form it asks for.")
_MARKETING_API: Final = _never("Meta takes marketing for this number by another interface only.")
_REGISTRATION: Final = _never("The number's registration at Meta is not complete.")
_FORM: Final = _never("Meta reports a fault in the native form. Look at it in WhatsApp Manager.")
_BLOCKING: Final = _never("Meta could not block or unblock this person.")
_TEMPLATE_TEXT: Final = _never("Meta refused the template's text. Shorten or rephrase it.")

# The codes are Meta's; the actions follow Meta's guidance where it gives any. A code stands under
# RETRY only when time alone can cure it: restrictions for spam or policy are not among these.
CODES: Final[dict[int, Rule]] = {
    0: _stop("Meta did not accept the token. Enter a new one on the channel's page."),
    1: _perhaps("Meta had an unknown fault."),
    2: _perhaps("Meta's service is down for the moment."),
    3: _PERMISSION,
    4: _slow("The app makes more calls than Meta allows for now.", 10),
    10: _PERMISSION,
    33: _stop("Meta does not know this number's id, or the token may not use it."),
    100: _PARAMETER,
    190: _stop("The token has expired or was withdrawn. Enter a new one on the channel's page."),
    368: _stop("Meta has blocked the account for breaking its policies. See WhatsApp Manager."),
    613: _later("Meta's limit for this kind of call is reached.", _HOUR),
    80007: _slow("The WhatsApp Business account makes more calls than Meta allows for now.", 10),
    130403: _never("The department has blocked this person. Unblock them first."),
    130429: _slow("The number sends faster than Meta allows."),
    130472: _never("Meta withheld this promotional message as part of an experiment."),
    130497: _never("The account may not send to this person's country."),
    131000: _perhaps("Meta had an unknown fault while sending."),
    131005: _PERMISSION,
    131008: _PARAMETER,
    131009: _PARAMETER,
    131016: _perhaps("Meta's service is overloaded for the moment."),
    131021: _never("The message was addressed to the number that sends it."),
    131026: _never("It cannot be delivered: perhaps the person is not on WhatsApp any more."),
    131030: _never("This is a test number, and the person is not on its list at Meta."),
    131031: _stop("Meta has locked the account. See WhatsApp Manager."),
    131037: _stop("Meta has not approved the number's display name yet."),
    131042: _never("There is a problem with payment at Meta. Tell whoever pays the account."),
    131044: _never("There is a problem with payment at Meta. Tell whoever pays the account."),
    131045: _stop("The number is not properly registered at Meta. Register it again."),
    131047: _never("Over 24 hours have passed since the person wrote: only a template may go."),
    131048: _later("Meta has restricted the number: too many people reported it as spam."),
    131049: _later("Meta holds promotional messages to this person back for now.", _DAY),
    131050: _never("The person has stopped promotional messages from this department."),
    131051: _never("Meta does not support this type of message."),
    131052: _never("What the person sent could not be fetched. Ask them to send it again."),
    131053: _retry("Meta could not take the picture or document over.", 10),
    131055: _MARKETING_API,
    131056: _slow("This person was sent too many messages in a short time.", limit="person"),
    131057: _slow("Meta is working on the number. It takes a minute or two.", 60),
    131060: _never("Meta does not show this message at present."),
    131062: _never("This message needs the person's telephone number, which is not known."),
    131063: _MARKETING_API,
    131064: _later("Meta has cut the number's limit because templates were in the wrong category."),
    132000: _never("The template has more or fewer blanks than were filled in. Read it from Meta."),
    132001: _never("The template does not exist in this language, or is not approved."),
    132005: _never("With its blanks filled in, the template is too long."),
    132007: _never("Meta found the template's content against its policy."),
    132008: _VALUE,
    132012: _VALUE,
    132015: _later("Meta has paused the template because people disliked it.", 3 * _HOUR),
    132016: _never("Meta has switched the template off for good."),
    132018: _VALUE,
    132068: _later("Meta has blocked the native form."),
    132069: _later("Meta allows the native form ten times an hour for now.", _HOUR),
    133000: _REGISTRATION,
    133004: _perhaps("Meta's registration service is overloaded for the moment.", 60),
    133005: _never("The PIN for registering the number is wrong."),
    133006: _REGISTRATION,
    133008: _REGISTRATION,
    133009: _REGISTRATION,
    133010: _stop("The number is not registered at Meta. Register it in WhatsApp Manager."),
    133015: _REGISTRATION,
    133016: _never("Registering was tried too often. Meta allows it again after 72 hours."),
    134011: _never("Meta's terms for payments have not been accepted."),
    134100: _MARKETING_API,
    134101: _retry("Meta is still taking the template over. It takes about ten minutes.", 600),
    134102: _MARKETING_API,
    135000: _never("Meta did not send it, and does not say why: a fault in it, or held back."),
    136024: _REGISTRATION,
    137000: _never("The person's security code has changed since it was last checked."),
    139000: _FORM,
    139001: _FORM,
    139002: _FORM,
    139003: _FORM,
    139004: _FORM,
    139100: _BLOCKING,
    139101: _BLOCKING,
    139102: _BLOCKING,
    139103: _BLOCKING,
    2388019: _never("The account has as many templates as Meta allows."),
    2388039: _never("The template cannot be changed while it is in this state."),
    2388040: _TEMPLATE_TEXT,
    2388047: _TEMPLATE_TEXT,
    2388072: _TEMPLATE_TEXT,
    2388073: _TEMPLATE_TEXT,
    2388293: _never("The template has too many blanks for so short a text."),
    2388299: _never("A template may not begin or end with a blank."),
}


def rule_for(code: int) -> Rule | None:
    """The rule for ``code``, or None for one that Meta had not named when this was written."""
    if 200 <= code <= 299:
        return _PERMISSION
    return CODES.get(code)
