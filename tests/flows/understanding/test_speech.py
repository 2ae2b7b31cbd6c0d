"""What is said around the thing that is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.match import fold
from flows.understanding import speech


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("塌咗嘅樹", "塌树"),
        ("冧咗棵樹喺度", "冧树在度"),
        ("使唔使帶咩嘢", "使不使带什么"),
        ("點樣同你哋聯繫", "怎样同你们联系"),
        ("系統", "系统"),
        ("opening hours 係幾點", "opening hour是几点"),
        ("I don't know", "i dont know"),
        ("this bus is always late", "this bus is alway late"),
        ("嘅", "嘅"),
    ],
)
def test_spoken_words_are_put_as_they_are_written(said: str, plain: str) -> None:
    assert speech.plain(fold(said)) == plain


@pytest.mark.parametrize(
    ("said", "heart"),
    [
        ("唔該，我想問開放時間呀，多謝", "开放时间"),
        ("hi, could you please tell me the hours, thanks", "the hour"),
        ("我要取消", "取消"),
        ("唔該", "谢谢"),
        ("🙏 tree 🙏", "tree"),
    ],
)
def test_courtesy_is_left_out(said: str, heart: str) -> None:
    assert speech.heart(speech.plain(fold(said))) == heart


@pytest.mark.parametrize(
    ("before", "denied"),
    [
        ("唔係", True),
        ("我唔係想問", True),
        ("not about the", True),
        ("I don't want to", True),
        ("使唔使", False),
        ("係唔係", False),
        ("要不要", False),
        ("唔知", False),
        ("唔係塌樹，係", False),
        ("not a tree but", False),
        ("knot", False),
        ("", False),
    ],
)
def test_what_is_denied(before: str, denied: bool) -> None:
    assert speech.denied(speech.plain(fold(before))) is denied


@pytest.mark.parametrize(
    ("between", "beside"),
    [("同埋", True), (" and ", True), (" ", True), ("", False), ("嘅", False), (" on the ", False)],
)
def test_what_sets_two_things_beside_each_other(between: str, beside: bool) -> None:
    assert speech.beside(between) is beside


@given(st.text(max_size=200))
def test_any_text_keeps_a_heart(text: str) -> None:
    folded = fold(text)
    assert bool(speech.heart(speech.plain(folded))) is bool(folded)
