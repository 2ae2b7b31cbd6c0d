"""The answers of a case as pairs of question and answer, with photos and places to look at."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from admin.transcript import Place
from flows.filters import masked
from models import Media

# flows/fields: the value of a photo field is a list of media ids, of a place a mapping.
_FILES = frozenset({"photo", "photos", "document", "voice"})


class Pair(msgspec.Struct, frozen=True):
    """A question and its answer in words; ``files`` and ``place`` where the answer is one.

    ``masked`` is what is shown at first of an answer that is to be masked. ``unverified`` marks a
    number that nobody has compared with the card.
    """

    question: str
    words: str
    files: tuple[Media, ...] = ()
    missing: int = 0
    place: Place | None = None
    masked: str = ""
    unverified: bool = False


def pairs(answers: Sequence[Mapping[str, Any]], media: Mapping[str, Media]) -> list[Pair]:
    """``answers`` of a case (``flows.effects.Answered`` as plain objects), in their order."""
    return [_pair(answer, media) for answer in answers]


def _pair(answer: Mapping[str, Any], media: Mapping[str, Media]) -> Pair:
    value = answer.get("value")
    ids = _ids(value) if answer.get("type") in _FILES else []
    files = tuple(media[id] for id in ids if id in media)
    return Pair(
        question=str(answer.get("question") or answer.get("field") or ""),
        words=str(answer.get("words") or ""),
        files=files,
        missing=len(ids) - len(files),
        place=_place(value),
        masked=_masked(answer) if answer.get("mask") else "",
        unverified=isinstance(value, Mapping) and value.get("verified") is False,
    )


def _masked(answer: Mapping[str, Any]) -> str:
    """The beginning of an answer: enough to tell two apart. Empty where that is all of it."""
    words = str(answer.get("words") or "")
    shown = masked(words)
    return shown if shown != words else ""


def _ids(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        return []
    found = [item.get("media") if isinstance(item, Mapping) else item for item in value]
    return [id for id in found if isinstance(id, str)]


def _place(value: object) -> Place | None:
    if not isinstance(value, Mapping):
        return None
    latitude, longitude = value.get("latitude"), value.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    name, address = str(value.get("name") or ""), str(value.get("address") or "")
    return Place(float(latitude), float(longitude), name, address)
