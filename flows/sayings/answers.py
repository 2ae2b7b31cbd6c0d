"""About answers and rules."""

from flows.sayings import error

SAYINGS = {
    "comparison_unfit": error(
        "“{comparison}” does not suit “{path}”, an answer of type {type}: the rule never holds.",
        "「{comparison}」不適用於「{path}」（{type} 類型），這條規則永遠不會成立。",
        "“{comparison}”不适用于“{path}”（{type} 类型），这条规则永远不会成立。",
        "Use “is” for a choice, “less_than” for a number, “before” for a date or a time.",
        "選擇題請用 is，數字用 less_than，日期或時間用 before。",
        "选择题请用 is，数字用 less_than，日期或时间用 before。",
    ),
    "comparison_never": error(
        "“{path}” can never be “{wanted}”.",
        "「{path}」不可能是「{wanted}」。",
        "“{path}”不可能是“{wanted}”。",
        "Write the id of a choice that is there, or a value of the answer's own type.",
        "請填現有選項的代號，或符合答案類型的值。",
        "请填现有选项的代号，或符合答案类型的值。",
    ),
}
