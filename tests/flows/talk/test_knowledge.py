"""The department's questions answer anywhere: who comes before them, and what comes after."""

from typing import Any

import pytest

from flows.department.surroundings import read
from tests.flows.talking import Talk, document

QUESTIONS = [
    {
        "id": "pool-hours",
        "question": {"en": "What are the opening hours of the swimming pool?"},
        "answer": {"en": "The pool opens at 6:30."},
    },
    {
        "id": "dogs",
        "question": {"en": "May I bring my dog to the park?"},
        "also": {"en": ["dog rules"]},
        "answer": {"en": "To pet gardens."},
    },
]
NODES: dict[str, Any] = {
    "hub": {
        "kind": "menu",
        "text": {"en": "How can we help?"},
        "options": [
            {"id": "tree", "label": {"en": "Fallen tree"}},
            {"id": "rules", "label": {"en": "Park rules"}, "also": {"en": ["dog rules"]}},
        ],
        "exits": {"tree": "report", "rules": "rules", "other": "lost"},
    },
    "report": {
        "kind": "form",
        "fields": [
            {"id": "level", "type": "number", "ask": {"en": "How many trees?"}},
            {"id": "notes", "type": "text", "ask": {"en": "What happened?"}},
        ],
        "exits": {"submitted": "over", "cancelled": "hub", "stuck": "over"},
    },
    "rules": {"kind": "question", "field": {"id": "n", "type": "number", "ask": {"en": "Which?"}},
              "exits": {"next": "over"}},
    "lost": {"kind": "message", "text": {"en": "Here is the menu."}, "exits": {"next": "hub"}},
    "over": {"kind": "end"},
}  # fmt: skip


@pytest.fixture
def talk() -> Talk:
    made = Talk(
        document(NODES),
        document(
            {"said": {"kind": "message", "text": {"en": "Noise."}, "exits": {"next": "over"}},
             "over": {"kind": "end"}},
            name="noise",
            triggers=[{"by": "words", "words": {"en": ["swimming pool noise"]}}],
        ),
        language="en",
    )  # fmt: skip
    made.around = read({"questions": QUESTIONS})
    return made


def play(talk: Talk, *steps: tuple[dict[str, Any], list[str]]) -> None:
    for step, said in steps:
        talk.do(step)
        assert [message.body for message in talk.said] == said, step  # type: ignore[union-attr]


def test_answers_when_nothing_waits_then_offers_the_front_door(talk: Talk) -> None:
    play(
        talk,
        (
            {"words": "pool opening hours"},
            ["The pool opens at 6:30.", "How can we help?"],
        ),
    )
    assert talk.node == "hub"


def test_answers_at_a_menu_then_offers_it_again(talk: Talk) -> None:
    play(
        talk,
        ({"words": "hi"}, ["How can we help?"]),
        (
            {"words": "what are the opening hours of the swimming pool"},
            ["The pool opens at 6:30.", "Back to what you were doing:\n\nHow can we help?"],
        ),
    )
    assert talk.asks == ["asked m2: pool-hours"]


def test_what_the_menu_understands_is_the_menus(talk: Talk) -> None:
    play(talk, ({"words": "dog rules"}, ["Which?"]))
    assert talk.node == "rules"
    talk = Talk(document(NODES), language="en")
    talk.around = read({"questions": QUESTIONS})
    play(talk, ({"words": "hi"}, ["How can we help?"]), ({"words": "dog rules"}, ["Which?"]))


def test_trigger_words_come_first(talk: Talk) -> None:
    play(talk, ({"words": "swimming pool noise opening hours"}, ["Noise."]))


def test_asks_which_was_meant_and_takes_a_number_or_a_tap(talk: Talk) -> None:
    which = "Did you mean one of these?"
    talk.do({"words": "hi"})
    play(talk, ({"words": "my dog"}, [which]))
    assert talk.titles == ["May I bring my dog to t…", "None of these"]
    play(
        talk,
        ({"words": "1"}, ["To pet gardens.", "Back to what you were doing:\n\nHow can we help?"]),
        # the button goes on working
        (
            {"tap": "May I bring my dog to t…"},
            ["To pet gardens.", "Back to what you were doing:\n\nHow can we help?"],
        ),
    )


def test_none_of_these_is_remembered_as_without_an_answer(talk: Talk) -> None:
    talk.do({"words": "hi"})
    talk.do({"words": "my dog"})
    talk.do({"tap": "None of these"})
    assert talk.asks == ["asked m2: nothing"]
    assert "Sorry, I got that wrong." in talk.words
    assert talk.node == "hub"


def test_what_is_chosen_when_nothing_waits_leads_to_the_front_door(talk: Talk) -> None:
    talk.do({"words": "my dog"})
    assert talk.node == ""
    play(talk, ({"words": "yes"}, ["To pet gardens.", "How can we help?"]))
    assert talk.asks == ["asked m1: dogs"]


def test_another_answer_to_which_was_meant_goes_the_ordinary_way(talk: Talk) -> None:
    talk.do({"words": "hi"})
    talk.do({"words": "my dog"})
    play(talk, ({"words": "fallen tree"}, ["How many trees?"]))
    assert talk.state.asked == {}


def test_what_nobody_answers_is_noted_once_and_takes_the_exit(talk: Talk) -> None:
    talk.do({"words": "hi"})
    talk.do({"words": "I lost my umbrella"})
    assert talk.asks == ["asked m2: nothing"]
    assert "Here is the menu." in talk.words


@pytest.mark.parametrize("words", ["hi", "thank you", "???", "你好"])
def test_greetings_are_no_questions(talk: Talk, words: str) -> None:
    talk.do({"words": "hi"})
    talk.do({"words": words})
    assert talk.asks == []


def test_a_form_is_never_interrupted(talk: Talk) -> None:
    question = "what are the opening hours of the swimming pool"
    talk.do({"words": "hi"})
    talk.do({"words": "fallen tree"})
    talk.do({"words": question})
    assert "6:30" not in talk.words
    assert talk.node == "report"
    talk.do({"words": "2"})
    talk.do({"words": question})
    assert "6:30" not in talk.words
    assert question in talk.words  # it is the answer, shown for review


def test_a_button_for_what_is_no_longer_kept_is_an_old_one(talk: Talk) -> None:
    talk.do({"words": "hi"})
    talk.do({"words": "my dog"})
    talk.around = read({"questions": QUESTIONS[:1]})
    talk.do({"tap": "May I bring my dog to t…"})
    assert "no longer in use" in talk.words
    assert talk.node == "hub"
