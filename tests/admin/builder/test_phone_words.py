"""The words of the phone beside the canvas, and of the canvas itself: none is missing."""

import re

from admin.builder import canvas_words, phone_words
from config import ROOT
from tests.admin.builder.conftest import Office

EDITOR = ROOT / "admin" / "editor" / "src"
NAMED = re.compile(r'\bsay\("([a-z_A-Z]+)"')
MADE = re.compile(r"\bsay\(`([a-z_]+)\$\{")


def sources() -> str:
    found = [*EDITOR.rglob("*.ts"), *EDITOR.rglob("*.tsx")]
    return "\n".join(one.read_text() for one in found if ".test." not in one.name)


def test_every_word_that_the_canvas_asks_for_is_there(office: Office) -> None:
    with office.app.test_request_context():
        known = canvas_words.words()
    asked = set(NAMED.findall(sources()))
    assert len(asked) > 50
    assert not asked - known.keys()
    for beginning in MADE.findall(sources()):
        assert any(key.startswith(beginning) for key in known), beginning


def test_every_word_of_the_phone_is_asked_for(office: Office) -> None:
    with office.app.test_request_context():
        own = phone_words.words()
    asked = set(NAMED.findall(sources()))
    made = tuple(MADE.findall(sources()))
    assert not [key for key in own if key not in asked and not key.startswith(made)]
