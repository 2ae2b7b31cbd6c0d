"""Finding the question that is meant: by itself, by asking, or not at all."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.department.questions import MAYBE, MOST_MEANT, SURE, Knowledge
from flows.department.surroundings import read
from flows.documents.faults import ShapeError

TODAY = date(2026, 11, 23)
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "pool-hours",
        "topic": "pools",
        "question": {
            "en": "What are the opening hours of the swimming pool?",
            "zh-Hant": "游泳池的開放時間是甚麼？",
        },
        "also": {"zh-Hant": ["泳池幾點開門"], "en": ["pool opening times"]},
        "answer": {"en": "6:30 to 22:00"},
    },
    {
        "id": "pool-fees",
        "topic": "pools",
        "question": {
            "en": "How much does the swimming pool cost?",
            "zh-Hant": "游泳池收費是多少？",
        },
        "answer": {"en": "$17"},
    },
    {
        "id": "park-hours",
        "topic": "parks",
        "question": {
            "en": "What are the opening hours of the parks?",
            "zh-Hant": "公園的開放時間是甚麼？",
        },
        "answer": {"en": "Day and night"},
    },
    {
        "id": "court",
        "question": {"en": "How can I book a tennis court?", "zh-Hant": "如何預訂網球場？"},
        "answer": {"en": "Online"},
    },
    {
        "id": "dogs",
        "question": {"en": "May I bring my dog to the park?", "zh-Hant": "可以帶狗入公園嗎？"},
        "answer": {"en": "To some"},
    },
    {
        "id": "gale",
        "question": {"en": "Are the pools closed in the typhoon?"},
        "answer": {"en": "Yes"},
        "valid_from": "2026-11-24",
        "valid_until": "2026-11-25",
    },
]
KNOWLEDGE = read({"questions": QUESTIONS}).knowledge


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("What are the opening hours of the parks?", "park-hours"),
        ("what are the opening hours of the parks", "park-hours"),
        ("pool opening hours", "pool-hours"),
        ("想問下泳池幾點開門呀", "pool-hours"),
        ("游泳池开放时间", "pool-hours"),
        ("book tennis", "court"),
        ("how to book a tenis court pls", "court"),
    ],
)
def test_answers_by_itself(text: str, entry: str) -> None:
    sure = KNOWLEDGE.find(text, TODAY).sure
    assert sure is not None
    assert sure.entry.id == entry
    assert sure.score >= SURE


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("opening hours", ["park-hours", "pool-hours"]),
        ("泳池幾點開？", ["pool-hours"]),
        ("帶狗", ["dogs"]),
        ("網球場點book", ["court"]),
        ("how much is the pool", ["pool-fees"]),
    ],
)
def test_asks_which_was_meant(text: str, entries: list[str]) -> None:
    found = KNOWLEDGE.find(text, TODAY)
    assert found.sure is None
    assert [one.entry.id for one in found.maybe] == entries
    assert all(one.score >= MAYBE for one in found.maybe)


@pytest.mark.parametrize(
    "text", ["", "hi", "你好", "thank you", "tax return", "my tree fell on a car", "報稅", "12345"]
)
def test_finds_nothing(text: str) -> None:
    assert not KNOWLEDGE.find(text, TODAY)


def test_tells_which_words_told() -> None:
    found = KNOWLEDGE.find("泳池幾錢", TODAY).ranked[0]
    assert (found.entry.id, found.words) == ("pool-fees", ["泳池", "收费"])
    assert found.wording == "游泳池收費是多少？"


def test_one_long_sentence_with_a_common_word_is_no_answer() -> None:
    said = "my neighbour keeps a dog that barks all night and nobody in the block can sleep"
    assert KNOWLEDGE.find(said, TODAY).sure is None


@pytest.mark.parametrize(("day", "answers"), [(23, False), (24, True), (25, True), (26, False)])
def test_answers_only_while_it_holds(day: int, answers: bool) -> None:
    on = date(2026, 11, day)
    assert bool(KNOWLEDGE.find("are the pools closed in the typhoon", on).sure) is answers
    assert (KNOWLEDGE.entry("gale", on) is not None) is answers


def test_looks_at_named_topics_only() -> None:
    found = KNOWLEDGE.find("opening hours", TODAY, ["parks"])
    assert found.sure is not None
    assert found.sure.entry.id == "park-hours"
    assert not KNOWLEDGE.find("What are the opening hours of the parks?", TODAY, ["pools"]).sure


@given(st.text(max_size=400))
def test_anything_may_be_typed(text: str) -> None:
    found = KNOWLEDGE.find(text, TODAY)
    assert len(found.maybe) <= MOST_MEANT
    assert all(0 <= one.score <= 1 for one in found.ranked)
    assert found == KNOWLEDGE.find(text, TODAY)


def test_nothing_is_kept_nothing_is_found() -> None:
    assert not Knowledge([])
    assert not Knowledge([]).find("opening hours", TODAY)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"question": {}}, "questions[0]"),
        ({"answer": {"en": " "}}, "questions[0]"),
        ({"id": "no id"}, "questions[0].id"),
        ({"link": "javascript:alert(1)"}, "questions[0].link"),
        ({"valid_from": "2026-02-30"}, "questions[0].valid_from"),
        ({"valid_from": "2026-03-02", "valid_until": "2026-03-01"}, "questions[0]"),
        ({"rank": 1}, "questions[0].rank"),
    ],
)
def test_what_is_no_entry_is_refused_by_its_place(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        read({"questions": [QUESTIONS[0] | changed]})
    assert [fault.path for fault in refusal.value.faults] == [path]
