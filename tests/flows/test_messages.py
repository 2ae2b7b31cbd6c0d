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


# Meta's own numbers: whoever measures a message by a constant measures it by one of these.
NUMBERS = {
    "TEXT_BODY": 4096, "INTERACTIVE_BODY": 1024, "CAPTION": 1024, "HEADER": 60, "FOOTER": 60,
    "BUTTONS": 3, "BUTTON_TITLE": 20, "BUTTON_ID": 256, "LIST_BUTTON": 20, "SECTIONS": 10,
    "SECTION_TITLE": 24, "ROWS": 10, "ROW_TITLE": 24, "ROW_DESCRIPTION": 72, "ROW_ID": 200,
    "LINK_LABEL": 20, "CALLBACK_DATA": 512, "CONTACTS": 5, "TEMPLATE_NAME": 512,
    "TEMPLATE_BUTTONS": 10, "TEMPLATE_BUTTON_TITLE": 25, "MESSAGES_IN_A_TURN": 5,
}  # fmt: skip
BYTES = {
    "image": 5_000_000, "video": 16_000_000, "audio": 16_000_000, "document": 100_000_000,
    "sticker": 500_000,
}  # fmt: skip


def test_the_numbers_are_meta_s() -> None:
    assert {name: getattr(m, name) for name in NUMBERS} == NUMBERS
    assert m.MEDIA_BYTES == BYTES
    assert m.MEDIA_TYPES["image"] == {"image/jpeg", "image/png"}
    assert m.MEDIA_TYPES["video"] == {"video/mp4", "video/3gpp"}
    assert "audio/ogg" in m.MEDIA_TYPES["audio"]
    assert m.MEDIA_TYPES["sticker"] == {"image/webp"}


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
