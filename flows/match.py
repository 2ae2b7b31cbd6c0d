"""Understanding what people type, Chinese included.

Text is folded before anything is compared: full width to half width, capitals to small letters,
Traditional to Simplified, invisible characters and punctuation away. Then what is spoken is put as
it is written, and courtesy around it is left out (``flows.understanding.speech``). Latin phrases match as whole
words; Chinese has no spaces, so a phrase matches wherever it stands, and the longest one wins.

What is understood is sure, or it is asked about: a slip of the finger, a word that several
entries share, two entries in one sentence. What is said not to be meant is never taken.
"""

import itertools
import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from flows.understanding import nearness, speech

LONGEST_READ = 1000  # characters of what was typed that are looked at; the rest cannot be a choice
MOST_ASKED = 3  # readings that are asked about: as many as there are buttons
PROSE = 0.25  # a phrase that is less of what was said than this is asked about
MOST_OF_IT = 0.5  # of a phrase: who says more of it than this means it
REACH = 40  # characters before a phrase in which a no to it can stand
OUTWEIGHS = 2.0  # a phrase that says so much more than any other is what is meant
_simplified = OpenCC("t2s")
_traditional = OpenCC("s2t")
_NUMERALS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_PLACES = {
    word: place
    for place, words in enumerate(
        ("one first 1st", "two second 2nd", "three third 3rd", "four fourth 4th", "five fifth 5th",
         "six sixth 6th", "seven seventh 7th", "eight eighth 8th", "nine ninth 9th", "ten tenth 10th"),
        1,
    )
    for word in words.split()
}  # fmt: skip
_NUMBERED = re.compile(
    r"^(?:(?:option|number|no|item|choose|选项|选择|选|拣|第|要|我要)\s*)*"
    r"(\d{1,3}|[零〇一二两三四五六七八九十]{1,3})\s*(?:号|个|项|款)?$"
)
_PLACED = re.compile(rf"^(?:the |option |number |item )*({'|'.join(_PLACES)})(?: one| option)?$")
_LAST = re.compile(r"^(?:the )?last(?: one| option)?$|^(?:要)?最(?:后|尾)(?:那|一)?(?:个|项)?$")


@dataclass(frozen=True)
class Reading:
    """What was understood: one key surely, or up to three that are to be asked about, or nothing."""

    keys: tuple[Hashable, ...] = ()
    certain: bool = False

    @property
    def sure(self) -> Hashable | None:
        """The key that was surely meant, or None."""
        return self.keys[0] if self.certain else None

    @property
    def unsure(self) -> tuple[Hashable, ...]:
        """The keys one of which may have been meant."""
        return () if self.certain else self.keys


NOTHING = Reading()


def is_chinese(character: str) -> bool:
    """Whether ``character`` is a Han character."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def fold(text: str) -> str:
    """``text`` as it is compared: one case, one width, one script, words parted by single spaces."""
    return _forms(text[:LONGEST_READ])[0]


def meant(text: str) -> tuple[str, str, str]:
    """The forms of ``text`` that are as good as the whole of it: folded, plain, without courtesy."""
    return _forms(text[:LONGEST_READ])


@lru_cache(maxsize=8192)
def _forms(text: str) -> tuple[str, str, str]:
    folded = _folded(text)
    plain = speech.plain(folded)
    return folded, plain, speech.heart(plain)


def _folded(text: str) -> str:
    shown = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(
        character if unicodedata.category(character)[0] in "LNMS" else " "
        for character in shown
        if unicodedata.category(character) not in {"Cf", "Mn"} or not character.isprintable()
    )
    return " ".join(_simplified.convert(letters).split())


def number_in(text: str) -> int | None:
    """The number that ``text`` is: ``2``, ``２``, ``no. 2``, ``第二個``, ``二``; else None."""
    for form in meant(text):
        found = _NUMBERED.match(form)
        if found is not None:
            written = found.group(1)
            return int(written) if written.isdecimal() else _chinese_number(written)
    return None


def place_in(text: str, count: int) -> int | None:
    """Which of ``count`` things in a row ``text`` names, from 1: a number, “the second”, the last."""
    for form in meant(text):
        if _LAST.match(form):
            return count
        found = _PLACED.match(form)
        if found is not None:
            return _PLACES[found.group(1)]
    return number_in(text)


def _chinese_number(written: str) -> int | None:
    if "十" in written:
        tens, _, ones = written.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "十" in ones:
            return None
        return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
    return _NUMERALS[written] if len(written) == 1 else None


@dataclass(frozen=True)
class _Mention:
    """A phrase that stands in a text, from ``start`` to ``end``, and the keys that it speaks for."""

    start: int
    end: int
    keys: tuple[Hashable, ...]
    weight: int


class Matcher:
    """Finds which of several entries a typed text means."""

    def __init__(self, entries: Iterable[tuple[Hashable, Iterable[str]]]) -> None:
        """Take ``entries``: each a key and the phrases that mean it, in any language."""
        self.entries = tuple((key, tuple(phrases)) for key, phrases in entries)
        self._wholes: dict[str, tuple[Hashable, ...]] = {}
        forms: dict[str, tuple[Hashable, ...]] = {}
        for key, phrases in self.entries:
            for phrase in phrases:
                folded, *plainer = meant(phrase)
                for form in filter(None, (folded, *plainer)):
                    _add(self._wholes, form, key)
                for form in filter(_tells, plainer):
                    _add(forms, form, key)
        self._forms = forms
        self._beginnings: dict[str, list[str]] = {}
        for form in sorted(forms, key=len, reverse=True):
            self._beginnings.setdefault(form[:2], []).append(form)
        self._negative = frozenset(form for form in forms if speech.negative(form))
        self._shapes = [(form, nearness.shape(form), keys) for form, keys in forms.items()]

    def whole(self, text: str) -> Hashable | None:
        """The only entry one of whose phrases is the whole of ``text``, courtesy left out."""
        keys = self._whole(meant(text))
        return keys[0] if len(keys) == 1 else None

    def read(self, text: str) -> Reading:
        """What ``text`` means among the entries."""
        forms = meant(text)
        if not forms[0]:
            return NOTHING
        keys = self._whole(forms)
        if keys:
            return _asked(keys) if len(keys) > 1 else Reading(keys, certain=True)
        _, plain, heart = forms
        mentions = self._mentions(plain)
        if mentions:
            return _weighed(plain, mentions)
        if speech.denies(plain):
            return NOTHING
        return self._part(heart) or self._near(heart)

    def _whole(self, forms: Sequence[str]) -> tuple[Hashable, ...]:
        return next((self._wholes[form] for form in forms if form in self._wholes), ())

    def _mentions(self, plain: str) -> list[_Mention]:
        """The phrases in ``plain``, in order, without those that stand within a longer one."""
        found: list[_Mention] = []
        reached = 0
        for start in range(len(plain) - 1):
            for form in self._beginnings.get(plain[start : start + 2], ()):
                end = start + len(form)
                if plain.startswith(form, start) and _is_apart(plain, start, end):
                    if end > reached:
                        reached = end
                        found.append(_Mention(start, end, self._forms[form], _weight(form)))
                    break
        return found

    def _part(self, heart: str) -> Reading | None:
        """The entries with a phrase that ``heart`` is a part of: “hours” for “Opening hours”."""
        weight = _weight(heart)
        if weight < (2 if is_chinese(heart[0]) else 4):
            return None
        keys: dict[Hashable, float] = {}
        negative = speech.negative(heart)
        for form, speaks_for in self._forms.items():
            if _stands_in(heart, form) and (form in self._negative) == negative:
                share = weight / _weight(form)
                keys |= {key: max(keys.get(key, 0), share) for key in speaks_for}
        if len(keys) == 1 and weight >= 4:
            ((key, share),) = keys.items()
            sure = share > MOST_OF_IT or speech.tells(heart)
            return Reading((key,), certain=sure)
        return _asked(keys) if keys else None

    def _near(self, heart: str) -> Reading:
        """The entries that ``heart`` is a slip of the finger away from."""
        if len(heart) > nearness.LONGEST:
            return NOTHING
        said, negative = nearness.shape(heart), speech.negative(heart)
        closest = 1.0
        keys: dict[Hashable, None] = {}
        for form, shape, speaks_for in self._shapes:
            distance = nearness.distance(said, shape)
            if distance is None or distance > closest or (form in self._negative) != negative:
                continue
            if distance < closest:
                closest, keys = distance, {}
            keys |= dict.fromkeys(speaks_for)
        return _asked(keys)


@lru_cache(maxsize=2048)
def matcher_of(entries: tuple[tuple[Hashable, tuple[str, ...]], ...]) -> Matcher:
    """The matcher of ``entries`` that a turn brings with it: the same for the same ones."""
    return Matcher(entries)


@lru_cache(maxsize=64)
def joined(matchers: tuple[Matcher, ...]) -> Matcher:
    """One matcher in the place of several; its keys are the place among them and the old key."""
    return Matcher(
        ((place, key), phrases)
        for place, matcher in enumerate(matchers)
        for key, phrases in matcher.entries
    )


def _add(forms: dict[str, tuple[Hashable, ...]], form: str, key: Hashable) -> None:
    known = forms.get(form, ())
    if key not in known:
        forms[form] = (*known, key)


def _tells(form: str) -> bool:
    """Whether ``form`` says enough to mean something within a sentence."""
    return len(form) > 1 and _weight(form) > 2


def _asked(keys: Iterable[Hashable]) -> Reading:
    """The reading that asks about ``keys``; nothing where they are too many to ask about."""
    several = tuple(keys)
    return Reading(several) if len(several) <= MOST_ASKED else NOTHING


def _weighed(plain: str, mentions: Sequence[_Mention]) -> Reading:
    """What is meant by a sentence with these phrases in it."""
    pairs = zip(mentions, (None, *mentions), strict=False)
    wanted = [one for one, previous in pairs if not _is_turned(plain, one, previous)]
    if not wanted:
        return NOTHING
    weights: dict[Hashable, int] = {}
    for one in wanted:
        for key in one.keys:
            weights[key] = max(weights.get(key, 0), one.weight)
    common = set.intersection(*(set(one.keys) for one in wanted))
    if len(common) == 1:
        (key,) = common
        denied = [one.end for one in mentions if one.end <= wanted[0].start]
        told = speech.content(plain[max(denied, default=0) :])
        turned = all(speech.negated(_just_before(plain, one)) for one in wanted)
        return Reading((key,), certain=not turned and weights[key] >= PROSE * _weight(told))
    first, second = sorted(weights.values(), reverse=True)[:2]
    if first >= OUTWEIGHS * second and not _are_beside(plain, wanted):
        return Reading(tuple(key for key in weights if weights[key] == first), certain=True)
    return _asked(weights)


def _is_turned(plain: str, one: _Mention, previous: _Mention | None) -> bool:
    """Whether ``one`` is said not to be meant: beforehand, or by the beginning of the mention before."""
    before = _just_before(plain, one)
    across = previous is not None and one.start < previous.end
    return speech.denied(before) or (across and speech.negated(before))


def _just_before(plain: str, one: _Mention) -> str:
    """As much of what stands before ``one`` as can turn it."""
    return plain[max(0, one.start - REACH) : one.start]


def _are_beside(plain: str, mentions: Sequence[_Mention]) -> bool:
    pairs = itertools.pairwise(mentions)
    return any(speech.beside(plain[one.end : other.start]) for one, other in pairs)


def _stands_in(phrase: str, text: str) -> bool:
    """Whether ``phrase`` stands in ``text``; its Latin ends must be ends of words there."""
    start = text.find(phrase)
    while start >= 0:
        if _is_apart(text, start, start + len(phrase)):
            return True
        start = text.find(phrase, start + 1)
    return False


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether a phrase may begin at ``start`` and end at ``end``: not in the midst of a word."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return _parts(before, text[start]) and _parts(text[end - 1], after)


def _parts(left: str, right: str) -> bool:
    """Whether a word may end between these two characters."""
    if left == " " or right == " ":
        return True
    return is_chinese(left) or is_chinese(right)


def _weight(phrase: str) -> int:
    """How much ``phrase`` says: a Chinese character counts as two letters."""
    return sum(2 if is_chinese(character) else 1 for character in phrase if character != " ")


def script_of(text: str) -> str:
    """Which language ``text`` shows by its writing: ``zh-Hant``, ``zh-Hans``, ``zh``, ``en`` or none.

    Chinese written alike in both scripts is ``zh``. A greeting in Latin letters shows nothing:
    everybody in Hong Kong types “hi”.
    """
    return _script(text[:LONGEST_READ])


@lru_cache(maxsize=1024)
def _script(text: str) -> str:
    shown = unicodedata.normalize("NFKC", text)
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
