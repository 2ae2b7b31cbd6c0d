# Over 400 lines once every kind has its codes here: a table, each entry read by itself.
"""What the gate can find: stable codes, how grave each is, and plain sentences in three languages."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.sayings import Saying, Severity, answers, data, doors, outside, words
from flows.sayings import error as _error
from flows.sayings import warning as _warning
from flows.trials.misses import Why


@dataclass(frozen=True)
class Problem:
    """One finding: the node and field it is in (empty for the flow itself), and the sentence.

    ``language`` names the text's language where only that one is concerned. ``fix`` says what to do.
    """

    node: str
    field: str
    language: str
    severity: Severity
    code: str
    message: str
    fix: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> str:
        """Where it is, as a path in the document: ``nodes.report.fields[1].ask``."""
        parts = [f"nodes.{self.node}"] if self.node else []
        return ".".join([*parts, *([self.field] if self.field else [])])

    @property
    def mendable(self) -> bool:
        """Whether a machine may know how to mend it: ``flows.gate.mending`` tries."""
        return self.code in MENDABLE

    def sentence(self, language: str) -> str:
        """The message in ``language``: ``en``, ``zh-Hant`` or ``zh-Hans``."""
        facts = {
            key: fact.sentence(language) if isinstance(fact, Why) else fact
            for key, fact in self.facts.items()
        }
        return SAYINGS[self.code].sentences.get(language, self.message).format(**facts)

    def advice(self, language: str) -> str:
        """What to do, in ``language``."""
        return SAYINGS[self.code].fixes.get(language) or self.fix


def problem(
    code: str, *, node: str = "", field: str = "", language: str = "", **facts: Any
) -> Problem:
    """The problem of this ``code`` at this place, with ``facts`` put into its sentence."""
    saying = SAYINGS[code]
    facts["language"] = language
    message = saying.sentences["en"].format(**facts)
    return Problem(node, field, language, saying.severity, code, message, saying.fixes["en"], facts)


SAYINGS: dict[str, Saying] = {
    "start_missing": _error(
        "The flow starts at “{target}”, which does not exist.",
        "流程由「{target}」開始，但這個步驟不存在。",
        "流程由“{target}”开始，但这个步骤不存在。",
        "Choose an existing node as the start.",
        "請選擇現有步驟作為起點。",
        "请选择现有步骤作为起点。",
    ),
    "safe_missing": _error(
        "The safe place “{target}” does not exist.",
        "安全步驟「{target}」不存在。",
        "安全步骤“{target}”不存在。",
        "Choose an existing node as the safe place.",
        "請選擇現有步驟作為安全步驟。",
        "请选择现有步骤作为安全步骤。",
    ),
    "trigger_target_missing": _error(
        "This trigger leads to “{target}”, which does not exist.",
        "這個觸發點通往「{target}」，但這個步驟不存在。",
        "这个触发点通往“{target}”，但这个步骤不存在。",
        "Choose an existing node, or leave it out to begin at the start.",
        "請選擇現有步驟，或留空由起點開始。",
        "请选择现有步骤，或留空由起点开始。",
    ),
    "no_trigger": _warning(
        "Nothing brings anybody into this flow.",
        "沒有任何方法可以進入這個流程。",
        "没有任何方法可以进入这个流程。",
        "Add a trigger: words, a link code, or “anything” for the front door.",
        "請新增入口：字詞、連結代碼，或以「任何訊息」作為正門。",
        "请新增入口：字词、链接代码，或以“任何消息”作为正门。",
    ),
    "double_code": _error(
        "The link code {link} is used twice.",
        "連結代碼 {link} 重複使用。",
        "链接代码 {link} 重复使用。",
        "Give each entry point a code of its own.",
        "請給每個入口不同的代碼。",
        "请给每个入口不同的代码。",
    ),
    "second_front_door": _error(
        "The flow “{other}” already takes everybody who writes; a department has one front door.",
        "流程「{other}」已經是部門的入口；每個部門只有一個入口。",
        "流程“{other}”已经是部门的入口；每个部门只有一个入口。",
        "Take “anything” out of one of the two.",
        "請從其中一個流程刪去「任何訊息」。",
        "请从其中一个流程删去“任何消息”。",
    ),
    "unreachable": _error(
        "Nothing leads to “{node_id}”.",
        "沒有任何步驟通往「{node_id}」。",
        "没有任何步骤通往“{node_id}”。",
        "Lead an exit to it, or remove it.",
        "請把出口連到這裏，或刪除這個步驟。",
        "请把出口连到这里，或删除这个步骤。",
    ),
    "exit_missing": _error(
        "The exit “{exit}” leads nowhere.",
        "出口「{exit}」沒有去向。",
        "出口“{exit}”没有去向。",
        "Choose where it leads.",
        "請選擇去向。",
        "请选择去向。",
    ),
    "exit_dangling": _error(
        "The exit “{exit}” leads to “{target}”, which does not exist.",
        "出口「{exit}」通往「{target}」，但這個步驟不存在。",
        "出口“{exit}”通往“{target}”，但这个步骤不存在。",
        "Choose an existing node.",
        "請選擇現有步驟。",
        "请选择现有步骤。",
    ),
    "exit_unknown": _error(
        "There is no exit “{exit}” here.",
        "這裏沒有出口「{exit}」。",
        "这里没有出口“{exit}”。",
        "Remove it, or add the option that it belongs to.",
        "請刪除，或補回所屬的選項。",
        "请删除，或补回所属的选项。",
    ),
    "default_dangling": _error(
        "The default for “{exit}” leads to “{target}”, which does not exist.",
        "「{exit}」的預設去向「{target}」不存在。",
        "“{exit}”的预设去向“{target}”不存在。",
        "Choose an existing node.",
        "請選擇現有步驟。",
        "请选择现有步骤。",
    ),
    "endless_loop": _error(
        "These nodes lead to each other without ever waiting: {nodes}.",
        "這些步驟不斷循環而沒有等候：{nodes}。",
        "这些步骤不断循环而没有等候：{nodes}。",
        "Put a menu or a question into the circle, or lead it out.",
        "請在循環中加入選單或提問，或引往別處。",
        "请在循环中加入菜单或提问，或引往别处。",
    ),
    "text_missing": _error(
        "There are no words here in {language}.",
        "這裏欠缺 {language} 的文字。",
        "这里欠缺 {language} 的文字。",
        "Write them, or take the language out of the flow.",
        "請填寫，或從流程刪去這種語言。",
        "请填写，或从流程删去这种语言。",
    ),
    "language_extra": _warning(
        "There are words in {language}, which is not a language of this flow.",
        "這裏有 {language} 的文字，但流程沒有這種語言。",
        "这里有 {language} 的文字，但流程没有这种语言。",
        "Add the language to the flow, or remove the words.",
        "請在流程加入這種語言，或刪除這些文字。",
        "请在流程加入这种语言，或删除这些文字。",
    ),
    "text_too_long": _error(
        "In {language} this can have {found} characters; WhatsApp allows {allowed}.",
        "{language} 文字最長可達 {found} 個字元，WhatsApp 只容許 {allowed} 個。",
        "{language} 文字最长可达 {found} 个字符，WhatsApp 只允许 {allowed} 个。",
        "Shorten it.",
        "請縮短。",
        "请缩短。",
    ),
    "placeholder_broken": _error(
        "A placeholder cannot be read: {why}.",
        "有佔位符未能讀取：{why}。",
        "有占位符无法读取：{why}。",
        "Write it like {{ contact.name }}.",
        "請寫成 {{ contact.name }} 的形式。",
        "请写成 {{ contact.name }} 的形式。",
    ),
    "placeholder_unknown": _error(
        "Nothing is known as “{path}”.",
        "沒有「{path}」這項資料。",
        "没有“{path}”这项资料。",
        "Use an answer, contact, department, case or today.",
        "請使用答案、聯絡人、部門、個案或今天的資料。",
        "请使用答案、联络人、部门、个案或今天的资料。",
    ),
    "rule_unknown": _error(
        "The rule looks at “{path}”, which nothing sets.",
        "規則使用「{path}」，但沒有任何步驟提供這項資料。",
        "规则使用“{path}”，但没有任何步骤提供这项资料。",
        "Choose an answer of this flow.",
        "請選擇這個流程的答案。",
        "请选择这个流程的答案。",
    ),
    "form_missing": _error(
        "The case is filed from “{target}”, which is not a form of this flow.",
        "個案取自「{target}」，但它不是這個流程的表格。",
        "个案取自“{target}”，但它不是这个流程的表格。",
        "Choose a form.",
        "請選擇表格。",
        "请选择表格。",
    ),
    "nothing_to_choose": _error(
        "There is nothing to choose from.",
        "沒有任何選項。",
        "没有任何选项。",
        "Add at least one.",
        "請至少新增一項。",
        "请至少新增一项。",
    ),
    "nothing_to_ask": _error(
        "The form asks nothing.",
        "表格沒有任何問題。",
        "表格没有任何问题。",
        "Add a question.",
        "請新增問題。",
        "请新增问题。",
    ),
    "double_id": _error(
        "The id “{id}” is used twice here.",
        "代號「{id}」重複使用。",
        "代号“{id}”重复使用。",
        "Give each its own id.",
        "請給每項不同的代號。",
        "请给每项不同的代号。",
    ),
    "double_label": _error(
        "Two options read “{label}”; WhatsApp refuses that.",
        "有兩個選項同樣是「{label}」，WhatsApp 不接受。",
        "有两个选项同样是“{label}”，WhatsApp 不接受。",
        "Word them differently.",
        "請用不同的文字。",
        "请用不同的文字。",
    ),
    "unused_key": _warning(
        "“{key}” means nothing for an answer of type {type}.",
        "「{key}」對 {type} 類型沒有作用。",
        "“{key}”对 {type} 类型没有作用。",
        "Remove it.",
        "請刪除。",
        "请删除。",
    ),
    "range_reversed": _error(
        "The smallest is larger than the largest.",
        "最小值大於最大值。",
        "最小值大于最大值。",
        "Exchange the two.",
        "請把兩者對調。",
        "请把两者对调。",
    ),
    "link_address": _error(
        "A link's address begins with https://.",
        "連結地址必須以 https:// 開始。",
        "链接地址必须以 https:// 开始。",
        "Write the whole address.",
        "請填寫完整網址。",
        "请填写完整网址。",
    ),
    "shares_not_whole": _error(
        "The shares make {total} per cent.",
        "各分配合共 {total}%。",
        "各分配合共 {total}%。",
        "Make them 100 together.",
        "請使總和為 100。",
        "请使总和为 100。",
    ),
    "wait_for_nothing": _error(
        "It does not say how long to wait.",
        "沒有說明要等多久。",
        "没有说明要等多久。",
        "Give a length of time, a time of day or a date.",
        "請填上時間長度、時刻或日期。",
        "请填上时间长度、时刻或日期。",
    ),
    "remembers_nothing": _error(
        "There is nothing to remember here.",
        "這裏沒有要記錄的資料。",
        "这里没有要记录的数据。",
        "Add a value, a tag or a topic, or remove the node.",
        "請加入資料、標籤或主題，或移除這個步驟。",
        "请加入数据、标签或主题，或移除这个步骤。",
    ),
    "flow_missing": _error(
        "There is no flow “{name}” in this department.",
        "這個部門沒有「{name}」這個流程。",
        "这个部门没有“{name}”这个流程。",
        "Choose one of the department's flows.",
        "請選擇部門的其中一個流程。",
        "请选择部门的其中一个流程。",
    ),
    "flow_circle": _error(
        "The flow “{name}” runs this one again, without end.",
        "流程「{name}」會再次執行這個流程，永不結束。",
        "流程“{name}”会再次执行这个流程，永不结束。",
        "Take one of the two calls out.",
        "請移除兩者之一。",
        "请移除两者之一。",
    ),
    "queue_missing": _error(
        "There is no queue “{name}” in this department.",
        "這個部門沒有「{name}」這個隊列。",
        "这个部门没有“{name}”这个队列。",
        "Choose one of the department's queues.",
        "請選擇部門的其中一個隊列。",
        "请选择部门的其中一个队列。",
    ),
    "placeholder_unset": _error(
        "“{path}” is not known on every way that leads here.",
        "並非每條通往這裏的路徑都有「{path}」。",
        "并非每条通往这里的路径都有“{path}”。",
        "Ask for it first, or say what stands in: {{ … | default: '…' }}.",
        "請先詢問，或註明代替的文字：{{ … | default: '…' }}。",
        "请先询问，或注明代替的文字：{{ … | default: '…' }}。",
    ),
    "window_closed": _error(
        "This can come more than 24 hours after the citizen's last message, when WhatsApp allows "
        "only approved templates.",
        "這裏可能在市民最後留言超過 24 小時後才發出，屆時 WhatsApp 只容許已核准的範本訊息。",
        "这里可能在市民最后留言超过 24 小时后才发出，届时 WhatsApp 只允许已核准的模板消息。",
        "Wait less long, or send a template here.",
        "請縮短等候時間，或在這裏改用範本訊息。",
        "请缩短等候时间，或在这里改用模板消息。",
    ),
    "many_taps": _warning(
        "It takes {taps} taps to get here; more than {most} lose people.",
        "市民要按 {taps} 次才到這裏；超過 {most} 次便容易放棄。",
        "市民要点 {taps} 次才到这里；超过 {most} 次便容易放弃。",
        "Shorten the way, or ask less.",
        "請縮短路徑，或減少提問。",
        "请缩短路径，或减少提问。",
    ),
    "many_messages": _warning(
        "More than {most} messages can come in one go here.",
        "這裏可能一次過發出多於 {most} 則訊息。",
        "这里可能一次发出多于 {most} 条消息。",
        "Put some of them together.",
        "請合併部分訊息。",
        "请合并部分消息。",
    ),
    "rehearsal_failed": _error(
        "The rehearsal “{name}” does not come out: at step {step}, {why}.",
        "綵排「{name}」未能通過：第 {step} 步，{why}。",
        "彩排“{name}”未能通过：第 {step} 步，{why}。",
        "Mend the flow, or what the rehearsal expects.",
        "請修正流程，或修改綵排的期望。",
        "请修正流程，或修改彩排的期望。",
    ),
    "limit_unreadable": _error(
        "“{limit}” cannot be a limit for an answer of type {type}.",
        "「{limit}」不能作為 {type} 類型的上下限。",
        "“{limit}”不能作为 {type} 类型的上下限。",
        "Write a number; for a date 2026-12-31 or today, for a time 09:00.",
        "請填數字；日期如 2026-12-31 或 today，時間如 09:00。",
        "请填数字；日期如 2026-12-31 或 today，时间如 09:00。",
    ),
}

SAYINGS |= answers.SAYINGS | data.SAYINGS | doors.SAYINGS | outside.SAYINGS | words.SAYINGS

# Those with a mender in ``flows.gate.mending``.
MENDABLE = frozenset({
    "safe_missing", "unreachable", "exit_dangling", "exit_unknown", "default_dangling",
    "text_missing", "double_id", "double_trigger", "unused_key", "range_reversed",
    "placeholder_unset", "window_closed", "word_taken",
})  # fmt: skip
