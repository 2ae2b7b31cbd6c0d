"""How people in Hong Kong put what they mean: spoken forms, particles, courtesy, negation.

Everything here takes text that ``flows.match.fold`` has folded (small letters, Simplified, words
parted by single spaces, no punctuation), and knows closed classes of words only: which things
there are to talk about, the flows say.
"""

import re

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"

# Spoken Cantonese, and what stands for it in writing. Both sides of a comparison go through this.
_WRITTEN = {
    "唔该晒": "谢谢", "唔该": "谢谢", "多谢晒": "谢谢", "多谢": "谢谢",
    "甚么": "什么", "乜嘢": "什么", "咩嘢": "什么", "乜": "什么", "咩": "什么", "啥": "什么",
    "点样": "怎样", "怎么样": "怎样", "怎么": "怎样", "如何": "怎样",
    "几时": "何时", "什么时候": "何时", "几多": "多少",
    "边度": "哪里", "边道": "哪里", "哪儿": "哪里", "边个": "哪个", "边份": "哪份", "边间": "哪间",
    "系咪": "是不是", "唔系": "不是", "系": "是", "唔": "不", "冇": "没有", "无": "没有",
    "关系": "关系", "联系": "联系", "系统": "系统", "系列": "系列", "体系": "体系",
    "无障碍": "无障碍", "无线": "无线",
    "喺": "在", "睇": "看", "揾": "找", "俾": "给", "畀": "给", "闩": "关", "嚟": "来",
    "攞": "拿", "𠮶": "那", "呢个": "这个", "呢间": "这间", "呢度": "这里", "佢": "他", "咁": "这样",
    "而家": "现在", "听日": "明天", "寻日": "昨天", "琴日": "昨天", "你哋": "你们", "我哋": "我们",
}  # fmt: skip
_SPOKEN = re.compile("|".join(sorted(_WRITTEN, key=len, reverse=True)))
_MEASURED = re.compile("(?<=[咗了有一那𠮶这呢几两啲])[个条棵间份张只部位笔宗]")
_PARTICLES = re.compile("[咗嘅㗎的了呀啊啦喇啰㖞吖嘞咯喔噃啫哦啲]")
_CONTRACTED = re.compile(
    r"(?<![a-z])(do|does|did|is|are|was|were|ca|wo|could|would|should|have|has|had|need) ?n t(?![a-z])"
)
_BESIDE_LATIN = re.compile(f"(?<=[{HAN}]) (?=[a-z0-9])|(?<=[a-z0-9]) (?=[{HAN}])")
_PLURAL = re.compile(r"(?<![a-z])([a-z]{2,}[a-hj-rtv-z])s(?![a-z])")

_SHORT = {
    "hr": "hour", "hrs": "hour", "tel": "telephone", "appt": "appointment", "doc": "document",
    "info": "information", "dept": "department", "addr": "address",
}  # fmt: skip
_SHORTENED = re.compile(rf"(?<![a-z])({'|'.join(_SHORT)})(?![a-z])")

# What is said around the thing that is meant, at its beginning and at its end.
# English words that say how, not what.
ASIDE = frozenset({
    "a", "am", "an", "and", "are", "as", "at", "be", "by", "can", "could", "d", "did", "do",
    "does", "for", "from", "has", "have", "how", "i", "in", "is", "it", "its", "m", "me",
    "my", "need", "not", "of", "on", "or", "our", "please", "re", "s", "so", "that", "the",
    "there", "they", "this", "to", "us", "was", "we", "what", "when", "where", "which", "who",
    "why", "will", "with", "would", "you", "your",
})  # fmt: skip
_BEFORE = re.compile(
    "(?:"
    "谢谢|麻烦(?:你|您)?|请问(?:下|一下)?|请|你好|您好|早晨|早安|午安|晚安|喂|其实|不好意思|"
    "(?:我|我们)?(?:想要|需要|想|要)(?:问|知道|知)?(?:下|一下)?|问(?:下|一下)?|"
    "可不可以|可以|能不能|能否|帮(?:我|手|忙)|"
    r"(?:hi|hello|hey|please|pls|plz|thank you|thanks?|thx|ok|okay|good (?:morning|afternoon|evening)|"
    r"can (?:i|you|we)|could (?:i|you|we)|may i|i (?:want|need|would like|d like)(?: to)?|"
    r"(?:i m|i am) looking for|tell me|help me(?: to| with)?|just|excuse me)\b"
    r"|[^\w\s])\s*"
)
_AFTER = re.compile(
    r"\s*(?:谢谢|吗|呢|嘛|吧|先|下|一下|可以吗|得不得|"
    r"(?<!\w)(?:please|pls|plz|thank you|thanks?|thx|ok|la|ga|ah|lah)|[^\w\s])$"
)

_NOT_CHINESE = (
    "(?:(?<!是)不是|(?<!要)不要|(?<!想)不想|(?<!使)不使|(?<!用)不用|(?<!需)(?<!需要)不需要|"
    "(?<!会)不会|(?<![^你请都先 ])不好(?!意思)|无须|无需|没有须|没有需|没有话|不必|并非|切勿|请勿|"
    "(?<![特分个级性差区类辨判告离])别(?![人的处名称墅]))"
    "(?:我|你|你们|再|去|来|要|想|做|关于|有关|说|讲|问|知道|找|查|看|打|填|报告|报|申请|这|那|一|个|份)*"
)
_NOT_LATIN = (
    r"(?<![a-z])(?:not|(?:dont|do not|doesnt|didnt)(?! (?:know|understand|remember|see|find|get|you|we)\b)|"
    r"(?:isnt|arent)(?! (?:it|this|that|they|there)\b)|never|without|rather than|instead of)\b"
    r"(?: (?:a|an|the|about|want|wanting|need|to|for|asking|is|it|at|any|that|this|my|your|me|please))*"
)
_DENIED = re.compile(f"(?:{_NOT_CHINESE}|{_NOT_LATIN})\\s*$")
_DENIAL = re.compile(f"{_NOT_CHINESE}|{_NOT_LATIN}")
# No to what is said; 不過, 不如, 唔知 and the like only begin with the same character.
_NO = re.compile(
    "(?<!有)没(?!有?论)|(?<!是)不是|不(?![是过如同断停少久但仅只知懂明识]|好意思|记得)|"
    r"(?<![a-z])(?:no|not|nothing|none|never|without|(?:do|does|did|is|are|have|has|had)nt)\b"
)
_NO_BEFORE = re.compile(rf"(?:{_NO.pattern})有?人?\s*$")
_BESIDE = re.compile(
    "^ +$|同埋|同|和|及|与|定|还是|或|抑|还有|仲|以及|兼|&|/|"
    r"\b(?:and|or|also|plus|versus|vs|as well)\b|[,;+]"
)


def plain(folded: str) -> str:
    """``folded`` with spoken words as they are written, without particles, measures and plurals.

    What would be left with nothing stays as it is.
    """
    written = _SPOKEN.sub(lambda found: _WRITTEN[found[0]], folded)
    bare = _PARTICLES.sub("", _MEASURED.sub("", written))
    bare = _CONTRACTED.sub(r"\1nt", _BESIDE_LATIN.sub("", bare))
    bare = _SHORTENED.sub(lambda found: _SHORT[found[1]], _PLURAL.sub(r"\1", bare))
    return " ".join(bare.split()) or folded


def heart(text: str) -> str:
    """``text`` (plain) without the courtesy around it; all of it where there is nothing else."""
    left = text
    while found := _BEFORE.match(left):
        left = left[found.end() :]
    while found := _AFTER.search(left):
        left = left[: found.start()]
    return left.strip() or text


def denied(before: str) -> bool:
    """Whether what follows the text ``before`` is said not to be meant, as by 唔係 or “not the”."""
    return _DENIED.search(before) is not None


def negated(before: str) -> bool:
    """Whether the text ``before`` ends in a no that turns what follows round, as 沒有 does."""
    return _NO_BEFORE.search(before) is not None


def negative(text: str) -> bool:
    """Whether there is a no in ``text``. Asking whether (有冇, 是不是) says none."""
    return _NO.search(text) is not None


def beside(between: str) -> bool:
    """Whether ``between``, which stands between two things, sets one beside the other."""
    return _BESIDE.search(between) is not None


def denies(text: str) -> bool:
    """Whether ``text`` says of anything in it that it is not meant."""
    return _DENIAL.search(text) is not None


def content(text: str) -> str:
    """``text`` without the English words that say how, not what."""
    return " ".join(word for word in text.split() if word not in ASIDE)


def tells(text: str) -> bool:
    """Whether ``text`` is of English words, one of which at least says what is talked about."""
    words = text.split()
    return all(word.isascii() for word in words) and not ASIDE.issuperset(words)
