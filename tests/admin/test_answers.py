"""Answers of a case as pairs: what is masked, what nobody has verified."""

from typing import Any

from admin.answers import pairs

CARD = {"number": "A123456(3)", "masked": "A123•••(•)", "verified": False}


def a_pair(**answer: Any) -> Any:
    [found] = pairs([{"question": "Q", "words": "W", "value": "W", **answer}], {})
    return found


def test_a_plain_answer_is_shown() -> None:
    found = a_pair()
    assert (found.words, found.masked, found.unverified) == ("W", "", False)


def test_a_masked_answer_shows_its_beginning_first() -> None:
    assert a_pair(words="+852 5555 0123", mask=True).masked == "+85•••••••••••"


def test_an_answer_that_was_left_out_is_not_masked() -> None:
    assert a_pair(words="–", mask=True).masked == ""


def test_a_card_is_masked_and_unverified_until_somebody_has_seen_it() -> None:
    found = a_pair(type="hkid", words=CARD["masked"], value=CARD)
    assert found.words == "A123•••(•)"
    assert found.unverified
    assert not a_pair(type="hkid", value=CARD | {"verified": True}).unverified
