"""Where in a delivery something stood: the account, the number, the field; and its keys."""

import hashlib
from datetime import datetime
from typing import Any, Final

import msgspec
import orjson

from whatsapp.inbound.changes import OtherChange, Reason
from whatsapp.inbound.untrusted import a_text, an_instant, an_object

LONGEST_WAMID: Final = 400  # typically 55 to 75 characters, and opaque
LONGEST_NUMBER_ID: Final = 64
LONGEST_FIELD: Final = 100


class Origin(msgspec.Struct, frozen=True):
    """One change's place: WhatsApp Business account, our number, field, and the entry's time."""

    waba_id: str
    phone_number_id: str | None
    field: str
    received: datetime
    time: int | str | None = None

    def message_key(self, message: dict[str, Any]) -> str | None:
        """``m:<phone_number_id>:<wamid>``, or None when either is missing."""
        wamid = wamid_in(message)
        if not wamid or not self.phone_number_id:
            return None
        return f"m:{self.phone_number_id}:{wamid}"

    def digest_key(self, value: object) -> str:
        """``h:<sha256>`` of ``value`` and where it stood, however its keys were ordered."""
        stood = [self.waba_id, self.phone_number_id, self.field, self.time, value]
        canonical = orjson.dumps(stood, option=orjson.OPT_SORT_KEYS)
        return f"h:{hashlib.sha256(canonical).hexdigest()}"

    def instant(self, timestamp: object) -> datetime:
        """``timestamp``, else the entry's time, else when the delivery was received."""
        return an_instant(timestamp, an_instant(self.time, self.received))

    def other(self, value: object, reason: Reason) -> OtherChange:
        """``value`` kept as it is, for ``reason``."""
        holder = an_object(value)
        return OtherChange(
            key=self.digest_key(value),
            field=self.field,
            reason=reason,
            timestamp=self.instant(holder.get("timestamp")),
            phone_number_id=self.phone_number_id,
            waba_id=self.waba_id,
            raw={"value": value},
        )


def wamid_in(holder: dict[str, Any]) -> str | None:
    """The message id in ``holder``, or None when there is no usable one."""
    return a_text(holder.get("id"), LONGEST_WAMID)


def number_id_in(value: dict[str, Any]) -> str | None:
    """The id of our number in a change's ``metadata``, or None."""
    found = a_text(an_object(value.get("metadata")).get("phone_number_id"), LONGEST_NUMBER_ID)
    return found if found and ":" not in found else None
