"""What the gate can find: stable codes, how grave each is, and a plain sentence in three languages."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


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

    def sentence(self, language: str) -> str:
        """The message in ``language``: ``en``, ``zh-Hant`` or ``zh-Hans``."""
        return SAYINGS[self.code].sentences.get(language, self.message).format(**self.facts)


@dataclass(frozen=True)
class Saying:
    """How one code is said."""

    severity: Severity
    sentences: Mapping[str, str]
    fix: str


def problem(
    code: str, *, node: str = "", field: str = "", language: str = "", **facts: Any
) -> Problem:
    """The problem of this ``code`` at this place, with ``facts`` put into its sentence."""
    saying = SAYINGS[code]
    facts["language"] = language
    message = saying.sentences["en"].format(**facts)
    return Problem(node, field, language, saying.severity, code, message, saying.fix, facts)


def _error(en: str, zh_hant: str, zh_hans: str, fix: str) -> Saying:
    return Saying("error", {"en": en, "zh-Hant": zh_hant, "zh-Hans": zh_hans}, fix)


def _warning(en: str, zh_hant: str, zh_hans: str, fix: str) -> Saying:
    return Saying("warning", {"en": en, "zh-Hant": zh_hant, "zh-Hans": zh_hans}, fix)


SAYINGS: dict[str, Saying] = {
    "start_missing": _error(
        "The flow starts at “{target}”, which does not exist.",
        "流程由「{target}」開始，但這個步驟不存在。",
        "流程由“{target}”开始，但这个步骤不存在。",
        "Choose an existing node as the start.",
    ),
    "safe_missing": _error(
        "The safe place “{target}” does not exist.",
        "安全步驟「{target}」不存在。",
        "安全步骤“{target}”不存在。",
        "Choose an existing node as the safe place.",
    ),
    "trigger_target_missing": _error(
        "This trigger leads to “{target}”, which does not exist.",
        "這個觸發點通往「{target}」，但這個步驟不存在。",
        "这个触发点通往“{target}”，但这个步骤不存在。",
        "Choose an existing node, or leave it out to begin at the start.",
    ),
    "no_trigger": _warning(
        "Nothing brings anybody into this flow.",
        "沒有任何方法可以進入這個流程。",
        "没有任何方法可以进入这个流程。",
        "Add a trigger: words, a link code, or “anything” for the front door.",
    ),
    "double_code": _error(
        "The link code {link} is used twice.",
        "連結代碼 {link} 重複使用。",
        "链接代码 {link} 重复使用。",
        "Give each entry point a code of its own.",
    ),
    "second_front_door": _error(
        "The flow “{other}” already takes everybody who writes; a department has one front door.",
        "流程「{other}」已經是部門的入口；每個部門只有一個入口。",
        "流程“{other}”已经是部门的入口；每个部门只有一个入口。",
        "Take “anything” out of one of the two.",
    ),
    "unreachable": _error(
        "Nothing leads to “{node_id}”.",
        "沒有任何步驟通往「{node_id}」。",
        "没有任何步骤通往“{node_id}”。",
        "Lead an exit to it, or remove it.",
    ),
    "exit_missing": _error(
        "The exit “{exit}” leads nowhere.",
        "出口「{exit}」沒有去向。",
        "出口“{exit}”没有去向。",
        "Choose where it leads.",
    ),
    "exit_dangling": _error(
        "The exit “{exit}” leads to “{target}”, which does not exist.",
        "出口「{exit}」通往「{target}」，但這個步驟不存在。",
        "出口“{exit}”通往“{target}”，但这个步骤不存在。",
        "Choose an existing node.",
    ),
    "exit_unknown": _error(
        "There is no exit “{exit}” here.",
        "這裏沒有出口「{exit}」。",
        "这里没有出口“{exit}”。",
        "Remove it, or add the option that it belongs to.",
    ),
    "default_dangling": _error(
        "The default for “{exit}” leads to “{target}”, which does not exist.",
        "「{exit}」的預設去向「{target}」不存在。",
        "“{exit}”的预设去向“{target}”不存在。",
        "Choose an existing node.",
    ),
    "endless_loop": _error(
        "These nodes lead to each other without ever waiting: {nodes}.",
        "這些步驟不斷循環而沒有等候：{nodes}。",
        "这些步骤不断循环而没有等候：{nodes}。",
        "Put a menu or a question into the circle, or lead it out.",
    ),
    "text_missing": _error(
        "There are no words here in {language}.",
        "這裏欠缺 {language} 的文字。",
        "这里欠缺 {language} 的文字。",
        "Write them, or take the language out of the flow.",
    ),
    "language_extra": _warning(
        "There are words in {language}, which is not a language of this flow.",
        "這裏有 {language} 的文字，但流程沒有這種語言。",
        "这里有 {language} 的文字，但流程没有这种语言。",
        "Add the language to the flow, or remove the words.",
    ),
    "text_too_long": _error(
        "In {language} this can have {found} characters; WhatsApp allows {allowed}.",
        "{language} 文字最長可達 {found} 個字元，WhatsApp 只容許 {allowed} 個。",
        "{language} 文字最长可达 {found} 个字符，WhatsApp 只允许 {allowed} 个。",
        "Shorten it.",
    ),
    "placeholder_broken": _error(
        "A placeholder cannot be read: {why}.",
        "有佔位符未能讀取：{why}。",
        "有占位符无法读取：{why}。",
        "Write it like {{ contact.name }}.",
    ),
    "placeholder_unknown": _error(
        "Nothing is known as “{path}”.",
        "沒有「{path}」這項資料。",
        "没有“{path}”这项资料。",
        "Use an answer, contact, department, case or today.",
    ),
    "rule_unknown": _error(
        "The rule looks at “{path}”, which nothing sets.",
        "規則使用「{path}」，但沒有任何步驟提供這項資料。",
        "规则使用“{path}”，但没有任何步骤提供这项资料。",
        "Choose an answer of this flow.",
    ),
    "form_missing": _error(
        "The case is filed from “{target}”, which is not a form of this flow.",
        "個案取自「{target}」，但它不是這個流程的表格。",
        "个案取自“{target}”，但它不是这个流程的表格。",
        "Choose a form.",
    ),
    "nothing_to_choose": _error(
        "There is nothing to choose from.",
        "沒有任何選項。",
        "没有任何选项。",
        "Add at least one.",
    ),
    "nothing_to_ask": _error(
        "The form asks nothing.", "表格沒有任何問題。", "表格没有任何问题。", "Add a question."
    ),
    "double_id": _error(
        "The id “{id}” is used twice here.",
        "代號「{id}」重複使用。",
        "代号“{id}”重复使用。",
        "Give each its own id.",
    ),
    "double_label": _error(
        "Two options read “{label}”; WhatsApp refuses that.",
        "有兩個選項同樣是「{label}」，WhatsApp 不接受。",
        "有两个选项同样是“{label}”，WhatsApp 不接受。",
        "Word them differently.",
    ),
    "unused_key": _warning(
        "“{key}” means nothing for an answer of type {type}.",
        "「{key}」對 {type} 類型沒有作用。",
        "“{key}”对 {type} 类型没有作用。",
        "Remove it.",
    ),
    "range_reversed": _error(
        "The smallest is larger than the largest.",
        "最小值大於最大值。",
        "最小值大于最大值。",
        "Exchange the two.",
    ),
    "link_address": _error(
        "A link's address begins with https://.",
        "連結地址必須以 https:// 開始。",
        "链接地址必须以 https:// 开始。",
        "Write the whole address.",
    ),
    "shares_not_whole": _error(
        "The shares make {total} per cent.",
        "各分配合共 {total}%。",
        "各分配合共 {total}%。",
        "Make them 100 together.",
    ),
    "wait_for_nothing": _error(
        "It does not say how long to wait.",
        "沒有說明要等多久。",
        "没有说明要等多久。",
        "Give a length of time, a time of day or a date.",
    ),
    "remembers_nothing": _error(
        "There is nothing to remember here.",
        "這裏沒有要記錄的資料。",
        "这里没有要记录的数据。",
        "Add a value, a tag or a topic, or remove the node.",
    ),
    "flow_missing": _error(
        "There is no flow “{name}” in this department.",
        "這個部門沒有「{name}」這個流程。",
        "这个部门没有“{name}”这个流程。",
        "Choose one of the department's flows.",
    ),
    "flow_circle": _error(
        "The flow “{name}” runs this one again, without end.",
        "流程「{name}」會再次執行這個流程，永不結束。",
        "流程“{name}”会再次执行这个流程，永不结束。",
        "Take one of the two calls out.",
    ),
    "queue_missing": _error(
        "There is no queue “{name}” in this department.",
        "這個部門沒有「{name}」這個隊列。",
        "这个部门没有“{name}”这个队列。",
        "Choose one of the department's queues.",
    ),
    "connector_missing": _error(
        "There is no approved connector “{name}” in this department.",
        "這個部門沒有已核准的連接器「{name}」。",
        "这个部门没有已核准的连接器“{name}”。",
        "Choose one that is approved, or have this one approved.",
    ),
    "operation_missing": _error(
        "The connector “{connector}” cannot be asked for “{name}”.",
        "連接器「{connector}」沒有「{name}」這個項目。",
        "连接器“{connector}”没有“{name}”这个项目。",
        "Choose one of the connector's operations.",
    ),
    "input_missing": _error(
        "The system needs “{name}”, which is not sent.",
        "系統需要「{name}」，但沒有傳送。",
        "系统需要“{name}”，但没有发送。",
        "Add it to what is sent.",
    ),
    "input_unknown": _warning(
        "“{name}” is sent, but the system does not take it.",
        "傳送了「{name}」，但系統不會使用。",
        "发送了“{name}”，但系统不会使用。",
        "Remove it.",
    ),
    "output_unknown": _error(
        "“{name}” is to be kept, but the system does not answer it.",
        "要保留「{name}」，但系統的回覆沒有這一項。",
        "要保留“{name}”，但系统的回复没有这一项。",
        "Choose one of the names that the operation gives.",
    ),
    "patience_long": _error(
        "A system is waited for a minute at the most.",
        "等候系統回覆最多一分鐘。",
        "等候系统回复最多一分钟。",
        "Write 60s or less.",
    ),
    "placeholder_unset": _error(
        "“{path}” is not known on every way that leads here.",
        "並非每條通往這裏的路徑都有「{path}」。",
        "并非每条通往这里的路径都有“{path}”。",
        "Ask for it first, or say what stands in: {{ … | default: '…' }}.",
    ),
    "window_closed": _error(
        "This can come more than 24 hours after the citizen's last message, when WhatsApp allows "
        "only approved templates.",
        "這裏可能在市民最後留言超過 24 小時後才發出，屆時 WhatsApp 只容許已核准的範本訊息。",
        "这里可能在市民最后留言超过 24 小时后才发出，届时 WhatsApp 只允许已核准的模板消息。",
        "Wait less long, or send a template here.",
    ),
    "many_taps": _warning(
        "It takes {taps} taps to get here; more than {most} lose people.",
        "市民要按 {taps} 次才到這裏；超過 {most} 次便容易放棄。",
        "市民要点 {taps} 次才到这里；超过 {most} 次便容易放弃。",
        "Shorten the way, or ask less.",
    ),
    "many_messages": _warning(
        "More than {most} messages can come in one go here.",
        "這裏可能一次過發出多於 {most} 則訊息。",
        "这里可能一次发出多于 {most} 条消息。",
        "Put some of them together.",
    ),
    "rehearsal_failed": _error(
        "The rehearsal “{name}” does not come out: at step {step}, {why}.",
        "綵排「{name}」未能通過：第 {step} 步，{why}。",
        "彩排“{name}”未能通过：第 {step} 步，{why}。",
        "Mend the flow, or what the rehearsal expects.",
    ),
    "table_missing": _error(
        "There is no table “{name}” in this department.",
        "這個部門沒有「{name}」這個資料表。",
        "这个部门没有“{name}”这个数据表。",
        "Choose one of the department's tables, or upload it.",
    ),
    "calendar_missing": _error(
        "There is no calendar “{name}” in this department.",
        "這個部門沒有「{name}」這個日曆。",
        "这个部门没有“{name}”这个日历。",
        "Choose one of the department's calendars.",
    ),
    "looks_for_nothing": _error(
        "It does not say which row to find.",
        "沒有說明要尋找哪一列。",
        "没有说明要查找哪一行。",
        "Name a column and what must stand in it, or the column to list all rows by.",
    ),
    "column_missing": _error(
        "The table “{table}” has no column “{column}”; it has: {known}.",
        "資料表「{table}」沒有「{column}」這一欄；它有：{known}。",
        "数据表“{table}”没有“{column}”这一列；它有：{known}。",
        "Choose one of its columns, or add the column to the table.",
    ),
    "row_too_long": _error(
        "A row of the table “{table}” can have {found} characters; a talk keeps at most {most}.",
        "資料表「{table}」的一列可長達 {found} 個字元，對話最多只能保留 {most} 個。",
        "数据表“{table}”的一行可长达 {found} 个字符，对话最多只能保留 {most} 个。",
        "Name the columns that are needed.",
    ),
    "result_unknown": _error(
        "“{path}” is never set: “{name}” gives {known}.",
        "從來沒有「{path}」這項資料；「{name}」提供的是：{known}。",
        "从来没有“{path}”这项资料；“{name}”提供的是：{known}。",
        "Use one of those.",
    ),
    "limit_unreadable": _error(
        "“{limit}” cannot be a limit for an answer of type {type}.",
        "「{limit}」不能作為 {type} 類型的上下限。",
        "“{limit}”不能作为 {type} 类型的上下限。",
        "Write a number; for a date 2026-12-31 or today, for a time 09:00.",
    ),
    "no_questions": _warning(
        "The department keeps no questions that could be answered here.",
        "部門沒有可以在這裏回答的常見問題。",
        "部门没有可以在这里回答的常见问题。",
        "Write questions and answers, or choose other topics.",
    ),
    "answers_missing": _warning(
        "Some answers are not written in {tag}: {entries}.",
        "部分答案沒有 {tag} 文字：{entries}。",
        "部分答案没有 {tag} 文字：{entries}。",
        "Write them; until then people read the answer in another language.",
    ),
    "template_missing": _error(
        "There is no template “{name}” at WhatsApp for this department.",
        "部門在 WhatsApp 沒有「{name}」這個範本。",
        "部门在 WhatsApp 没有“{name}”这个模板。",
        "Choose one of the department's templates, or have it approved first.",
    ),
    "template_language": _error(
        "The template does not exist in {tag}.",
        "這個範本沒有 {tag} 版本。",
        "这个模板没有 {tag} 版本。",
        "Have it approved in that language, or take the language out of the flow.",
    ),
    "template_unapproved": _error(
        "In {tag} the template is {status}, not approved.",
        "這個範本的 {tag} 版本狀態是 {status}，尚未核准。",
        "这个模板的 {tag} 版本状态是 {status}，尚未核准。",
        "Wait for WhatsApp's approval, or choose another.",
    ),
    "template_blank": _error(
        "In {tag} the template has a blank “{blank}”, and nothing goes into it.",
        "這個範本的 {tag} 版本有空格「{blank}」，但沒有填入內容。",
        "这个模板的 {tag} 版本有空格“{blank}”，但没有填入内容。",
        "Say what goes into it.",
    ),
    "template_unused": _warning(
        "The template has no blank “{blank}”.",
        "這個範本沒有空格「{blank}」。",
        "这个模板没有空格“{blank}”。",
        "Remove it.",
    ),
    "template_replies": _error(
        "In {tag} the template has {wanted} quick replies; here are {found}.",
        "這個範本的 {tag} 版本有 {wanted} 個快速回覆，這裏有 {found} 個。",
        "这个模板的 {tag} 版本有 {wanted} 个快速回复，这里有 {found} 个。",
        "Name as many as the template has, in its order.",
    ),
    "booking_missing": _error(
        "Nothing named “{name}” can be booked in this department.",
        "這個部門沒有「{name}」這個預約項目。",
        "这个部门没有“{name}”这个预约项目。",
        "Choose something that can be booked.",
    ),
}
