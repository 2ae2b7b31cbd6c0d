"""How far a message of ours came: one entry of ``statuses``."""

from typing import Any, Final, get_args

from whatsapp.inbound.changes import Change, ReportedError, Status, StatusUpdate
from whatsapp.inbound.origin import Origin, wamid_in
from whatsapp.inbound.people import People, phone_in, user_id_in
from whatsapp.inbound.untrusted import a_list, a_text, an_object

LADDER: Final[dict[str, Status]] = {rung: rung for rung in get_args(Status)}
LONGEST_CALLBACK_DATA: Final = 512
LONGEST_SENTENCE: Final = 1000
LONGEST_NAME: Final = 100


def status_update(status: object, people: People, origin: Origin) -> Change:
    """``status`` as a StatusUpdate; those of groups, or off the ladder, as an OtherChange.

    The key is ``s:<wamid>:<status>``. The contact that the delivery names for the recipient tells
    the business-scoped id of someone whom we sent to by telephone.
    """
    if not isinstance(status, dict):
        return origin.other(status, "shape")
    if status.get("recipient_type") == "group" or status.get("group_id"):
        return origin.other(status, "group")
    wamid = wamid_in(status)
    if not wamid:
        return origin.other(status, "no_id")
    step = LADDER.get(a_text(status.get("status")) or "")
    if not step:
        return origin.other(status, "status")
    phone = phone_in(status.get("recipient_id"))
    user_id = user_id_in(status.get("recipient_user_id"))
    contact = people.entry(phone, user_id)
    pricing = an_object(status.get("pricing"))
    return StatusUpdate(
        key=f"s:{wamid}:{step}",
        wamid=wamid,
        status=step,
        timestamp=origin.instant(status.get("timestamp")),
        phone_number_id=origin.phone_number_id,
        waba_id=origin.waba_id,
        recipient_phone=phone or phone_in(contact.get("wa_id")),
        recipient_user_id=user_id or user_id_in(contact.get("user_id")),
        # Meta's own first spelling of the parent's key is still on its way.
        recipient_parent_user_id=user_id_in(status.get("recipient_parent_user_id"))
        or user_id_in(status.get("parent_recipient_user_id"))
        or user_id_in(contact.get("parent_user_id")),
        callback_data=a_text(status.get("biz_opaque_callback_data"), LONGEST_CALLBACK_DATA),
        errors=reported_errors(status.get("errors")),
        pricing_category=a_text(pricing.get("category"), LONGEST_NAME),
        pricing_type=a_text(pricing.get("type"), LONGEST_NAME),
    )


def reported_errors(errors: object) -> tuple[ReportedError, ...]:
    """A webhook's ``errors``: of a status, of a message, or of the value itself."""
    return tuple(_reported(error) for error in a_list(errors) if isinstance(error, dict))


def _reported(error: dict[str, Any]) -> ReportedError:
    code = a_text(error.get("code"), 10)
    data = error.get("error_data")
    details = a_text(data) or a_text(an_object(data).get("details")) or ""
    title = a_text(error.get("title")) or a_text(error.get("message")) or ""
    return ReportedError(
        code=int(code) if code and code.isascii() and code.isdigit() else None,
        title=title[:LONGEST_SENTENCE],
        details=details[:LONGEST_SENTENCE],
    )
