"""How Meta says no: codes, titles and the two shapes an error comes in."""

import secrets
from typing import Any

# code -> (HTTP status, title): whatever Meta's table has, so that each can be asked for. The HTTP column of Meta's table has changed between editions:
# a sender must branch on the code alone.
CODES: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    200: (403, "API Permission"),
    368: (403, "Temporarily blocked for policies violations"),
    613: (400, "Calls to this api have exceeded the rate limit"),
    2500: (400, "Unknown path components"),
    80007: (400, "Rate limit issues"),
    130403: (400, "Business has blocked the user"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "Display name approval needed"),
    131042: (400, "Business eligibility payment issue"),
    131044: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped marketing messages from you"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131055: (400, "Method not allowed"),
    131056: (400, "Business account, consumer account pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131060: (400, "This message is currently unavailable"),
    131062: (400, "Recipient type is not supported for this message"),
    131063: (400, "Marketing messages are not supported by this API"),
    131064: (400, "Messaging limit reduced for template misuse"),
    132000: (400, "Template param count mismatch"),
    132001: (404, "Template does not exist"),
    132005: (400, "Template hydrated text too long"),
    132007: (400, "Template format character policy violated"),
    132008: (400, "Template parameter value mismatch"),
    132012: (400, "Template parameter format mismatch"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "Template parameter value is not valid"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    133000: (500, "Incomplete deregistration"),
    133004: (503, "Server temporarily unavailable"),
    133005: (400, "Two step verification PIN mismatch"),
    133006: (400, "Phone number re-verification needed"),
    133008: (400, "Too many two step verification PIN guesses"),
    133009: (400, "Two step verification PIN guessed too fast"),
    133010: (400, "Phone number not registered"),
    133015: (400, "Please wait a few minutes before attempting to register"),
    133016: (400, "Registration attempts limit exceeded"),
    134011: (400, "Payments terms of service have not been accepted"),
    134100: (400, "Only marketing messages supported"),
    134101: (400, "Template sync still in progress"),
    134102: (400, "Template unavailable for use"),
    135000: (400, "Generic user error"),
    136024: (400, "Phone number already verified"),
    137000: (400, "Identity key hash mismatch"),
    139000: (400, "Blocked by integrity"),
    139001: (400, "Flow cannot be updated"),
    139002: (400, "Flow cannot be published"),
    139003: (400, "Flow cannot be deprecated"),
    139004: (400, "Flow cannot be deleted"),
    139100: (400, "Failed to block or unblock some users"),
    139101: (400, "Block list limit reached"),
    139102: (400, "Block list was updated meanwhile"),
    139103: (400, "Block list internal error"),
    2388019: (400, "Template limit reached"),
    2388039: (400, "Template cannot be edited in this state"),
    2388040: (400, "Character limit exceeded"),
    2388047: (400, "Header or body format is incorrect"),
    2388072: (400, "Body format is incorrect"),
    2388073: (400, "Footer format is incorrect"),
    2388293: (400, "Too many variables for the length of the text"),
    2388299: (400, "Variables cannot be at the start or end"),
}


class Refusal(Exception):
    """The stand-in will not do what was asked. ``details`` says where and why."""

    def __init__(self, code: int, details: str) -> None:
        super().__init__(f"(#{code}) {details}")
        self.code = code
        self.details = details

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return CODES[self.code][0]


def as_answer(refusal: Refusal) -> dict[str, Any]:
    """The body of an HTTP answer."""
    error: dict[str, Any] = {
        "message": f"(#{refusal.code}) {CODES[refusal.code][1]}",
        "type": "OAuthException",
        "code": refusal.code,
        "error_data": {"messaging_product": "whatsapp", "details": refusal.details},
        "fbtrace_id": "A" + secrets.token_urlsafe(16),
    }
    return {"error": error}


def as_status_error(code: int) -> dict[str, Any]:
    """An entry of ``errors`` in a status webhook."""
    title = CODES[code][1]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": f"{title}. Asked of the sandbox."},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
