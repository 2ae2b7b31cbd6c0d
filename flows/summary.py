"""The lines of a form's last look: each short, and put together into as few texts as hold them."""

from collections.abc import Sequence
from typing import Any

from flows.asking import short, shown
from flows.fields.definition import FormField
from flows.messages import TEXT_BODY, fits
from flows.scene import Scene

LONGEST_LINE = 120  # characters of one answer
MOST_TEXTS = 2  # before the message with the buttons


def line(scene: Scene, field: FormField, value: Any) -> str:
    """What was answered to ``field``, behind its short name or below its question."""
    between = scene.phrase("colon") if scene.text(field.label) else "\n  "
    return f"• {_one_line(short(scene, field))}{between}{brief(scene, field, value)}"


def brief(scene: Scene, field: FormField, value: Any) -> str:
    """What was answered to ``field``, in one line."""
    return _one_line(shown(scene, field, value))


def _one_line(words: str) -> str:
    bare = " ".join(words.split())
    return bare if len(bare) <= LONGEST_LINE else bare[: LONGEST_LINE - 1] + "…"


def put_together(lines: Sequence[str]) -> list[str]:
    """``lines`` in as few texts as hold them; what is left over is cut when it is said."""
    texts = [""]
    for one in lines:
        longer = f"{texts[-1]}\n{one}" if texts[-1] else one
        if fits(longer, TEXT_BODY) or len(texts) == MOST_TEXTS:
            texts[-1] = longer
        else:
            texts.append(one)
    return texts
