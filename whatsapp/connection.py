"""The steps of connecting a real number, each green or with what to do about it.

The order is that in which a department works through them: what fails first is what to mend first.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Final, Literal, Protocol

import msgspec

from whatsapp.account import BusinessProfile, PhoneNumber, SubscribedApp
from whatsapp.client import Accepted, GraphClient
from whatsapp.error_table import Action
from whatsapp.errors import SendFailureError

Outcome = Literal["good", "warning", "bad", "unknown"]

# Meta, messaging limits: people who may be written to outside the window in 24 hours.
LIMITS: Final = {
    "TIER_250": "250",
    "TIER_2K": "2,000",
    "TIER_10K": "10,000",
    "TIER_100K": "100,000",
    "TIER_UNLIMITED": "no limit",
}
TEST_WORDS: Final = "This is a test message. The number is connected."


class Connectable(Protocol):
    """What a channel must have to be checked: ``models.Channel`` has it."""

    @property
    def phone_number_id(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def waba_id(self) -> str: ...  # noqa: D102
    @property
    def token(self) -> str: ...  # noqa: D102
    @property
    def webhook_seen_at(self) -> datetime | None: ...  # noqa: D102


class Step(msgspec.Struct, frozen=True):
    """One line of the checklist. ``todo`` is empty when there is nothing to do.

    ``name`` is ``token, number, name, quality, limit, throughput, subscription, webhook, profile``
    or ``message``. ``unknown`` means: an earlier step must be green before this can be looked at.
    """

    name: str
    outcome: Outcome
    found: str
    todo: str = ""


def check(client: GraphClient, channel: Connectable) -> list[Step]:
    """Every step for ``channel``, in order. Asks the Graph API; raises nothing."""
    try:
        number = client.phone_number(channel.phone_number_id, channel.token)
    except SendFailureError as error:
        return [*_unreadable(error), _subscription(client, channel), _webhook(channel)]
    return [
        Step("token", "good", "Meta accepts the token."),
        *_number_steps(number, channel),
        _subscription(client, channel),
        _webhook(channel),
        _profile(client, channel),
    ]


def subscribe(client: GraphClient, channel: Connectable) -> Step:
    """Ask Meta to send the account's messages to our app, and look whether it does."""
    try:
        client.subscribe_app(channel.waba_id, channel.token)
    except SendFailureError as error:
        return Step("subscription", "bad", error.failure.sentence, _SUBSCRIBE)
    return _subscription(client, channel)


def send_test(client: GraphClient, channel: Connectable, to: str) -> Step:
    """Send one message to ``to`` (E.164), who must have written to the number within 24 hours."""
    payload = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to,  # with its plus: see whatsapp.outbound
        "type": "text",
        "text": {"body": TEST_WORDS},
    }
    try:
        accepted: Accepted = client.send(channel.phone_number_id, channel.token, payload)
    except SendFailureError as error:
        todo = "Write to the number from this telephone first: Meta lets it answer for 24 hours."
        return Step("message", "bad", error.failure.sentence, todo)
    return Step("message", "good", f"Meta took the message ({accepted.wamid[-12:]}).")


def passed(steps: list[Step]) -> bool:
    """Whether nothing in ``steps`` stands in the way of messages."""
    return all(step.outcome in {"good", "warning"} for step in steps)


_SUBSCRIBE: Final = (
    "Give the token's system user the permission whatsapp_business_management, then subscribe the "
    "app again."
)
_TOKEN_CODES: Final = frozenset({0, 190})
_MAKE_ANOTHER: Final = (
    "Make a token that does not expire for a system user of your portfolio, with the permissions "
    "whatsapp_business_messaging and whatsapp_business_management, and enter it."
)


def _unreadable(error: SendFailureError) -> Iterator[Step]:
    failure = error.failure
    if failure.action is Action.RETRY:
        yield Step("token", "unknown", failure.sentence, "Try again in a minute.")
    elif failure.status == HTTPStatus.UNAUTHORIZED or failure.code in _TOKEN_CODES:
        yield Step("token", "bad", failure.sentence, _MAKE_ANOTHER)
    else:
        yield Step("token", "unknown", failure.sentence, _MAKE_ANOTHER)
        todo = "Compare the phone number id with the one in WhatsApp Manager, API setup."
        yield Step("number", "bad", "Meta does not show this phone number id to the token.", todo)


def _number_steps(number: PhoneNumber, channel: Connectable) -> Iterator[Step]:
    yield _matching(number, channel)
    yield _name(number)
    yield _quality(number)
    limit = LIMITS.get(number.messaging_limit)
    yield (
        Step("limit", "good", f"People who may be written to first in 24 hours: {limit}.")
        if limit
        else Step("limit", "warning", "Meta does not say how many people may be written to first.")
    )
    fast = {"STANDARD": "80 messages a second.", "HIGH": "1,000 messages a second."}
    yield Step(
        "throughput",
        "good" if number.throughput in fast else "warning",
        fast.get(number.throughput, "Meta does not say how many messages a second it takes."),
    )


def _matching(number: PhoneNumber, channel: Connectable) -> Step:
    if _digits(number.display) == _digits(channel.number):
        return Step("number", "good", f"The number is {number.display}.")
    todo = "Correct the number here, or the phone number id: they belong to different numbers."
    return Step("number", "bad", f"Meta knows this phone number id as {number.display}.", todo)


def _name(number: PhoneNumber) -> Step:
    found = f"Citizens see it as {number.verified_name or 'a bare number'}."
    if number.name_status in {"APPROVED", "AVAILABLE_WITHOUT_REVIEW", ""} and number.verified_name:
        return Step("name", "good", found)
    todo = "Have the display name approved in WhatsApp Manager; until then some messages fail."
    return Step("name", "warning", found, todo)


def _quality(number: PhoneNumber) -> Step:
    match number.quality:
        case "GREEN":
            return Step("quality", "good", "Few people block or report the number.")
        case "YELLOW" | "RED":
            todo = "Send fewer messages that nobody asked for; look at what was blocked last week."
            outcome: Outcome = "warning" if number.quality == "YELLOW" else "bad"
            return Step("quality", outcome, "Many people block or report the number.", todo)
        case _:
            return Step("quality", "good", "Too few messages so far for Meta to rate the number.")


def _subscription(client: GraphClient, channel: Connectable) -> Step:
    return _asked("subscription", lambda: _subscribed(client, channel))


def _subscribed(client: GraphClient, channel: Connectable) -> Step:
    apps: list[SubscribedApp] = client.subscribed_apps(channel.waba_id, channel.token)
    if not apps:
        found = "No app is subscribed to the account: nothing that citizens write arrives."
        return Step("subscription", "bad", found, "Subscribe the app; the button below does it.")
    names = ", ".join(app.name or app.id for app in apps)
    return Step("subscription", "good", f"The account's messages go to {names}.")


def _webhook(channel: Connectable) -> Step:
    if channel.webhook_seen_at:
        day = channel.webhook_seen_at.strftime("%Y-%m-%d %H:%M")
        return Step("webhook", "good", f"Meta last reached our webhook at {day} UTC.")
    todo = (
        "In the app's settings enter this site's address followed by /webhooks/whatsapp and the "
        "verify token, subscribe the field messages, then write to the number."
    )
    return Step("webhook", "bad", "Meta has not reached our webhook for this number yet.", todo)


def _profile(client: GraphClient, channel: Connectable) -> Step:
    return _asked("profile", lambda: _presented(client, channel))


def _presented(client: GraphClient, channel: Connectable) -> Step:
    profile: BusinessProfile = client.business_profile(channel.phone_number_id, channel.token)
    parts = {
        "about": profile.about,
        "description": profile.description,
        "address": profile.address,
        "email": profile.email,
        "website": profile.websites,
    }
    missing = [name for name, value in parts.items() if not value]
    if not missing:
        return Step("profile", "good", "Citizens find everything in the number's profile.")
    todo = "Fill it in under WhatsApp Manager, Phone numbers, Profile."
    return Step("profile", "warning", f"The profile says nothing for: {', '.join(missing)}.", todo)


def _asked(name: str, ask: Callable[[], Step]) -> Step:
    """What ``ask`` finds, or why the Graph API did not say."""
    try:
        return ask()
    except SendFailureError as error:
        outcome: Outcome = "unknown" if error.failure.action is Action.RETRY else "bad"
        return Step(name, outcome, error.failure.sentence, _SUBSCRIBE)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isascii() and sign.isdigit())
