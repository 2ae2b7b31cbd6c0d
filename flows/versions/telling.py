"""Changes in words: what staff read of the difference between two versions, in their language.

A node is named by the first words that a citizen reads there and by its kind, an option or a
question by its label, a key by the title it has on its page.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flows.documents.shape import named
from flows.graph import Flow
from flows.kinds import registry
from flows.phrases import LANGUAGE_NAMES
from flows.text import pick
from flows.versions.bones import piece_at, shape_of
from flows.versions.difference import Change, name_of

LONGEST_NAME = 40  # Latin letters' width of a node's words where it is named
WIDE = 0x2E80  # from here on characters are as wide as two

SAYINGS = {
    "added": named("new", "新增", "新增"),
    "removed": named("removed", "已刪除", "已删除"),
    "kind": named(
        "is another kind of step now: {after}, not {before}",
        "改為另一種步驟：由「{before}」改為「{after}」",
        "改为另一种步骤：由“{before}”改为“{after}”",
    ),
    "exit": named(
        "“{part}” now leads to {after}, not {before}",
        "「{part}」現通往{after}，原為{before}",
        "“{part}”现通往{after}，原为{before}",
    ),
    "text": named(
        "{part}, reworded in {language}: “{before}” is now “{after}”",
        "{part}（{language}）改寫：由「{before}」改為「{after}」",
        "{part}（{language}）改写：由“{before}”改为“{after}”",
    ),
    "text_new": named(
        "{part}, now also in {language}: “{after}”",
        "{part}新增{language}文字：「{after}」",
        "{part}新增{language}文字：“{after}”",
    ),
    "text_gone": named(
        "{part}, no longer in {language}: “{before}”",
        "{part}刪去{language}文字：「{before}」",
        "{part}删去{language}文字：“{before}”",
    ),
    "gained": named("{part} is new", "新增{part}", "新增{part}"),
    "lost": named("{part} is removed", "刪除{part}", "删除{part}"),
    "order": named(
        "{part} stand in another order: {after}",
        "{part}次序有變：{after}",
        "{part}次序有变：{after}",
    ),
    "field": named(
        "{part}: {after}, before it was {before}",
        "{part}：由{before}改為{after}",
        "{part}：由{before}改为{after}",
    ),
    "nothing": named("nothing", "沒有", "没有"),
    "nowhere": named("nowhere", "無處", "无处"),
    "true": named("yes", "是", "是"),
    "false": named("no", "否", "否"),
    "flow": named("The flow itself", "整個流程", "整个流程"),
    "quoted": named("“{words}”", "「{words}」", "“{words}”"),
    "named": named("“{words}” ({kind})", "「{words}」（{kind}）", "“{words}”（{kind}）"),
    "bare": named("{kind} {id}", "{kind} {id}", "{kind} {id}"),
    "unchanged": named(
        "Citizens meet the same flow in both.",
        "市民遇到的流程完全相同。",
        "市民遇到的流程完全相同。",
    ),
}
# What the flow itself has, which no page's shape describes here.
KEYS = {
    "name": named("Name", "名稱", "名称"),
    "languages": named("Languages", "語言", "语言"),
    "triggers": named("Entrances", "入口", "入口"),
    "at": named("Begins at", "由此開始", "由此开始"),
    "by": named("What brings people here", "甚麼令市民進入", "什么令市民进入"),
    "words": named("Words", "字詞", "字词"),
    "code": named("Link code", "連結代碼", "链接代码"),
    "defaults": named("For every step that does not say", "未有指明的步驟", "未有指明的步骤"),
    "other": named("When nothing is understood", "聽不明白時", "听不明白时"),
    "silence": named("When no reply comes", "沒有回覆時", "没有回复时"),
    "silence_after": named("Give up waiting after", "等候多久後放棄", "等候多久后放弃"),
    "safe": named("Safe place", "安全步驟", "安全步骤"),
    "expires": named("Keep unfinished talks for", "未完成的對話保留多久", "未完成的对话保留多久"),
    "start": named("Start", "起點", "起点"),
}
ENTRANCES = {
    "anything": named("any message", "任何訊息", "任何消息"),
    "words": named("words", "字詞", "字词"),
    "link": named("a link", "連結", "链接"),
    "photo": named("a photo", "相片", "照片"),
    "location": named("a location", "位置", "位置"),
    "first_contact": named("the first message", "首次聯絡", "首次联络"),
    "referral": named("an advertisement", "廣告", "广告"),
    "case_closed": named("a closed case", "個案完結", "个案完结"),
    "schedule": named("a schedule", "定時", "定时"),
}
LEADING = frozenset({"start", "safe", "at", "other", "silence"})  # of the flow: they name a node
_TOKEN = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


class Teller:
    """Tells the changes from one version to another in one language."""

    def __init__(
        self,
        before: Flow,
        after: Flow,
        language: str = "en",
        exit_named: Callable[[str], str] = str,
    ) -> None:
        """``exit_named`` translates the label of an exit that has no words of the citizen's."""
        self._before = before
        self._after = after
        self._language = language
        self._exit_named = exit_named

    def line(self, change: Change) -> str:
        """The change in one line, with where it is."""
        id = f" [{change.node}]" if change.node else ""
        return f"{self.place(change)}{id}: {self.sentence(change)}"

    def place(self, change: Change) -> str:
        """What staff call the node that changed, or the flow itself."""
        if not change.node:
            return self._say("flow")
        return self.node(change.node)

    def node(self, node_id: str) -> str:
        """A node by its first words and its kind; by its id where it says nothing."""
        flow = self._after if self._after.node(node_id) else self._before
        return name_of_node(flow, node_id, self._language)

    def sentence(self, change: Change) -> str:
        """What changed there."""
        match change.what:
            case "kind":
                facts = {
                    "before": _kind(change.before, self._language),
                    "after": _kind(change.after, self._language),
                }
                return self._say("kind", **facts)
            case "exit":
                return self._say(
                    "exit",
                    part=self._exit(change),
                    before=self._target(change.before),
                    after=self._target(change.after),
                )
            case "text":
                key = "text" if change.before and change.after else "text_new"
                return self._say(
                    key if change.after else "text_gone",
                    part=self.part(change),
                    language=LANGUAGE_NAMES.get(change.language, change.language),
                    before=_one_line(change.before),
                    after=_one_line(change.after),
                )
            case "field":
                shown = (self._shown(change, value) for value in (change.before, change.after))
                before, after = shown
                return self._say("field", part=self.part(change), before=before, after=after)
            case "order":
                return self._say("order", part=self.part(change), after=self._order(change))
            case what:
                return self._say(what, part=self.part(change))

    def _order(self, change: Change) -> str:
        stored, _ = _side(self._after.document, change.node)
        for item, key in _TOKEN.findall(change.path):
            stored = _value(stored, key) if key else _item(stored, item)
        return ", ".join(self._item_named(one) for one in stored or ())

    def _item_named(self, item: Mapping[str, Any]) -> str:
        """What people call an item: its words, its code, or what it is about."""
        words = name_of(item, self._language)
        if words:
            return words
        if item.get("code"):
            return f"#{item['code']}"
        texts = pick(item.get("words") or {}, self._language, self._after.languages)
        if texts:
            return str(texts[0] if isinstance(texts, list) else texts)
        by = ENTRANCES.get(str(item.get("by")), {})
        return by.get(self._language) or by.get("en") or ""

    def _say(self, key: str, **facts: str) -> str:
        saying = SAYINGS[key]
        return saying.get(self._language, saying["en"]).format(**facts)

    def _target(self, node_id: str) -> str:
        return self.node(node_id) if node_id else self._say("nowhere")

    def _shown(self, change: Change, value: str) -> str:
        key = change.path.rpartition(".")[2]
        if not value:
            return self._say("nothing")
        if (not change.node and key in LEADING) or self._names_node(change):
            return self.node(value)
        return self._say(value) if value in {"true", "false"} else self._say("quoted", words=value)

    def _names_node(self, change: Change) -> bool:
        node = self._after.document["nodes"].get(change.node)
        piece = piece_at(shape_of(node), change.path)
        return piece is not None and piece.widget == "node"

    def _exit(self, change: Change) -> str:
        """What staff call an exit: the citizen's words for it, else its label, else its id."""
        for flow in (self._after, self._before):
            node = flow.node(change.node)
            for way in node.ways() if node else ():
                if way.id == change.path:
                    words = pick(way.texts, self._language, flow.languages) if way.texts else ""
                    return str(words) or self._exit_named(way.label)
        return change.path

    def part(self, change: Change) -> str:
        """Where in the node: the titles of the keys, and the items by their labels."""
        both = self._after.document, self._before.document
        sides = [_side(one, change.node) for one in both]
        if change.what == "lost":
            sides.reverse()
        parts: list[str] = []
        for item, key in _TOKEN.findall(change.path):
            if key:
                pieces = [piece_at(shape, key) for _, shape in sides]
                title = next((one.title(self._language) for one in pieces if one), "")
                parts.append(self._title(key, title))
                sides = [
                    (_value(stored, key), (piece.shape or piece.item_shape) if piece else None)
                    for (stored, _), piece in zip(sides, pieces, strict=True)
                ]
            else:
                sides = [(_item(stored, item), shape) for stored, shape in sides]
                found = next((one for one, _ in sides if isinstance(one, Mapping)), {})
                parts[-1] += " " + self._say("quoted", words=self._item_named(found) or item)
        told = " › ".join(parts)
        return told if self._language == "en" else told.replace(" 「", "「").replace(" “", "“")

    def _title(self, key: str, title: str) -> str:
        own = KEYS.get(key, {})
        fallback = own.get(self._language) or own.get("en") or key.replace("_", " ")
        return title if title and title != key.replace("_", " ") else fallback


def name_of_node(flow: Flow, node_id: str, language: str) -> str:
    """What staff call a node of ``flow``: the first words read there, and its kind."""
    node = flow.node(node_id)
    if node is None:
        return node_id
    kind = _kind(node.kind, language)
    texts = (pick(one.texts, language, flow.languages) for one in node.wordings())
    words = _one_line(next((str(text) for text in texts if text), ""))
    key, facts = ("named", {"words": _cut(words)}) if words else ("bare", {"id": node_id})
    return SAYINGS[key].get(language, SAYINGS[key]["en"]).format(kind=kind, **facts)


def _cut(words: str) -> str:
    """The beginning of ``words``; a Chinese character is as wide as two Latin letters."""
    room = LONGEST_NAME
    for place, character in enumerate(words):
        room -= 2 if ord(character) >= WIDE else 1
        if room < 0:
            return words[:place].rstrip() + "…"
    return words


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _kind(kind: str, language: str) -> str:
    found = registry().get(kind)
    return (found.names.get(language) or found.names["en"]) if found else kind


def _side(document: Mapping[str, Any], node_id: str) -> tuple[Any, Any]:
    """What is stored of the node, or of the flow itself, with its shape."""
    node = document["nodes"].get(node_id, {})
    return (node, shape_of(node)) if node_id else (document, Flow)


def _value(stored: Any, key: str) -> Any:
    return stored.get(key) if isinstance(stored, Mapping) else None


def _item(found: Any, item: str) -> Any:
    """The item of a list that has this id, or stands at this place."""
    if not isinstance(found, list):
        return None
    for one in found:
        if isinstance(one, Mapping) and one.get("id") == item:
            return one
    return found[int(item)] if item.isdecimal() and int(item) < len(found) else None
