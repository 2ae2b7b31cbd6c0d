"""How near a text is to a phrase."""

import pytest

from flows.understanding.nearness import distance, shape


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("榻树", "塌树"),
        ("树塌", "塌树"),
        ("报告榻树", "报告塌树"),
        ("想问开方时间", "开放时间"),
        ("看专科", "专科门诊"),
        ("oppening hour", "opening hour"),
        ("rpeort a fallen tree", "report a fallen tree"),
        ("fallentree", "fallen tree"),
        ("light house", "lighthouse"),
        ("karoke", "music or karaoke"),
        ("想report falen tree", "report fallen tree"),
        ("how can i contact you", "contact us"),
    ],
)
def test_near(said: str, phrase: str) -> None:
    found = distance(shape(said), shape(phrase))
    assert found is not None
    assert 0 <= found < 1


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("去榻树", "塌树"),  # two characters with one wrong are known only alone
        ("天气", "塌树"),
        ("办公时间", "诊症时间"),
        ("free", "trees"),
        ("is it free", "tree"),
        ("tree", "塌树"),
        ("塌树", "tree"),
        ("", "塌树"),
        ("", "tree"),
    ],
)
def test_far(said: str, phrase: str) -> None:
    assert distance(shape(said), shape(phrase)) is None


def test_the_nearer_is_told_from_the_near() -> None:
    near = distance(shape("opening huor"), shape("opening hour"))
    far = distance(shape("opning huor"), shape("opening hour"))
    assert near is not None
    assert far is not None
    assert near < far
