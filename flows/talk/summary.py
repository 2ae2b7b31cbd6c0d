"""The lines of a form's last look: each short, and put together into as few texts as hold them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.fields.definition import FormField
from flows.messages import INTERACTIVE_BODY, TEXT_BODY, Text, fits
from flows.scene import Scene
from flows.talk.asking import short, shown

LONGEST_LINE = 120  # characters of one answer
MOST_TEXTS = 2  # before the message with the buttons


def last_look(scene: Scene, fields: Sequence[FormField], sheet: Mapping[str, Any]) -> str:
    """The body of the message that shows the answers of ``sheet`` to ``fields``.

    What is too long for it is said before, and the body is its first line alone.
    """
    head = scene.phrase("review")
    lines = [_line(scene, one, sheet[one.id]) for one in fields]
    body = scene.led("\n".join([head, *lines]), INTERACTIVE_BODY)
    if fits(body, INTERACTIVE_BODY):
        return body
    for part in _put_together(body.split("\n")):
        scene.say(Text(part))
    return head


def brief(scene: Scene, field: FormField, value: Any) -> str:
    """What was answered to ``field``, in one line."""
    return _one_line(shown(scene, field, value))


def _one_line(words: str) -> str:
    bare = " ".join(words.split())
    return bare if len(bare) <= LONGEST_LINE else bare[: LONGEST_LINE - 1] + "…"


def _line(scene: Scene, field: FormField, value: Any) -> str:
    """What was answered to ``field``, behind its short name or below its question."""
    between = scene.phrase("colon") if scene.text(field.label) else "\n  "
    return f"• {_one_line(short(scene, field))}{between}{brief(scene, field, value)}"


def _put_together(lines: Sequence[str]) -> list[str]:
    """``lines`` in as few texts as hold them; what is left over is cut when it is said."""
    texts = [""]
    for one in lines:
        longer = f"{texts[-1]}\n{one}" if texts[-1] else one
        if fits(longer, TEXT_BODY) or len(texts) == MOST_TEXTS:
            texts[-1] = longer
        else:
            texts.append(one)
    return texts
