"""How near a text is to a phrase: slips of the finger, and characters that sound or look alike.

What is near is only ever asked about, so this may guess; it does not guess at two letters.
"""

import itertools
import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from flows.understanding.speech import ASIDE, HAN

LONGEST = 40  # characters; who writes more is telling something, not choosing with a slip
FEWEST = 5  # letters that English words must have together, so that one is known by them
APART = 2  # characters that may stand between those of a Chinese phrase
ALIKE = 0.4  # of the pairs of characters in two Chinese texts, so that one may be the other
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Shape:
    """A phrase as it is compared: Chinese by ``letters``, everything else also by ``words``."""

    letters: str
    words: tuple[str, ...]
    chinese: bool


def shape(text: str) -> Shape:
    """The shape of a plain text."""
    words = tuple(word for word in _WORD.findall(text) if word not in ASIDE)
    return Shape(text.replace(" ", ""), words, _HAN.search(text) is not None)


def distance(said: Shape, phrase: Shape) -> float | None:
    """How far ``said`` is from holding ``phrase``: slips by length, so 0 to 0.5; None when far."""
    if phrase.chinese:
        return _by_characters(said.letters, phrase.letters) if said.chinese else None
    found = [
        one
        for one in (_as_one(said.letters, phrase.letters), _by_words(said.words, phrase.words))
        if one is not None
    ]
    return min(found, default=None)


def _by_characters(said: str, phrase: str) -> float | None:
    size = len(phrase)
    if size < 2 or len(set(phrase) & set(said)) * 2 < size:
        return None
    if _scattered(said, phrase):
        return 1 / size
    if size == 2:  # half of it must be wrong, so it must be all that was said
        alike = said[0] == phrase[0] or said[-1] == phrase[-1]
        return 0.5 if len(said) == 2 and alike else None
    if size > 3 or len(said) <= 6:
        allowed = 1 if size < 6 else 2
        slips = _in_windows(said, phrase, allowed)
        if slips <= allowed:
            return slips / size
    return _by_pairs(said, phrase)


def _scattered(said: str, phrase: str) -> bool:
    """Whether all of the phrase stands close together in what was said, in whatever order."""
    width, wanted = len(phrase) + APART, set(phrase)
    return wanted <= set(said) and any(
        wanted <= set(said[start : start + width]) for start in range(max(1, len(said) - width + 1))
    )


def _by_pairs(said: str, phrase: str) -> float | None:
    """How many of the pairs of characters in the two are not in both."""
    ours, theirs = (set(map("".join, itertools.pairwise(one))) for one in (said, phrase))
    alike = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    return 1 - alike if alike >= ALIKE else None


def _in_windows(said: str, phrase: str, allowed: int) -> int:
    """The fewest slips between ``phrase`` and any part of ``said`` of about its length."""
    fewest = allowed + 1
    for width in range(len(phrase) - 1, len(phrase) + 2):
        for start in range(max(1, len(said) - width + 1)):
            window = said[start : start + width]
            fewest = min(fewest, OSA.distance(window, phrase, score_cutoff=fewest))
    return fewest


def _as_one(said: str, phrase: str) -> float | None:
    """The whole of what was said against the whole phrase, spaces left out of both."""
    allowed = _slips(len(phrase))
    found = OSA.distance(said, phrase, score_cutoff=allowed)
    return found / len(phrase) if found <= allowed else None


def _by_words(said: tuple[str, ...], phrase: tuple[str, ...]) -> float | None:
    """The words of the shorter in a row in the longer, each nearly the same."""
    few, many = sorted((said, phrase), key=len)
    if sum(map(len, few)) < FEWEST:
        return None
    rows = (many[start : start + len(few)] for start in range(len(many) - len(few) + 1))
    found = (_of_words(few, row) for row in rows)
    return min((one for one in found if one is not None), default=None)


def _of_words(some: tuple[str, ...], others: tuple[str, ...]) -> float | None:
    slips = 0
    for word, other in zip(some, others, strict=True):
        allowed = _slips(max(len(word), len(other)))
        found = OSA.distance(word, other, score_cutoff=allowed)
        if found > allowed:
            return None
        slips += found
    return slips / sum(map(len, some))


def _slips(length: int) -> int:
    """How many slips so many letters may have and still be recognised."""
    if length < 4:
        return 0
    return 1 if length < 8 else 2
