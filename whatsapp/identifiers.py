"""Who somebody is on WhatsApp: telephone numbers and business-scoped user ids."""

import re
import unicodedata
from typing import Final

import phonenumbers

REGION: Final = "HK"

# Two capital letters of a country, a dot, for a parent id "ENT." as well, then up to 128 letters
# and digits. Case counts: the id is kept and sent back as it came.
USER_ID: Final = r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}"
_USER_ID = re.compile(USER_ID)
_WA_ID = re.compile(r"\+?([1-9][0-9]{4,14})")
_00852 = re.compile(r"^00[ -]?852")  # how many dial from abroad; Hong Kong's own prefix is 001
_DIGITS = re.compile(r"[0-9]+")
_PERSONAL = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
_HIDDEN = "••••"
_SHOWN = 4


def is_user_id(text: str) -> bool:
    """Whether ``text`` has the shape of a business-scoped user id, or of a parent id."""
    return _USER_ID.fullmatch(text) is not None


def phone_of(wa_id: str) -> str | None:
    """The telephone number in a ``wa_id``, as ``+`` and digits, or None when it is none.

    WhatsApp writes digits alone, country code first. What it sends is taken at its word: some
    numbers that work there are unknown to every numbering plan.
    """
    found = _WA_ID.fullmatch(wa_id.strip())
    return f"+{found[1]}" if found else None


def normal_phone(text: str, region: str = REGION) -> str | None:
    """What a person wrote as a telephone number, in E.164 (``+85255550123``), or None.

    A number without a country code belongs to ``region``. Full-width digits, spaces, dashes and
    brackets are understood. The length must be that of a mobile or fixed line in its country;
    whether the number is given out to anybody is not asked.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        number = phonenumbers.parse(_00852.sub("+852", plain), region)
    except phonenumbers.NumberParseException:
        return None
    if not any(phonenumbers.is_possible_number_for_type(number, kind) for kind in _PERSONAL):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """``number`` for logs and lists: the country and the last four digits, ``+852••••0123``.

    What is no number shows at most its last four digits, and nothing when there are too few to
    hide the rest.
    """
    digits = "".join(_DIGITS.findall(number))
    if len(digits) <= 2 * _SHOWN - 1:
        return _HIDDEN
    try:
        country = phonenumbers.parse(number, REGION).country_code
    except phonenumbers.NumberParseException:
        return _HIDDEN + digits[-_SHOWN:]
    return f"+{country}{_HIDDEN}{digits[-_SHOWN:]}"
