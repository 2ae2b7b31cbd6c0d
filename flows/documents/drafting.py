"""Drafting Simplified Chinese from Traditional, and back, for somebody to read over.

The characters are OpenCC's work, in Hong Kong's forms; on top of that come words that Hong Kong and
the mainland do not share (職員, 工作人员). Placeholders, links and e-mail addresses are left alone.
Only texts that are missing are drafted: what a person wrote is never touched.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opencc import OpenCC

from flows.graph import Flow

TRADITIONAL, SIMPLIFIED = "zh-Hant", "zh-Hans"
_KEPT = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|(?:https?://|www\.)[^\s，。；、）」]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.DOTALL,
)
# Hong Kong's word and the mainland's. Those in the second list would be wrong the other way round.
_BOTH_WAYS = {
    "選單": "菜单", "訊息": "消息", "短訊": "短信", "短片": "视频", "相片": "照片",
    "連結": "链接", "的士": "出租车", "泊車": "停车", "登入": "登录", "伺服器": "服务器",
    "應用程式": "应用程序", "質素": "质量", "滑鼠": "鼠标", "上載": "上传", "職員": "工作人员",
    "儲存": "保存", "傳送": "发送", "圖示": "图标", "咪高峰": "麦克风", "輪候": "排队",
    "升降機": "电梯", "雪櫃": "冰箱", "單車": "自行车", "冷氣": "空调", "行人路": "人行道",
    "幼稚園": "幼儿园", "電郵": "电子邮件", "戶口": "账户", "颱風": "台风", "智能電話": "智能手机",
    "巴士": "公交车", "巴士站": "公交车站", "停車場": "停车场", "泊車位": "停车位",
}  # fmt: skip
_TO_MAINLAND = {
    "視像": "视频",
    "主目錄": "主菜单", "影片": "视频", "列印": "打印", "程式": "程序", "帳戶": "账户", "檔案": "文件",
    "檔案編號": "档案编号", "遞交": "提交",
}  # fmt: skip
_TO_HONG_KONG = {
    "邮箱": "電郵", "好消息": "好消息", "拨打": "致電",
    "短视频": "短片", "电邮": "電郵",
}  # fmt: skip
_EVERYDAY = str.maketrans({"牀": "床", "麪": "麵"})  # what everybody in Hong Kong writes


@dataclass(frozen=True)
class Draft:
    """One text that was drafted: where it stands (``nodes.hub.text``), and the words."""

    node: str
    path: str
    text: str

    @property
    def place(self) -> str:
        """Where the text stands in the document."""
        return f"nodes.{self.node}.{self.path}"


class NoDraftError(ValueError):
    """Nothing drafts the one language from the other; the message says so."""


def drafted(text: str, source: str, target: str) -> str:
    """``text``, written in the script ``source``, in the script ``target``.

    Raises:
        NoDraftError: they are not Traditional and Simplified Chinese.

    """
    convert, words, wanted = _converter(source, target)
    parts: list[str] = []
    end = 0
    for found in wanted.finditer(text):
        parts.append(convert(text[end : found.start()]))
        parts.append(words.get(found.group(), found.group()))
        end = found.end()
    parts.append(convert(text[end:]))
    return "".join(parts)


def drafts(flow: Flow, source: str, target: str) -> tuple[Draft, ...]:
    """What is missing in ``target`` and there in ``source``, drafted.

    Raises:
        NoDraftError: the two are not Traditional and Simplified Chinese, or the flow lacks one.

    """
    for language in (source, target):
        if language not in flow.languages:
            message = f"The flow does not speak {language}; its languages are {', '.join(flow.languages)}."
            raise NoDraftError(message)
    return tuple(_missing(flow, source, target))


def with_drafts(
    document: Mapping[str, Any], found: tuple[Draft, ...], target: str
) -> dict[str, Any]:
    """A copy of ``document`` with the drafts put in."""
    whole: dict[str, Any] = _copied(document)
    for draft in found:
        place: Any = whole["nodes"][draft.node]
        for step in steps(draft.path):
            place = place[step]
        place[target] = draft.text
    return whole


def steps(path: str) -> tuple[str | int, ...]:
    """The keys and places in lists that a path such as ``fields[0].ask`` goes through."""
    found = re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    return tuple(int(place) if place else key for key, place in found)


def _missing(flow: Flow, source: str, target: str) -> Iterator[Draft]:
    _converter(source, target)
    for node_id, node in flow.nodes.items():
        for wording in node.wordings():
            text = wording.texts.get(source, "")
            if text.strip() and not wording.texts.get(target, "").strip():
                yield Draft(node_id, wording.path, drafted(text, source, target))


Converter = tuple[Callable[[str], str], Mapping[str, str], re.Pattern[str]]


@lru_cache(maxsize=2)
def _converter(source: str, target: str) -> Converter:
    if (source, target) == (TRADITIONAL, SIMPLIFIED):
        words = _BOTH_WAYS | _TO_MAINLAND
        return OpenCC("hk2s").convert, words, _wanted(words)
    if (source, target) == (SIMPLIFIED, TRADITIONAL):
        words = {mainland: local for local, mainland in _BOTH_WAYS.items()} | _TO_HONG_KONG
        return _to_hong_kong, words, _wanted(words)
    message = f"Only Traditional and Simplified Chinese are drafted from each other, not {target} from {source}."
    raise NoDraftError(message)


def _to_hong_kong(text: str) -> str:
    written: str = _hong_kong().convert(text)
    return written.translate(_EVERYDAY)


@lru_cache(maxsize=1)
def _hong_kong() -> OpenCC:
    return OpenCC("s2hk")


def _wanted(words: Mapping[str, str]) -> re.Pattern[str]:
    """Finds what is kept and what has a word of its own, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join([_KEPT.pattern, *map(re.escape, longest)]), re.DOTALL)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
