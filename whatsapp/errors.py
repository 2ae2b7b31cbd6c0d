"""What a refusal means: whether to try again, when, and whether the message may have gone out."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from whatsapp.error_table import Action, Rule, rule_for
from whatsapp.inbound.changes import ReportedError
from whatsapp.inbound.untrusted import a_number, a_text, an_object, parse

PAIR_LIMIT: Final = 131056
LONGEST_DETAILS: Final = 1000
LONGEST_PAUSE: Final = 300.0

_UNAUTHORISED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_TIMEOUT: Final = 408
_TOO_MANY: Final = 429
_DAY: Final = 24 * 3600.0


class SendFailure(msgspec.Struct, frozen=True):
    """A call that did not succeed.

    ``ambiguous``: it may have taken effect all the same, so sending again may send twice.
    ``retry_after`` is the least number of seconds before another try, when there is one.
    ``sentence`` is for the staff and for logs. ``details`` are Meta's own words, which may name
    the citizen: never for a log. ``trace`` is what Meta's support asks for. ``limit`` says whose
    limit was met: the ``person``'s, the ``number``'s, or nobody's.
    """

    code: int | None
    action: Action
    ambiguous: bool
    sentence: str
    retry_after: float | None = None
    details: str = ""
    trace: str = ""
    status: int | None = None
    limit: str = ""

    @property
    def blameless(self) -> bool:
        """Whether it says nothing about the message: nobody took the call, or a limit was met."""
        never_left = not self.ambiguous and self.status is None
        return self.action is Action.RETRY and (never_left or bool(self.limit))


class SendFailureError(Exception):
    """A call to the Graph API failed; ``failure`` says how. Its text is fit for a log."""

    def __init__(self, failure: SendFailure) -> None:
        """Carry ``failure``."""
        code = f" (code {failure.code})" if failure.code is not None else ""
        super().__init__(failure.sentence + code)
        self.failure = failure


def judge(status: int, body: bytes, retry_after: str | None = None) -> SendFailure:
    """What the answer ``status`` with ``body`` to a call means.

    Goes by Meta's code; by the HTTP status only when there is none, or one that is not known.
    ``retry_after`` is the header of that name. Never raises.
    """
    error = _error_in(body)
    code = _code(error)
    rule = rule_for(code) if code is not None else None
    rule = rule or _by_status(status, known_shape=code is not None)
    action = Action.RETRY if error.get("is_transient") is True else rule.action
    return SendFailure(
        code=code,
        action=action,
        ambiguous=rule.unproven,
        sentence=rule.sentence,
        retry_after=_pause(retry_after, rule, action),
        details=_details(error),
        trace=(a_text(error.get("fbtrace_id")) or "")[:100],
        status=status,
        limit=rule.limit,
    )


def judge_reported(errors: Sequence[ReportedError]) -> SendFailure:
    """What the errors of a ``failed`` status mean; the first with a known code decides.

    A failure reported by webhook is certain: the message did not arrive.
    """
    for error in errors:
        rule = rule_for(error.code) if error.code is not None else None
        if rule:
            return _reported(error, rule)
    unknown = Rule(Action.NEVER, "Meta reports that it could not be delivered.")
    return _reported(errors[0] if errors else ReportedError(code=None), unknown)


def refused_connection(reason: str) -> SendFailure:
    """The call never left: ``reason`` says why, in a sentence."""
    return SendFailure(None, Action.RETRY, ambiguous=False, sentence=reason, retry_after=5)


def cut_off(reason: str) -> SendFailure:
    """The call left, and no answer came: ``reason`` says how, in a sentence."""
    return SendFailure(None, Action.RETRY, ambiguous=True, sentence=reason, retry_after=60)


def pause_before(attempt: int, failure: SendFailure) -> float:
    """Seconds to wait before try number ``attempt`` (the first is 1) after ``failure``.

    Meta advises 4, 16, 64 … seconds for the limit per person, beginning with one; everything else
    doubles. Ends at five minutes, unless Meta asked for more. Add chance to it: many wait at once.
    """
    base = 4 if failure.code == PAIR_LIMIT else 2
    grown = float(base ** min(max(attempt - 1, 0), 10))
    return max(min(grown, LONGEST_PAUSE), failure.retry_after or 0)


def _error_in(body: bytes) -> dict[str, Any]:
    try:
        return an_object(an_object(parse(body)).get("error"))
    except ValueError:
        return {}


def _code(error: dict[str, Any]) -> int | None:
    number = a_number(error.get("code"))
    return int(number) if number is not None and number.is_integer() else None


def _details(error: dict[str, Any]) -> str:
    data = error.get("error_data")
    found = a_text(an_object(data).get("details")) or a_text(data) or a_text(error.get("message"))
    return (found or "")[:LONGEST_DETAILS]


def _pause(header: str | None, rule: Rule, action: Action) -> float | None:
    if action in {Action.NEVER, Action.STOP_CHANNEL}:
        return None
    asked = a_number(header) if header else None
    if asked is None or not 0 <= asked <= _DAY:
        return rule.pause
    return max(asked, rule.pause or 0)


def _by_status(status: int, *, known_shape: bool) -> Rule:
    """The rule for an answer whose code says nothing.

    ``known_shape``: it was Meta's error shape, so it was Meta who answered.
    """
    if status == _TOO_MANY:
        return Rule(Action.RETRY, "Meta asks for fewer calls.", 10, limit="number")
    if status == _UNAUTHORISED or (status == _FORBIDDEN and not known_shape):
        return Rule(Action.STOP_CHANNEL, "The token was not accepted. Enter a new one.")
    if 500 <= status <= 599 or status == _TIMEOUT:
        return Rule(Action.RETRY, f"Meta answered with HTTP {status}.", 5, unproven=True)
    if 200 <= status <= 299 and not known_shape:
        sentence = "Meta took the call, but its answer could not be understood."
        return Rule(Action.RETRY, sentence, 60, unproven=True)
    if (300 <= status <= 399 or status == _NOT_FOUND) and not known_shape:
        sentence = f"HTTP {status}: nothing like the Graph API answers at GRAPH_API_URL. Check it."
        return Rule(Action.STOP_CHANNEL, sentence)
    return Rule(Action.NEVER, f"Meta refused the call with HTTP {status}.")


def _reported(error: ReportedError, rule: Rule) -> SendFailure:
    return SendFailure(
        code=error.code,
        action=rule.action,
        ambiguous=False,
        sentence=rule.sentence,
        retry_after=_pause(None, rule, rule.action),
        details=error.details or error.title,
    )
