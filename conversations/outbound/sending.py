"""One call: a claimed message to WhatsApp, and what came of it. No transaction is open here."""

from datetime import datetime

import msgspec
import structlog

from conversations.installation import callback_data
from conversations.outbound import assets
from conversations.outbound.outbox import Parcel
from conversations.outbound.outcomes import WINDOW_CLOSED, Outcome
from flows.messages import Message, Template
from flows.talk import window
from whatsapp.client import GraphClient
from whatsapp.error_table import Action
from whatsapp.errors import SendFailure, SendFailureError, refused_connection
from whatsapp.outbound import MissingMediaError, UnaddressedError, to_payload

LONGEST_WAMID = 255
WINDOW_OVER = "More than 24 hours have passed since the person last wrote."

log = structlog.get_logger(__name__)
_decoder = msgspec.json.Decoder(Message)


def send(client: GraphClient, parcel: Parcel, installation: str, now: datetime) -> Outcome:
    """Send ``parcel``. Never raises: what goes wrong is its outcome."""
    try:
        message = _decoder.decode(parcel.content)
    except msgspec.DecodeError as fault:
        return _unsendable(parcel, fault)
    if not isinstance(message, Template) and not window.is_open(parcel.last_inbound_at, now):
        return _never(parcel, WINDOW_OVER, WINDOW_CLOSED)
    try:
        message, media_ids = assets.with_ids(client, parcel, message)
        payload = to_payload(
            message,
            parcel.recipient,
            callback_data=callback_data(installation, parcel.ulid),
            media_ids=media_ids,
        )
    except SendFailureError as error:  # its file could not be uploaded: nothing was sent yet
        failure = msgspec.structs.replace(error.failure, ambiguous=False)
        return Outcome(parcel, failure=failure)
    except UnaddressedError:
        return _never(parcel, "The person has no telephone number or user id any more.")
    except MissingMediaError:
        return _never(parcel, "The file of this message is not among the department's files.")
    except ValueError as fault:
        return _unsendable(parcel, fault)
    except Exception as fault:  # noqa: BLE001 - the database or the disk: nothing was sent yet
        log.error("not_prepared", message=parcel.ulid, fault=type(fault).__name__)  # noqa: TRY400
        return Outcome(
            parcel, failure=refused_connection("What is needed for it could not be read.")
        )
    try:
        accepted = client.send(parcel.phone_number_id, parcel.graph_token, payload)
    except SendFailureError as error:
        return Outcome(parcel, failure=error.failure)
    except Exception as fault:  # noqa: BLE001 - it was under way: nobody knows
        log.error("send_broke", message=parcel.ulid, fault=type(fault).__name__)  # noqa: TRY400
        failure = SendFailure(None, Action.RETRY, ambiguous=True, sentence="The call broke off.")
        return Outcome(parcel, failure=failure)
    return Outcome(parcel, wamid=accepted.wamid[:LONGEST_WAMID])


def _unsendable(parcel: Parcel, fault: Exception) -> Outcome:
    log.error("unsendable", message=parcel.ulid, fault=type(fault).__name__)
    return _never(parcel, "The message could not be put into WhatsApp's form.")


def _never(parcel: Parcel, sentence: str, code: int | None = None) -> Outcome:
    failure = SendFailure(code, Action.NEVER, ambiguous=False, sentence=sentence)
    return Outcome(parcel, failure=failure)
