import pytest
from opencc import OpenCC

from public.words import WORDS
from staff.language import LOCALES

TO_SIMPLIFIED = OpenCC("t2s")


@pytest.mark.parametrize("name", WORDS)
def test_every_sentence_is_in_every_language_and_its_script(name: str) -> None:
    texts = WORDS[name]
    assert texts.keys() == LOCALES.keys()
    assert all(texts.values())
    assert TO_SIMPLIFIED.convert(texts["zh-Hans"]) == texts["zh-Hans"]
