"""Numbers as people write them: figures in any width, with thousands commas, and in words.

Chinese numerals follow everyday use: 三百二十, 廿五, 兩萬五 (25,000), 一百零五, 二〇二六, 三點五.
"""

import re
import unicodedata
from decimal import Decimal

LONGEST = 40  # characters; longer than any number that a form can ask for
_FIGURES = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "两": 2, "兩": 2, "壹": 1, "貳": 2, "贰": 2, "叁": 3, "參": 3, "肆": 4,
    "伍": 5, "陸": 6, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
CHINESE = "".join(_DIGITS) + "".join(_UNITS) + "".join(_MYRIADS) + "廿卅卌"
_ENGLISH = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_ENGLISH_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}


def half_width(text: str) -> str:
    """``text`` in half width, with every script's digits as 0 to 9, without blanks around it."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one
        for one in shown
        if unicodedata.category(one) not in {"Cf", "Cc"} or one.isspace()
    ).strip()


def number_of(text: str) -> Decimal | None:
    """The number that the whole of ``text`` is: ``1,200``, ``－３．５``, ``兩萬五``, ``twelve``.

    None when it is none. A comma that does not part thousands leaves open what is meant: ``1,5`` is
    no number.
    """
    shown = half_width(text[: 2 * LONGEST]).casefold()
    shown = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", ",", shown.replace("\u2212", "-"))
    if not shown or len(shown) > LONGEST:
        return None
    if _FIGURES.fullmatch(shown):
        return Decimal(shown.replace(",", ""))
    found = chinese_number(shown)
    return found if found is not None else _english_number(shown)


def chinese_number(text: str) -> Decimal | None:
    """The number that the whole of ``text`` is in Chinese numerals; None when it is none."""
    sign = Decimal(1)
    if text[:1] in {"负", "負"}:
        text, sign = text[1:], Decimal(-1)
    whole, point, part = text.translate(_TENS).partition("點" if "點" in text else "点")
    found = _whole(whole)
    if found is None or not point:
        return None if found is None else sign * found
    if not part or any(character not in _DIGITS for character in part):
        return None
    return sign * Decimal(f"{found}.{''.join(str(_DIGITS[one]) for one in part)}")


def _whole(text: str) -> int | None:
    if not text or any(
        one not in _DIGITS and one not in _UNITS and one not in _MYRIADS for one in text
    ):
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[one]) for one in text))
    total, section, digit, last = 0, 0, None, 1
    for character in text:
        if character in _DIGITS:
            if digit:
                return None  # two digits next to each other say nothing beside units
            digit = _DIGITS[character]
            last = 1 if digit == 0 else last
        elif character in _UNITS:
            unit = _UNITS[character]
            section += (1 if digit is None else digit) * unit
            digit, last = None, unit
        else:
            myriad = _MYRIADS[character]
            amount = section + (digit or 0)
            if not amount:
                return None
            total += amount * myriad
            section, digit, last = 0, None, myriad
    # 一百五 is 150, 兩萬五 25,000: a digit that ends it counts tenths of the unit before it.
    ending = (digit or 0) * (last // 10 if last > 10 and digit else 1)
    return total + section + ending


def _english_number(text: str) -> Decimal | None:
    words = text.replace("-", " ").split()
    if words in (["a", "hundred"], ["one", "hundred"]):
        return Decimal(100)
    if len(words) == 1:
        found = _ENGLISH.get(words[0], _ENGLISH_TENS.get(words[0]))
        return None if found is None else Decimal(found)
    if len(words) == 2 and words[0] in _ENGLISH_TENS and 0 < _ENGLISH.get(words[1], 0) < 10:
        return Decimal(_ENGLISH_TENS[words[0]] + _ENGLISH[words[1]])
    return None
