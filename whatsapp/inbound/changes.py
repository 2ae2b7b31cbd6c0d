"""What one delivery of the webhook can bring: messages, statuses, new identities, and the rest."""

from datetime import datetime
from typing import Any, Literal

import msgspec

Status = Literal["sent", "delivered", "read", "played", "failed"]

# Why something is kept as an OtherChange.
Reason = Literal[
    "field",  # a field of the webhook that is not about one message: its name is in ``field``
    "error",  # trouble with the account or the number, reported without a message
    "group",  # sent in a group, where we do not speak
    "system",  # a notice of WhatsApp's own that changes nobody's identity
    "status",  # a status that is none of the ladder, such as ``deleted``
    "no_number",  # it does not say which of our numbers it belongs to
    "no_sender",  # it does not say who sent it
    "no_id",  # it carries no usable id
    "shape",  # it is not built the way Meta describes
]


class NotUnderstoodError(ValueError):
    """The body is no JSON, or no envelope of WhatsApp's. Its text holds nothing of the body."""


class Sender(msgspec.Struct, frozen=True):
    """Who wrote. ``phone`` is ``+`` and digits; either it or ``user_id`` is there, or both.

    ``user_id`` and ``parent_user_id`` are business-scoped: opaque, valid in one portfolio only.
    """

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    profile_name: str | None = None


class InboundMessage(msgspec.Struct, frozen=True, tag_field="change", tag="message"):
    """Something a person sent to one of our numbers.

    ``key`` names it once and for all, ``raw`` is the message as it came, cleaned of what cannot
    be stored, ``contact`` its entry among the delivery's contacts (empty when there is none).
    """

    key: str
    wamid: str
    phone_number_id: str
    waba_id: str
    timestamp: datetime
    sender: Sender
    raw: dict[str, Any]
    type: str
    contact: dict[str, Any] = {}


class ReportedError(msgspec.Struct, frozen=True):
    """An error as a webhook reports it. ``details`` may name the citizen: not for logs."""

    code: int | None
    title: str = ""
    details: str = ""


class StatusUpdate(msgspec.Struct, frozen=True, tag_field="change", tag="status"):
    """How far a message of ours came. ``callback_data`` is what we sent along with it.

    The recipient's ids are those that Meta names; through them the business-scoped id of someone
    we only knew by telephone is learned.
    """

    key: str
    wamid: str
    status: Status
    timestamp: datetime
    phone_number_id: str | None
    waba_id: str
    recipient_phone: str | None = None
    recipient_user_id: str | None = None
    recipient_parent_user_id: str | None = None
    callback_data: str | None = None
    errors: tuple[ReportedError, ...] = ()
    pricing_category: str | None = None
    pricing_type: str | None = None


class IdentityChange(msgspec.Struct, frozen=True, tag_field="change", tag="identity"):
    """A person's telephone number or business-scoped id is now another. It may arrive twice."""

    key: str
    kind: Literal["user_changed_number", "user_changed_user_id", "user_id_update"]
    timestamp: datetime
    phone_number_id: str | None
    waba_id: str
    raw: dict[str, Any]
    old_phone: str | None = None
    new_phone: str | None = None
    old_user_id: str | None = None
    new_user_id: str | None = None
    old_parent_user_id: str | None = None
    new_parent_user_id: str | None = None


class OtherChange(msgspec.Struct, frozen=True, tag_field="change", tag="other"):
    """Whatever else came: preferences, templates, the account, and what is not understood.

    ``raw`` is ``{"value": …}``, the smallest part that it is about: one preference, one error,
    one message, or the value of the whole change.
    """

    key: str
    field: str
    reason: Reason
    timestamp: datetime
    phone_number_id: str | None
    waba_id: str
    raw: dict[str, Any]


Change = InboundMessage | StatusUpdate | IdentityChange | OtherChange
