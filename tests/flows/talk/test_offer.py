"""Buttons, lists and pages: what fits where, and the numbers that choose."""

import pytest

from flows.messages import INTERACTIVE_BODY, Button, Buttons, Choices, Text, overruns, words
from flows.scene import Scene
from flows.state import Frame, State
from flows.talk.offer import Option, offer, pages_of, with_option
from flows.world import Contact, Shelf, World
from tests.flows.talking import NOON


def a_scene() -> Scene:
    world = World(now=NOON, conversation="1", library=Shelf(()), contact=Contact(language="en"))
    return Scene(State(frames=[Frame("f", "0" * 64, "node")]), world)


def options(count: int, title: str = "Option", description: str = "") -> list[Option]:
    return [Option(f"k{n}", f"{title} {n}", description, n) for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (options(1), Buttons),
        (options(3), Buttons),
        (options(4), Choices),
        (options(2, "A title too long for a button"), Choices),
        (options(2, description="explained"), Choices),
    ],
)
def test_few_and_short_are_buttons(given: list[Option], kind: type) -> None:
    message = offer(a_scene(), "Which?", given)
    assert isinstance(message, kind)
    assert overruns(message) == []


@pytest.mark.parametrize(
    ("count", "pages"), [(1, 1), (10, 1), (11, 2), (18, 2), (19, 3), (100, 12)]
)
def test_pages(count: int, pages: int) -> None:
    given = options(count)
    assert pages_of(given) == pages
    seen: list[str] = []
    for page in range(pages):
        message = offer(a_scene(), "Which?", given, page=page)
        if isinstance(message, Choices):
            assert overruns(message) == []
            seen += [row.id for row in message.sections[0].rows if row.id.startswith("k")]
    assert count <= 3 or seen == [one.key for one in given]


def test_the_last_page_is_followed_by_the_first() -> None:
    given = options(12)
    assert offer(a_scene(), "?", given, page=2) == offer(a_scene(), "?", given, page=0)


def test_the_lines_are_left_out_where_they_do_not_fit() -> None:
    body = "x" * (INTERACTIVE_BODY - 30)
    message = offer(a_scene(), body, options(8))
    assert message.body == body
    assert offer(a_scene(), "Which?", options(4)).body == (
        "Which?\n\n1. Option 1\n2. Option 2\n3. Option 3\n4. Option 4"
    )


def test_a_title_too_long_for_its_row_stands_whole_below_it_and_in_its_line() -> None:
    title = "A title that is much too long for a row"
    message = offer(a_scene(), "Which?", [Option("k", title, "", 1)])
    assert isinstance(message, Choices)
    (row,) = message.sections[0].rows
    assert row.title.endswith("…")
    assert row.description == title
    assert f"1. {title}" in message.body


def test_one_more_thing_to_tap() -> None:
    more = Option("skip", "Skip")
    asked = with_option(Text("Why?"), more, "(or not)")
    assert asked == Buttons("Why?", (Button("skip", "Skip"),))
    for full in (offer(a_scene(), "Which?", options(3)), offer(a_scene(), "Which?", options(10))):
        assert words(with_option(full, more, "(or not)")).endswith("(or not)")
    tight = Text("x" * INTERACTIVE_BODY + "y")
    assert with_option(tight, more, "(or not)") == tight
