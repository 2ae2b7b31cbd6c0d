"""Fitting words into little room, where a Chinese character is as wide as two Latin letters."""

from collections.abc import Sequence

from flows.match import is_chinese


def wrapped(text: str, letters: int, most: int) -> list[str]:
    """``text`` in at most ``most`` lines of ``letters`` Latin letters, cut with an ellipsis."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(text):
        wide = width(word)
        if used + wide > letters and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()  # noqa: PLW2901 (a line does not begin with the blank that ended one)
            wide = width(word)
        if len(lines) == most:
            break
        line, used = line + word, used + wide
    if len(lines) < most and line.strip():
        lines.append(line.rstrip())
        return [cut(one, letters) for one in lines]
    if lines:
        lines[-1] = cut(f"{lines[-1]} …", letters)
    return [cut(one, letters) for one in lines[:most]]


def _words(text: str) -> Sequence[str]:
    """Pieces at which a line may end: after blanks, and around every Chinese character."""
    found: list[str] = []
    for sign in text:
        if (
            found
            and not is_chinese(sign)
            and not found[-1].endswith(" ")
            and not is_chinese(found[-1][-1])
        ):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def cut(line: str, letters: int) -> str:
    """``line``, with an ellipsis at its end where it is wider than ``letters``."""
    if width(line) <= letters:
        return line
    kept = ""
    for sign in line:
        if width(kept + sign) > letters - 1:
            break
        kept += sign
    return kept.rstrip() + "…"


def width(text: str) -> int:
    """How wide ``text`` is, in Latin letters."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
