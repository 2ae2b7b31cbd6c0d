"""“Did you mean…?”: what counts as an answer to it, and that everything else goes its ordinary way."""

import copy
from typing import Any

import pytest

from flows.versions.plan import Plan
from tests.flows.talking import Talk, document


def options(**labels: str) -> list[dict[str, Any]]:
    return [{"id": key, "label": {"en": label}} for key, label in labels.items()]


def said(words: str, then: str) -> dict[str, Any]:
    return {"kind": "message", "text": {"en": words}, "exits": {"next": then}}


TWO = {
    "hub": {
        "kind": "menu",
        "text": {"en": "How can we help?"},
        "options": options(tree="Fallen tree", hours="Opening hours"),
        "exits": {"tree": "tree", "hours": "hours"},
    },
    "tree": said("A tree!", "hub"),
    "hours": said("6:00 to 23:00", "hub"),
}
DISTRICTS = (
    "Central", "Eastern", "Southern", "Wan Chai", "Sham Shui Po", "Kowloon City", "Kwun Tong",
    "Wong Tai Sin", "Yau Tsim Mong", "Islands", "Kwai Tsing", "North",
)  # fmt: skip
PAGES = {
    "hub": {
        "kind": "menu",
        "text": {"en": "Which?"},
        "options": options(**{f"d{place}": name for place, name in enumerate(DISTRICTS, 1)}),
        "exits": {f"d{place}": "over" for place in range(1, 13)},
    },
    "over": said("{{ answers.hub }} it is.", "end"),
    "end": {"kind": "end"},
}
FORM = {
    "form": {
        "kind": "form",
        "fields": [
            {
                "id": "blocks",
                "type": "choice",
                "ask": {"en": "What does it block?"},
                "choices": options(road="The road", path="A footpath"),
            },
            {"id": "count", "type": "number", "ask": {"en": "How many?"}},
        ],
        "exits": {"submitted": "end"},
    },
    "end": {"kind": "end"},
}
LIST = {
    "sub": {"kind": "flow", "flow": "inner", "exits": {"done": "pick"}},
    "pick": {
        "kind": "menu",
        "text": {"en": "Which office?"},
        "options": options(other_one="Another place"),
        "options_from": "result.sub.offices",
        "exits": {"other_one": "end", "chosen": "said"},
    },
    "said": said("{{ answers.pick }} it is.", "end"),
    "end": {"kind": "end"},
}
OFFICES = {
    "offices": {
        "kind": "question",
        "field": {
            "id": "o",
            "type": "choices",
            "ask": {"en": "Which offices?"},
            "choices": options(harbour="Harbour", hillside="Hillside", lagoon="Lagoon"),
        },
        "exits": {"next": "end"},
    },
    "end": {"kind": "end"},
}

ONE_MEANT, TWO_MEANT = "openning hours", "a fallen tree and the opening hours"
HOURS, TREE = "6:00 to 23:00", "A tree!"
SORRY, LOST, OLD = "I got that wrong", "did not understand", "no longer in use"


def talk(nodes: dict[str, Any], *steps: Any) -> Talk:
    met = Talk(document(nodes), document(OFFICES, name="inner", triggers=[]), language="en")
    for step in steps:
        met.do({"words": step} if isinstance(step, str) else step)
    return met


@pytest.mark.parametrize(
    ("nodes", "before", "answer", "has"),
    [
        # One option may have been meant.
        *((TWO, ["hi", ONE_MEANT], yes, HOURS) for yes in ("yes", "係呀", "1", "１", "first")),
        *((TWO, ["hi", ONE_MEANT], no, SORRY) for no in ("no", "唔係", "2", "neither")),
        (TWO, ["hi", ONE_MEANT], {"tap": "Yes"}, HOURS),
        (TWO, ["hi", ONE_MEANT], {"tap": "No"}, SORRY),
        (TWO, ["hi", ONE_MEANT], {"tap": "Fallen tree"}, TREE),
        (TWO, ["hi", ONE_MEANT], "no, the fallen tree", TREE),
        (TWO, ["hi", ONE_MEANT], "the weather", LOST),
        (TWO, ["hi", ONE_MEANT], "9", LOST),
        (TWO, ["hi", ONE_MEANT], "menu", "How can we help?"),
        (TWO, ["hi", ONE_MEANT], "thanks", "You are welcome."),
        (TWO, ["hi", ONE_MEANT], "staff", "To speak to a person"),
        (TWO, ["hi", ONE_MEANT], {"photo": "M1"}, "that is kept"),
        (TWO, ["hi", ONE_MEANT, "staff"], "yes", HOURS),
        # One of two.
        (TWO, ["hi", TWO_MEANT], "1", TREE),
        (TWO, ["hi", TWO_MEANT], "the second", HOURS),
        (TWO, ["hi", TWO_MEANT], "opening hours", HOURS),
        (TWO, ["hi", TWO_MEANT], {"tap": "Opening hours"}, HOURS),
        *((TWO, ["hi", TWO_MEANT], no, SORRY) for no in ("3", "none of these", "都唔係")),
        (TWO, ["hi", TWO_MEANT], {"tap": "None of these"}, SORRY),
        (TWO, ["hi", TWO_MEANT], "yes", LOST),
        # Buttons of an earlier question.
        (TWO, ["hi", ONE_MEANT, {"keep": "No"}, "1"], {"tap_kept": "No"}, OLD),
        (TWO, ["hi", ONE_MEANT, {"keep": "No"}, "1", ONE_MEANT], {"tap_kept": "No"}, OLD),
        (TWO, ["hi", ONE_MEANT, {"keep": "Yes"}, "2"], {"tap_kept": "Yes"}, HOURS),
        # On the second page of a list; its numbers go on working.
        (PAGES, ["hi", "more", "Islnads"], "yes", "Islands it is."),
        (PAGES, ["hi", "more", "Islnads"], "11", "Kwai Tsing it is."),
        (PAGES, ["hi", "more", "Islnads"], "no", "12. North"),
        (PAGES, ["hi", "more", "Islnads"], "more", "1. Central"),
        (PAGES, ["hi", "more", "Islnads"], {"tap": "Central"}, "Central it is."),
        # A field of a form.
        (FORM, ["hi", "a footpaht"], "yes", "How many?"),
        (FORM, ["hi", "a footpaht"], "no", "What does it block?"),
        (FORM, ["hi", "a footpaht"], "the road", "How many?"),
        (FORM, ["hi", "a footpaht"], "a lamp", "choose one of the answers"),
        (FORM, ["hi", "a footpaht"], {"tap": "Yes"}, "How many?"),
        (FORM, ["hi", "a footpaht"], {"tap": "The road"}, "How many?"),
        # Rows of a list that a step before found.
        (LIST, ["hi", "1, 2 and 3"], "hilside", "Did you mean “hillside”?"),
        (LIST, ["hi", "1, 2 and 3", "hilside"], "yes", "hillside it is."),
        (LIST, ["hi", "1, 2 and 3"], "lagoon or harbour", "Did you mean one of these?"),
        (LIST, ["hi", "1, 2 and 3", "lagoon or harbour"], "2", "lagoon it is."),
    ],
)
def test_did_you_mean(nodes: dict[str, Any], before: list[Any], answer: Any, has: str) -> None:
    met = talk(nodes, *before, answer)
    assert has in met.words
    assert "fault" not in met.notes


NEW = copy.deepcopy(TWO)
NEW["hub"]["text"] = {"en": "Which is it?"}
GONE = copy.deepcopy(NEW)
GONE["hub"] |= {"options": options(tree="Fallen tree"), "exits": {"tree": "tree"}}
GONE["tree"] = said("A tree!", "hub")
del GONE["hours"]


@pytest.mark.parametrize(("nodes", "has"), [(NEW, HOURS), (GONE, "Which is it?")])
def test_publishing_does_not_take_the_question_away(nodes: dict[str, Any], has: str) -> None:
    met = talk(TWO, "hi", ONE_MEANT)
    met.publish(document(nodes), Plan("move"))
    met.do({"words": "yes"})
    assert has in met.words
