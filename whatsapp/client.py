"""The Graph API as we use it: sending, reading receipts, media, and looking at our own side."""

import hashlib
import re
from typing import Any, Final
from urllib.parse import quote

import msgspec

from whatsapp.account import BusinessProfile, PhoneNumber, SubscribedApp
from whatsapp.error_table import Action
from whatsapp.errors import SendFailure, SendFailureError, judge
from whatsapp.inbound.untrusted import a_list, a_text, an_object
from whatsapp.media_hosts import check_media_url
from whatsapp.transport import AnswerTooLongError, SessionFactory, Transport, new_session

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]")
_GONE: Final = frozenset({404, 410})


class MediaTooLargeError(Exception):
    """A file is larger than the caller allows."""


class MediaGoneError(Exception):
    """A media address has run out (it lasts 5 minutes): resolve the media id again."""


class Accepted(msgspec.Struct, frozen=True):
    """Meta took a message; that is not yet delivery.

    ``wa_id`` (digits) comes back when it was sent to a telephone, ``user_id`` when to a
    business-scoped id. ``message_status`` comes with templates: ``accepted``,
    ``held_for_quality_assessment`` or ``paused``.
    """

    wamid: str
    wa_id: str | None = None
    user_id: str | None = None
    message_status: str | None = None


class MediaAddress(msgspec.Struct, frozen=True):
    """Where a file lies for the next 5 minutes; ``sha256`` is base64 or hexadecimal, or empty."""

    url: str
    mime_type: str = ""
    sha256: str = ""
    size: int | None = None


class Downloaded(msgspec.Struct, frozen=True):
    """A file's bytes, the type its server claims (without parameters) and their SHA-256 in hex."""

    data: bytes
    mime_type: str
    sha256: str


class GraphClient:
    """Meta's Graph API, or a stand-in for it, at ``base_url``. Threads may share one.

    Every method takes the channel's token, and raises SendFailureError when the call does not
    succeed; that says whether to try again and whether it may have taken effect.
    """

    def __init__(
        self, base_url: str, version: str, session_factory: SessionFactory = new_session
    ) -> None:
        """``base_url`` without version, http or https; ``version`` such as ``v25.0``."""
        self._transport = Transport(base_url, version, session_factory)

    def send(self, phone_number_id: str, token: str, payload: dict[str, Any]) -> Accepted:
        """Send ``payload`` (see ``outbound.to_payload``) from our number ``phone_number_id``."""
        found = self._transport.post(_path(phone_number_id, "messages"), token, payload)
        message = an_object(next(iter(a_list(found.get("messages"))), None))
        contact = an_object(next(iter(a_list(found.get("contacts"))), None))
        wamid = a_text(message.get("id"))
        if not wamid:
            raise SendFailureError(judge(200, b""))
        return Accepted(
            wamid=wamid,
            wa_id=a_text(contact.get("wa_id")),
            user_id=a_text(contact.get("user_id")),
            message_status=a_text(message.get("message_status")),
        )

    def mark_read(self, phone_number_id: str, token: str, wamid: str) -> None:
        """Show the person the blue ticks on their message ``wamid`` and on earlier ones."""
        self._transport.post(_path(phone_number_id, "messages"), token, _read_receipt(wamid))

    def upload_media(
        self, phone_number_id: str, token: str, data: bytes, mime_type: str, filename: str
    ) -> str:
        """Upload a file; its media id is good for 30 days, from this number."""
        # The name goes into a header of the form; people see the one that the message names.
        name = _UNSAFE.sub("", filename) or "file"
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        found = self._transport.upload(
            _path(phone_number_id, "media"), token, fields, (name, data, mime_type)
        )
        return _required(found, "id")

    def resolve_media(self, media_id: str, phone_number_id: str, token: str) -> MediaAddress:
        """Where the file ``media_id`` that came to ``phone_number_id`` lies just now."""
        params = {"phone_number_id": phone_number_id}
        found = self._transport.get(_path(media_id), token, params)
        size = a_text(found.get("file_size")) or ""
        return MediaAddress(
            url=_required(found, "url"),
            mime_type=a_text(found.get("mime_type")) or "",
            sha256=a_text(found.get("sha256")) or "",
            size=int(size) if size.isascii() and size.isdigit() else None,
        )

    def download_media(self, url: str, token: str, limit_bytes: int) -> Downloaded:
        """The file at ``url``, from Meta's hosts and the Graph API's own only.

        Raises ForbiddenHostError before the token is sent anywhere, MediaTooLargeError as soon as
        ``limit_bytes`` is passed, MediaGoneError when the address has run out.
        """
        check_media_url(url, self._transport.base_url)
        try:
            data, claimed = self._transport.download(url, token, limit_bytes)
        except AnswerTooLongError:
            raise MediaTooLargeError(f"The file is larger than {limit_bytes} bytes.") from None
        except SendFailureError as error:
            if error.failure.status in _GONE:
                raise MediaGoneError("The media's address has run out.") from None
            raise
        mime_type = claimed.partition(";")[0].strip().lower()
        return Downloaded(data, mime_type, hashlib.sha256(data).hexdigest())

    def phone_number(self, phone_number_id: str, token: str) -> PhoneNumber:
        """What Meta says of our number: name, quality, limits."""
        params = {"fields": PhoneNumber.FIELDS}
        return PhoneNumber.read(self._transport.get(_path(phone_number_id), token, params))

    def phone_numbers(self, waba_id: str, token: str) -> list[PhoneNumber]:
        """The numbers of a WhatsApp Business account (the first page: 100 of them)."""
        params = {"fields": PhoneNumber.FIELDS, "limit": "100"}
        found = self._transport.get(_path(waba_id, "phone_numbers"), token, params)
        return [PhoneNumber.read(an_object(item)) for item in a_list(found.get("data"))]

    def business_profile(self, phone_number_id: str, token: str) -> BusinessProfile:
        """What citizens read about our number."""
        params = {"fields": BusinessProfile.FIELDS}
        path = _path(phone_number_id, "whatsapp_business_profile")
        return BusinessProfile.read(self._transport.get(path, token, params))

    def subscribed_apps(self, waba_id: str, token: str) -> list[SubscribedApp]:
        """The apps that are sent the account's webhooks."""
        found = self._transport.get(_path(waba_id, "subscribed_apps"), token)
        return SubscribedApp.read_all(found)

    def subscribe_app(self, waba_id: str, token: str) -> None:
        """Have the account's webhooks sent to the app that the token belongs to."""
        self._transport.post(_path(waba_id, "subscribed_apps"), token, {})


def _path(*parts: str) -> str:
    """The path of ``parts``, each of which stays one: ids are data, and may have come from afar."""
    for part in parts:
        if not part.strip("."):
            sentence = "An id for the Graph API is empty or not an id."
            raise SendFailureError(
                SendFailure(None, Action.NEVER, ambiguous=False, sentence=sentence)
            )
    return "/".join(quote(part, safe="") for part in parts)


def _read_receipt(wamid: str) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}


def _required(found: dict[str, Any], key: str) -> str:
    value = a_text(found.get(key))
    if not value:
        raise SendFailureError(judge(200, b""))
    return value
