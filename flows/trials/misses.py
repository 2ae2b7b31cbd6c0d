"""Why a rehearsal did not come out: in words that a clerk understands, in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.documents.shape import named

SAYINGS = {
    "says": named(
        "{wanted} was expected, and it said {got}",
        "預期說{wanted}，但實際說{got}",
        "预期说{wanted}，但实际说{got}",
    ),
    "has": named(
        "{wanted} was not said, but {got}",
        "沒有說{wanted}，而是說{got}",
        "没有说{wanted}，而是说{got}",
    ),
    "has_not": named("{wanted} was said", "說了{wanted}", "说了{wanted}"),
    "offers": named(
        "{wanted} was expected to choose from, and it offered {got}",
        "預期可選{wanted}，但實際可選{got}",
        "预期可选{wanted}，但实际可选{got}",
    ),
    "at": named(
        "the talk was expected at {wanted}; the talk is at {got}",
        "預期對話停在{wanted}，但對話停在{got}",
        "预期对话停在{wanted}，但对话停在{got}",
    ),
    "ends": named(
        "the talk has not ended; it is at {got}",
        "對話尚未結束，停在{got}",
        "对话尚未结束，停在{got}",
    ),
    "case": named(
        "no case {wanted} was filed, but {got}",
        "沒有開立個案{wanted}，而是{got}",
        "没有开立个案{wanted}，而是{got}",
    ),
    "tag": named(
        "the tag {wanted} was not put on, but {got}",
        "沒有加上標籤{wanted}，而是{got}",
        "没有加上标签{wanted}，而是{got}",
    ),
    "untag": named(
        "the tag {wanted} was not taken off, but {got}",
        "沒有移除標籤{wanted}，而是{got}",
        "没有移除标签{wanted}，而是{got}",
    ),
    "topic": named(
        "the topic {wanted} was not joined, but {got}",
        "沒有訂閱主題{wanted}，而是{got}",
        "没有订阅主题{wanted}，而是{got}",
    ),
    "leaves": named(
        "the topic {wanted} was not left, but {got}",
        "沒有取消訂閱主題{wanted}，而是{got}",
        "没有取消订阅主题{wanted}，而是{got}",
    ),
    "queue": named(
        "the queue {wanted} did not get the talk, but {got}",
        "對話沒有轉到隊列{wanted}，而是{got}",
        "对话没有转到队列{wanted}，而是{got}",
    ),
    "asks": named(
        "{wanted} was not asked, but {got}",
        "沒有查詢{wanted}，而是{got}",
        "没有查询{wanted}，而是{got}",
    ),
    "remembers": named(
        "{wanted} was not remembered, but {got}",
        "沒有記下{wanted}，而是{got}",
        "没有记下{wanted}，而是{got}",
    ),
    "not_offered": named(
        "{wanted} was never offered; what could be tapped is {got}",
        "從未提供選項{wanted}；可按的是{got}",
        "从未提供选项{wanted}；可按的是{got}",
    ),
    "no_silence": named(
        "nothing waits for a reply, so there is no silence to end",
        "沒有步驟等候回覆，所以不會有「沒有回覆」",
        "没有步骤等候回复，所以不会有“没有回复”",
    ),
    "no_due": named(
        "nothing was put aside that could become due",
        "沒有對話暫存至稍後繼續",
        "没有对话暂存至稍后继续",
    ),
    "no_reply": named(
        "nothing outside was asked, so there is no reply",
        "沒有向外查詢，所以不會有回覆",
        "没有向外查询，所以不会有回复",
    ),
    "no_taken": named(
        "nobody was asked to take over, so nobody can take the talk",
        "沒有轉交職員，所以無人可接手",
        "没有转交工作人员，所以无人可接手",
    ),
    "no_handed_back": named(
        "no person has the talk, so nobody can give it back",
        "對話不在職員手上，所以無法交回",
        "对话不在工作人员手上，所以无法交回",
    ),
}
NOTHING = named("nothing", "沒有任何內容", "没有任何内容")
OVER = named("its end", "結束", "结束")
QUOTES = {"en": "“{}”", "zh-Hant": "「{}」", "zh-Hans": "“{}”"}

Words = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Why:
    """One disappointment: its code, and what was wanted and what came, as words by language."""

    code: str
    facts: Mapping[str, Words] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """It in ``language``: ``en``, ``zh-Hant`` or ``zh-Hans``."""
        facts = {key: words.get(language, words["en"]) for key, words in self.facts.items()}
        return SAYINGS[self.code].get(language, SAYINGS[self.code]["en"]).format(**facts)

    def __str__(self) -> str:
        return self.sentence("en")


def why(code: str, **facts: Words) -> Why:
    """The disappointment of this ``code``."""
    return Why(code, facts)


def quoted(texts: list[str]) -> Words:
    """``texts`` as each language quotes them; nothing in words."""
    if not texts:
        return NOTHING
    return {
        language: ", ".join(marks.format(text) for text in texts)
        for language, marks in QUOTES.items()
    }


def known(values: Mapping[str, Any]) -> list[str]:
    """Names and values, for ``quoted``."""
    return [f"{name}: {value}" for name, value in values.items()]
