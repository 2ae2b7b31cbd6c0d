"""What strangers wrote, made fit to be looked at: nothing hidden, nothing that turns text around.

These are filters for templates, which escape as ever; nothing here returns markup.
"""

import re
import unicodedata

import phonenumbers

from flows.text import pick
from models import Department, Queue
from staff.language import LOCALES, NAMES, shown_language

# Invisible or turning: line breaks and tabs stay, and the joiners that emoji and some scripts need.
_KEPT = frozenset("\n\t\u200c\u200d")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_WORD = re.compile(r"\S+")
_DIGITS = re.compile(r"\d")
_SHOWN_DIGITS = 4
_LONG_DIGITS = 7
_LONG_NUMBER = re.compile(r"\+?\d(?:[ ()./-]{0,3}\d)+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CARD = re.compile(r"(?<![A-Za-z])([A-Za-z]{1,2}) ?\d{6} ?(?:\([0-9Aa]\)|[0-9Aa])(?![0-9])")


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


def queue_named(queue: Queue) -> str:
    """A queue's name in the language of the page, else what flows call it."""
    return plain(pick(queue.names, shown_language(), tuple(LOCALES)) or queue.name)


def case_type_named(type: str) -> str:
    """A type of case as people write it: ``fallen-tree`` is “Fallen tree”."""
    words = plain(type.replace("-", " ").replace("_", " ").strip())
    return words[:1].upper() + words[1:]


def language_named(tag: str) -> str:
    """A language by its own name; the tag of one that the pages do not speak."""
    return plain(NAMES.get(tag, tag))


def masked_name(name: str) -> str:
    """The first letter of each word of a person's name: enough to tell two people apart."""
    return _WORD.sub(lambda word: word.group()[0] + "••", plain(name.strip()[:80]))


def masked_number(number: str) -> str:
    """The last four digits of a telephone number."""
    digits = "".join(_DIGITS.findall(number))
    return f"•••• {digits[-_SHOWN_DIGITS:]}" if len(digits) > _SHOWN_DIGITS else "••••"


def masked_digits(text: object) -> str:
    """``text`` with each number as long as a telephone's shortened to its last four digits.

    Of a Hong Kong identity card the letters stay alone; a date stays as it is.
    """
    without_cards = _CARD.sub(lambda card: card.group(1) + "•" * 7, str(text))
    return _LONG_NUMBER.sub(_shortened, without_cards)


def _shortened(found: re.Match[str]) -> str:
    number = found.group()
    is_long = len(_DIGITS.findall(number)) >= _LONG_DIGITS and not _DATE.fullmatch(number)
    return masked_number(number) if is_long else number


def telephone(number: str) -> str:
    """A number of ours as people write it: ``+852 5555 0123``; what is no number stays."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return plain(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _is_hidden(sign: str) -> bool:
    return sign not in _KEPT and unicodedata.category(sign) in _HIDDEN
