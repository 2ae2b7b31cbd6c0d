"""The questions that a department's staff keep, with their answers; and finding the one meant.

What a citizen types is compared with every wording of every question, in all languages. How alike
two texts are is a number from 0 to 1: the share of the wording's words that the citizen used, and,
with less weight, the share of the citizen's words that are in the wording. A word that few questions
have counts for more than one that many have. At ``SURE`` and clearly ahead of the rest an entry
answers by itself; from ``MAYBE`` on it is asked whether it was meant; below, nothing was found.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from rapidfuzz.distance import Levenshtein

from flows.documents.shape import Id, Localised, LocalisedWords, Shape, ui
from flows.match import fold, is_chinese
from flows.understanding.likeness import joined, word_list

MOST = 2000
SURE = 0.72
MAYBE = 0.36
AHEAD = 0.1  # how much likelier than the next it must be to answer by itself
HEARD = 0.34  # the least share of the citizen's words that must be in what answers by itself
MOST_MEANT = 3
_OF_WORDING = 0.7  # the weight of the wording's share; the rest is that of the citizen's share
_SLIP = 0.8  # what a word with a slip of the finger counts


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        message = "this is not a day of the calendar"
        raise ValueError(message) from None
    return value


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=2000)]


class Entry(Shape):
    """A question and its answer. It answers from ``valid_from`` to ``valid_until``, days included."""

    id: Id = ui("Id", "代號", "代号")
    question: Localised = ui("Question", "問題", "问题", widget="localised")
    also: LocalisedWords = ui(
        "Other wordings", "其他問法", "其他问法", widget="words", default_factory=dict
    )
    answer: Localised = ui("Answer", "答案", "答案", widget="localised")
    link: WebAddress | None = ui("Link", "連結", "链接", default=None)
    topic: Id | None = ui("Topic", "主題", "主题", default=None)
    valid_from: Day | None = ui("Answers from", "生效日期", "生效日期", default=None)
    valid_until: Day | None = ui("Answers until", "終止日期", "终止日期", default=None)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for key, texts in (("question", self.question), ("answer", self.answer)):
            if not any(text.strip() for text in texts.values()):
                message = f"the {key} is empty"
                raise ValueError(message)
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            message = "it stops answering before it begins to"
            raise ValueError(message)
        return self

    def wordings(self) -> Iterable[str]:
        """Every wording of the question, in every language."""
        yield from (text for text in self.question.values() if text.strip())
        yield from (text for texts in self.also.values() for text in texts if text.strip())

    def answers_on(self, today: date) -> bool:
        """Whether it answers on this day."""
        now = today.isoformat()
        return (self.valid_from or now) <= now <= (self.valid_until or now)


Entries = Annotated[list[Entry], Field(max_length=MOST)]


@dataclass(frozen=True)
class Found:
    """An entry that may be meant: how likely, by which wording, and which words told."""

    entry: Entry
    score: float
    wording: str
    shared: tuple[str, ...]
    heard: float

    @property
    def words(self) -> list[str]:
        """The words that told, as people read them."""
        return joined(self.shared)


@dataclass(frozen=True)
class Reading:
    """What a text comes to: ``sure`` answers by itself, ``maybe`` are to be asked about."""

    sure: Found | None
    maybe: tuple[Found, ...]
    ranked: tuple[Found, ...]  # the likeliest first, those below both bars included

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return self.sure is not None or bool(self.maybe)


class Knowledge:
    """A department's questions, ready to be asked."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take ``entries``; those of one id must be one."""
        self.entries = tuple(entries)
        self._by_id = {entry.id: entry for entry in self.entries}
        self._wordings: list[tuple[Entry, str, tuple[str, ...]]] = []
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._with: dict[str, list[int]] = defaultdict(list)
        self._askers: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries:
            for wording in entry.wordings():
                self._take(entry, wording)

    def _take(self, entry: Entry, wording: str) -> None:
        words = word_list(wording)
        for word in words:
            self._with[word].append(len(self._wordings))
            self._askers[word].add(entry.id)
        self._wordings.append((entry, wording, words))
        self._whole[fold(wording)].add(entry.id)

    def __bool__(self) -> bool:
        """Whether there is anything to be asked."""
        return bool(self.entries)

    def entry(self, entry_id: str, today: date) -> Entry | None:
        """The entry of this id, if it answers on this day."""
        found = self._by_id.get(entry_id)
        return found if found is not None and found.answers_on(today) else None

    def find(self, text: str, today: date, topics: Collection[str] = ()) -> Reading:
        """What ``text`` comes to on this day; among these ``topics`` only, where any are named."""
        heard = word_list(text)
        best: dict[str, Found] = {}
        for place, shared in self._alike(heard).items():
            entry, wording, words = self._wordings[place]
            if not entry.answers_on(today) or (topics and entry.topic not in topics):
                continue
            found = self._weighed(entry, wording, words, heard, shared)
            if entry.id not in best or found.score > best[entry.id].score:
                best[entry.id] = found
        for entry_id in self._whole.get(fold(text), ()):
            whole = self._by_id[entry_id]
            if whole.answers_on(today) and (not topics or whole.topic in topics):
                best[entry_id] = Found(whole, 1.0, text, word_list(text), 1.0)
        ranked = sorted(best.values(), key=lambda found: (-found.score, found.entry.id))
        return _reading(ranked)

    def _alike(self, heard: Sequence[str]) -> dict[int, dict[str, float]]:
        """By the place of each wording the words that it shares, and what each counts."""
        found: dict[int, dict[str, float]] = defaultdict(dict)
        for word in heard:
            for known, counts in self._known_as(word):
                for place in self._with[known]:
                    found[place][known] = max(counts, found[place].get(known, 0.0))
        return found

    def _known_as(self, word: str) -> list[tuple[str, float]]:
        """``word`` itself, or the words that it is a slip of the finger away from."""
        if word in self._with:
            return [(word, 1.0)]
        allowed = 0 if is_chinese(word[0]) or len(word) < 5 else 1 if len(word) < 8 else 2
        if not allowed:
            return []
        return [
            (known, _SLIP)
            for known in self._latin
            if abs(len(known) - len(word)) <= allowed
            and Levenshtein.distance(known, word, score_cutoff=allowed) <= allowed
        ]

    @cached_property
    def _latin(self) -> list[str]:
        return [word for word in self._with if len(word) > 3 and not is_chinese(word[0])]

    def _weighed(
        self,
        entry: Entry,
        wording: str,
        words: Sequence[str],
        heard: Sequence[str],
        shared: dict[str, float],
    ) -> Found:
        told = sum(self._weight(word) * counts for word, counts in shared.items())
        of_wording = told / sum(self._weight(word) for word in words)
        of_heard = min(told / sum(self._weight(word) for word in heard), 1.0)
        score = _OF_WORDING * of_wording + (1 - _OF_WORDING) * of_heard
        in_order = tuple(word for word in words if word in shared)
        return Found(entry, round(score, 3), wording, in_order, round(of_heard, 3))

    def _weight(self, word: str) -> float:
        """What ``word`` counts: the fewer questions have it, the more."""
        askers = len(self._askers[word]) if word in self._askers else 1
        return 1 + math.log(max(len(self.entries), 1) / askers) / 2


def _reading(ranked: Sequence[Found]) -> Reading:
    if not ranked or ranked[0].score < MAYBE:
        return Reading(None, (), tuple(ranked))
    maybe = tuple(found for found in ranked if found.score >= MAYBE)[:MOST_MEANT]
    if _stands_alone(maybe[0], maybe[1:]):
        return Reading(maybe[0], (), tuple(ranked))
    return Reading(None, maybe, tuple(ranked))


def _stands_alone(first: Found, rivals: Sequence[Found]) -> bool:
    """Whether ``first`` answers by itself: likely, ahead, and no rival has as much of what was said.

    “Opening hours” is most of a short question and less of a long one, and means neither more.
    """
    if first.score < SURE or first.heard < HEARD:
        return False
    if rivals and first.score - rivals[0].score < AHEAD:
        return False
    return first.score == 1 or all(rival.heard < first.heard for rival in rivals)
