from typing import get_args

from admin.reasons import REASONS, reason_told
from flows.effects import Reason


def test_every_reason_has_a_sentence() -> None:
    assert set(REASONS) == set(get_args(Reason))


def test_a_reason_is_told_about_its_name() -> None:
    assert reason_told("unsent", "notice") == "The template notice cannot be sent."
    assert reason_told("unsent") == "The template … cannot be sent."
    assert reason_told("unheard-of") == "unheard-of"
