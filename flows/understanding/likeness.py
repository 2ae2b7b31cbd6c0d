"""How alike two texts are, in a way that can be shown: by the words that they share.

A word is a Latin word, or two Chinese characters that stand together, since Chinese is written
without spaces. Words of courtesy and grammar say nothing and are left out. What people say in the
street and what stands in leaflets are made one (幾點 and 時間), after folding, so in Simplified.
"""

import re

from flows.match import fold, is_chinese

# Left out, the longest first: courtesy, question words, and what holds a sentence together.
_CHINESE_STOPS = (
    "可不可以", "可唔可以", "有没有", "是不是", "系唔系", "请问下", "请问", "唔该", "多谢", "谢谢", "你好",
    "您好", "早晨", "想问下", "想问", "想知道", "我想", "我要", "我们", "我地", "我哋", "你们", "你地", "你哋",
    "可以", "能不能", "能否", "点样", "点先", "怎样", "怎么样", "怎么", "如何", "是否", "系咪", "有冇", "什么",
    "乜嘢", "咩", "哪些", "边啲", "边个", "那个", "这个", "呢个", "嗰个", "一下", "关于", "有关", "如果",
    "因为", "应该", "需要", "需唔需要", "要唔要", "要不要",
)  # fmt: skip
_PARTICLES = frozenset("的了吗呢呀啊嘅喺系吧啦喎嘢咗紧下得噶架㗎我你佢他她您是在有冇")
_SAME = (
    ("几点钟", "时间"), ("几点", "时间"), ("几时", "时间"), ("什么时候", "时间"), ("乜时候", "时间"),
    ("几多钱", "收费"), ("几钱", "收费"), ("多少钱", "收费"), ("费用", "收费"), ("边度", "地点"), ("边处", "地点"),
    ("哪里", "地点"), ("地址", "地点"), ("点去", "地点"), ("怎么去", "地点"), ("开门", "开放"), ("门诊", "诊所"),
)  # fmt: skip
_WRITTEN = tuple(dict.fromkeys(written for _, written in _SAME))
_GRAMMAR = (
    "a about am an and any are as at be because been but by can could did do does for from get got "
    "had has have hello help here hey hi how i if in info is it just know let like me my need of "
    "on or our please should so some tell thank thanks that the them there they this to want was "
    "we what when where which who why will with would you your good morning afternoon evening"
)
_LATIN_STOPS = frozenset(_GRAMMAR.split())
_HOW = re.compile(r"点\s?(?=[a-z])")  # 點book: how to
_RUN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]+")


def word_list(text: str) -> tuple[str, ...]:
    """The words of ``text`` that say something, in their order, each once."""
    folded = _HOW.sub(" ", fold(text))
    for said, written in _SAME:
        folded = folded.replace(said, written)
    for written in _WRITTEN:
        folded = folded.replace(written, f" {written} ")
    for stop in _CHINESE_STOPS:
        folded = folded.replace(stop, " ")
    found: dict[str, None] = {}
    for run in _RUN.findall(folded):
        words = _pairs(run) if is_chinese(run[0]) else [_stem(run)]
        found |= dict.fromkeys(word for word in words if not _is_empty(word))
    return tuple(found)


def _is_empty(word: str) -> bool:
    """Whether ``word`` says nothing: grammar, courtesy, the letter that an apostrophe left."""
    return word in _LATIN_STOPS or (len(word) == 1 and word.isascii() and word.isalpha())


def _pairs(run: str) -> list[str]:
    """Each two characters of ``run`` that stand together and of which none is a particle."""
    if len(run) == 1:
        return [] if run in _PARTICLES else [run]
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    return [pair for pair in pairs if not _PARTICLES.intersection(pair)]


def _stem(word: str) -> str:
    """``word`` without the ending of a plural: pools and pool are one word."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def joined(words: tuple[str, ...]) -> list[str]:
    """``words`` as people read them: pairs of characters that overlap become one word again."""
    shown: list[str] = []
    for word in words:
        if shown and is_chinese(word[0]) and len(word) == 2 and shown[-1][-1] == word[0]:
            shown[-1] += word[1]
        else:
            shown.append(word)
    return shown
