"""WhatsApp's limits, each at its edge."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import messages as m


def buttons(count: int, title: str = "t") -> tuple[m.Button, ...]:
    return tuple(m.Button(f"id{n}", f"{title}{n or ''}") for n in range(count))


def rows(count: int, title: str = "t", description: str = "") -> tuple[m.Section, ...]:
    made = (m.Row(f"id{n}", f"{title}{n or ''}", description) for n in range(count))
    return (m.Section("s", tuple(made)),)


@pytest.mark.parametrize(
    ("fits", "breaks", "place"),
    [
        (m.Text("x" * 4096), m.Text("x" * 4097), "body"),
        (m.Text("🌳" * 2048), m.Text("🌳" * 2049), "body"),
        (m.Buttons("x" * 1024, buttons(3)), m.Buttons("x" * 1025, buttons(3)), "body"),
        (m.Buttons("b", buttons(3)), m.Buttons("b", buttons(4)), "buttons"),
        (m.Buttons("b", buttons(1, "x" * 20)), m.Buttons("b", buttons(1, "x" * 21)), "buttons[0].title"),
        (m.Buttons("b", buttons(1), "x" * 60), m.Buttons("b", buttons(1), "x" * 61), "footer"),
        (m.Choices("b", "l", rows(10)), m.Choices("b", "l", rows(11)), "rows"),
        (m.Choices("b", "l", rows(1, "x" * 24)), m.Choices("b", "l", rows(1, "x" * 25)), "sections[0].rows[0].title"),
        (m.Choices("b", "l", rows(1, "t", "x" * 72)), m.Choices("b", "l", rows(1, "t", "x" * 73)), "sections[0].rows[0].description"),
        (m.Choices("b", "x" * 20, rows(1)), m.Choices("b", "x" * 21, rows(1)), "button"),
        (m.LinkButton("b", "x" * 20, "https://e.org"), m.LinkButton("b", "x" * 21, "https://e.org"), "label"),
        (m.Media("image", "a", "x" * 1024), m.Media("image", "a", "x" * 1025), "caption"),
        (m.AskLocation("x" * 1024), m.AskLocation("x" * 1025), "body"),
        (m.Place(1, 2, "n"), m.Place(1, 2, "n" * 2000), "name"),
        (m.Buttons("b", buttons(2)), m.Buttons("b", buttons(1) * 2), "titles"),
        (m.Choices("b", "l", rows(2)), m.Choices("b", "l", rows(1) * 2), "titles"),
        (m.Template("n", "en", "x" * 1024), m.Template("n", "en", "x" * 1025), "body"),
        (m.Template("n", "en", "b", header="x" * 60), m.Template("n", "en", "b", header="x" * 61), "header"),
        (m.Template("n", "en", "b", buttons=buttons(10)), m.Template("n", "en", "b", buttons=buttons(11)), "buttons"),
        (m.Template("n", "en", "b", buttons=buttons(1, "x" * 25)), m.Template("n", "en", "b", buttons=buttons(1, "x" * 26)), "buttons[0].title"),
    ],
    ids=range(20),
)  # fmt: skip
def test_limits(fits: m.Message, breaks: m.Message, place: str) -> None:
    assert m.overruns(fits) == []
    assert [one.place for one in m.overruns(breaks)] == [place]


@given(st.text(max_size=60), st.integers(1, 50))
def test_shortened_text_fits_and_is_cut_between_characters(text: str, allowed: int) -> None:
    short = m.shorten(text, allowed)
    assert m.fits(short, allowed)
    assert text.startswith(short.removesuffix("…").rstrip())


@pytest.mark.parametrize(
    "message",
    [
        m.Text("a"),
        m.Buttons("b", buttons(2)),
        m.Choices("c", "l", rows(2)),
        m.Place(1.5, 2),
        m.AskPhone("p"),
    ],
)
def test_messages_are_stored_and_read_back(message: m.Message) -> None:
    assert msgspec.json.decode(msgspec.json.encode(message), type=m.Message) == message
