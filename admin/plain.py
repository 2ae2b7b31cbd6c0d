"""What strangers wrote, made fit to be looked at: nothing hidden, nothing that turns text around.

These are filters for templates, which escape as ever; nothing here returns markup.
"""

import re
import unicodedata

import phonenumbers

from flows.text import pick
from models import Department
from staff.language import LOCALES, shown_language

# Invisible or turning: line breaks and tabs stay, and the joiners that emoji and some scripts need.
_KEPT = frozenset("\n\t\u200c\u200d")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_WORD = re.compile(r"\S+")
_DIGITS = re.compile(r"\d")
_SHOWN_DIGITS = 4


def plain(text: object) -> str:
    """``text`` with each hidden character (bidi controls and their like) shown by its number."""
    return "".join(
        f"‹U+{ord(sign):04X}›" if _is_hidden(sign) else sign
        for sign in str(text if text is not None else "")
    )


def named(department: Department) -> str:
    """A department's name in the language of the page."""
    name = pick(department.names, shown_language(), tuple(LOCALES))
    return plain(name or department.code)


def masked_name(name: str) -> str:
    """The first letter of each word of a person's name: enough to tell two people apart."""
    return _WORD.sub(lambda word: word.group()[0] + "••", plain(name.strip()[:80]))


def masked_number(number: str) -> str:
    """The last four digits of a telephone number."""
    digits = "".join(_DIGITS.findall(number))
    return f"•••• {digits[-_SHOWN_DIGITS:]}" if len(digits) > _SHOWN_DIGITS else "••••"


def telephone(number: str) -> str:
    """A number of ours as people write it: ``+852 5555 0123``; what is no number stays."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return plain(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _is_hidden(sign: str) -> bool:
    return sign not in _KEPT and unicodedata.category(sign) in _HIDDEN
