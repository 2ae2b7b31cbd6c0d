"""A first draft of words in one Chinese script from the other, for a person to read over."""

from collections.abc import Mapping

from opencc import OpenCC

from flows.phrases import nearest

# Hong Kong's characters; words stay as they are, since which are meant is for a person to say.
_CONVERTERS = {"zh-Hans": OpenCC("hk2s"), "zh-Hant": OpenCC("s2hk")}


def drafted(texts: Mapping[str, str], language: str) -> str:
    """Words in ``language`` made from those of ``texts`` in the other script; empty without any."""
    converter = _CONVERTERS.get(nearest(language)) if language.startswith("zh") else None
    source = next(
        (text for tag, text in texts.items() if tag.startswith("zh") and text.strip()), ""
    )
    if converter is None or not source:
        return ""
    return str(converter.convert(source))
