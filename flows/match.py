"""Understanding what people type, Chinese included.

Text is folded before anything is compared: full width to half width, capitals to small letters,
Traditional to Simplified, invisible characters and punctuation away. Latin phrases match as whole
words; Chinese has no spaces, so a phrase matches wherever it stands, and the longest one wins.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from opencc import OpenCC
from rapidfuzz.distance import Levenshtein

LONGEST_READ = 1000  # characters of what was typed that are looked at; the rest cannot be a choice
_simplified = OpenCC("t2s")
_traditional = OpenCC("s2t")
_NUMERALS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_NUMBERED = re.compile(
    r"^(?:(?:option|number|no|item|选项|第|选|要)\s*)*(\d{1,3}|[零〇一二两三四五六七八九十]{1,3})"
    r"\s*(?:号|个|项|please|唔该)?$"
)

# What turns the words after it into their opposite: “沒有阻塞” does not say “阻塞”. Asking whether
# (“有冇開放時間”, “是不是塌樹”) denies nothing. Written as folded text is.
_DENIAL = re.compile(
    r"(?:(?<!有)(?:没有?|冇|无)|(?<!是)不是?|(?<!系)唔系?"
    r"|(?<!\S)(?:no|not|nothing|none|never|without)(?!\S)(?:\s(?:is|are|be|of|the|an?|any)(?!\S))*"
    r")\s*"
)

How = Literal["exact", "contained", "near"]


@dataclass(frozen=True)
class Match:
    """What was understood: the ``key`` of the entry, the ``phrase`` that told, and how surely."""

    key: Hashable
    phrase: str
    how: How


def is_chinese(character: str) -> bool:
    """Whether ``character`` is a Han character."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """``text`` as it is compared: one case, one width, one script, words parted by single spaces."""
    shown = unicodedata.normalize("NFKC", text[:LONGEST_READ]).casefold()
    letters = "".join(
        character if unicodedata.category(character)[0] in "LNMS" else " "
        for character in shown
        if unicodedata.category(character) not in {"Cf", "Mn"} or not character.isprintable()
    )
    return " ".join(_simplified.convert(letters).split())


def number_in(text: str) -> int | None:
    """The number that ``text`` is: ``2``, ``２``, ``no. 2``, ``第二``, ``二``; else None."""
    found = _NUMBERED.match(fold(text))
    if found is None:
        return None
    written = found.group(1)
    return int(written) if written.isdecimal() else _chinese_number(written)


def _chinese_number(written: str) -> int | None:
    if "十" in written:
        tens, _, ones = written.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "十" in ones:
            return None
        return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
    return _NUMERALS[written] if len(written) == 1 else None


class Matcher:
    """Finds which of several entries a typed text means."""

    def __init__(self, entries: Iterable[tuple[Hashable, Iterable[str]]]) -> None:
        """Take ``entries``: each a key and the phrases that mean it, in any language."""
        self._phrases: dict[str, Hashable] = {}
        self._torn: set[str] = set()  # phrases that mean several entries, so mean none
        for key, phrases in entries:
            for phrase in phrases:
                folded = fold(phrase)
                if not folded:
                    continue
                if self._phrases.setdefault(folded, key) != key:
                    self._torn.add(folded)
        for folded in self._torn:
            del self._phrases[folded]

    def exact(self, text: str) -> Match | None:
        """The entry one of whose phrases is the whole of ``text``."""
        folded = fold(text)
        key = self._phrases.get(folded)
        return None if key is None else Match(key, folded, "exact")

    def contained(self, text: str) -> Match | None:
        """The entry with the longest phrase in ``text``; None when two entries have equal claim."""
        folded = fold(text)
        denied = _denied(folded, self._phrases)
        best: list[tuple[int, Hashable, str]] = []
        for phrase, key in self._phrases.items():
            if not _stands_in(phrase, folded, denied):
                continue
            weight = _weight(phrase)
            if best and weight < best[0][0]:
                continue
            if best and weight > best[0][0]:
                best = []
            best.append((weight, key, phrase))
        if not best or any(key != best[0][1] for _, key, _ in best):
            return None
        return Match(best[0][1], best[0][2], "contained")

    def part(self, text: str) -> Match | None:
        """The only entry with a phrase that ``text`` is a part of: “hours” for “Opening hours”."""
        folded = fold(text)
        if _weight(folded) < 4:
            return None
        keys = {
            key: phrase
            for phrase, key in self._phrases.items()
            if _denies(phrase) == _denies(folded) and _stands_in(folded, phrase, ())
        }
        if len(keys) != 1:
            return None
        ((key, phrase),) = keys.items()
        return Match(key, phrase, "contained")

    def near(self, text: str) -> Match | None:
        """The only entry that ``text`` is a slip of the finger away from: ask before acting on it."""
        folded = fold(text)
        found: dict[Hashable, str] = {}
        closest = 99
        for phrase, key in self._phrases.items():
            allowed = _slips(phrase)
            if not allowed or abs(len(phrase) - len(folded)) > allowed:
                continue
            if _denies(phrase) != _denies(folded):
                continue  # a slip that turns the meaning round is none
            distance = Levenshtein.distance(phrase, folded, score_cutoff=allowed)
            if distance > min(allowed, closest):
                continue
            if distance < closest:
                closest, found = distance, {}
            found[key] = phrase
        if len(found) != 1:
            return None
        ((key, phrase),) = found.items()
        return Match(key, phrase, "near")

    def find(self, text: str) -> Match | None:
        """The best reading of ``text``: whole, contained, part, then near; None when unclear."""
        return self.exact(text) or self.contained(text) or self.part(text) or self.near(text)


def _denies(text: str) -> bool:
    """Whether anything is denied in ``text``."""
    return _DENIAL.search(text) is not None


def _denied(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """From where to where in ``text`` one of ``phrases`` stands right after a denial."""
    ends = [found.end() for found in _DENIAL.finditer(text)]
    if not ends:
        return []
    return [
        (end, end + len(phrase))
        for phrase in phrases
        for end in ends
        if text.startswith(phrase, end)
    ]


def _stands_in(phrase: str, text: str, denied: Iterable[tuple[int, int]]) -> bool:
    """Whether ``phrase`` stands in ``text``, outside what is ``denied`` there.

    Its Latin ends must be ends of words.
    """
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        whole = _parts(before, phrase[0]) and _parts(phrase[-1], after)
        if whole and not any(first <= start and end <= last for first, last in denied):
            return True
        start = text.find(phrase, start + 1)
    return False


def _parts(left: str, right: str) -> bool:
    """Whether a word may end between these two characters."""
    if left == " " or right == " ":
        return True
    return is_chinese(left) or is_chinese(right)


def _weight(phrase: str) -> int:
    """How much ``phrase`` says: a Chinese character counts as two letters."""
    return sum(2 if is_chinese(character) else 1 for character in phrase)


def _slips(phrase: str) -> int:
    """How many slips ``phrase`` may have and still be recognised."""
    weight = _weight(phrase)
    if any(is_chinese(character) for character in phrase):
        return 1 if len(phrase) >= 4 else 0
    if weight < 5:
        return 0
    return 1 if weight < 9 else 2


def script_of(text: str) -> str:
    """Which language ``text`` shows by its writing: ``zh-Hant``, ``zh-Hans``, ``zh``, ``en`` or none.

    Chinese written alike in both scripts is ``zh``. A greeting in Latin letters shows nothing:
    everybody in Hong Kong types “hi”.
    """
    shown = unicodedata.normalize("NFKC", text[:LONGEST_READ])
    chinese = [character for character in shown if is_chinese(character)]
    if chinese:
        written = "".join(chinese)
        if _simplified.convert(written) != written:
            return "zh-Hant"
        return "zh-Hans" if _traditional.convert(written) != written else "zh"
    words = re.findall(r"[a-z]+", shown.casefold())
    if len(words) >= 2 or (words and len(words[0]) > 5):
        return "en"
    return ""
