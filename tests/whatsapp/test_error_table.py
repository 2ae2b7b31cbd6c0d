import re

import pytest

from whatsapp.error_table import CODES, Action, rule_for

PROVEN_UNSENT = (4, 80007, 130429, 131056)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_sentence_for_staff(code: int) -> None:
    sentence = CODES[code].sentence
    assert re.fullmatch(r"[A-Z].*[.]", sentence)
    assert len(sentence) <= 100
    assert "(#" not in sentence


@pytest.mark.parametrize("code", CODES)
def test_only_what_is_tried_again_has_a_pause(code: int) -> None:
    rule = CODES[code]
    if rule.action is Action.RETRY:
        assert rule.pause is not None
    if rule.action in {Action.NEVER, Action.STOP_CHANNEL}:
        assert rule.pause is None
        assert not rule.unproven


@pytest.mark.parametrize("code", PROVEN_UNSENT)
def test_limits_prove_that_nothing_went_out(code: int) -> None:
    assert CODES[code].action is Action.RETRY
    assert not CODES[code].unproven


@pytest.mark.parametrize("code", [200, 210, 299])
def test_a_range_means_missing_permission(code: int) -> None:
    rule = rule_for(code)
    assert rule is not None
    assert rule.action is Action.STOP_CHANNEL


@pytest.mark.parametrize("code", [199, 300, 999_999, -1])
def test_other_codes_are_unknown(code: int) -> None:
    assert rule_for(code) is None
