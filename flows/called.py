"""What staff call what a text can name: ``{{ department.name }}`` is “the department's name”."""

import re

from flows.documents.shape import named
from flows.graph import Flow
from flows.node import HERE
from flows.text import pick

VALUES = {
    "contact.name": named("citizen's name", "市民姓名", "市民姓名"),
    "department.name": named("department's name", "部門名稱", "部门名称"),
    "department.telephone": named("department's telephone", "部門電話", "部门电话"),
    "department.hours": named("department's hours", "部門辦公時間", "部门办公时间"),
    "today": named("today", "今天日期", "今天日期"),
    "case.reference": named("case's reference", "檔案編號", "档案编号"),
    "booking.reference": named("booking's reference", "預約編號", "预约编号"),
    "booking.when": named("booking's day and time", "預約日期及時間", "预约日期及时间"),
    "booking.place": named("booking's place", "預約地點", "预约地点"),
    "booking.day": named("booking's day", "預約日期", "预约日期"),
    "booking.time": named("booking's time", "預約時間", "预约时间"),
}
SHOWN = named("[{}]", "［{}］", "［{}］")
_PLACEHOLDER = re.compile(r"\{\{-?\s*([^\s|{}]+)(?=[\s|}])[^{}]*\}\}")


def called(flow: Flow, path: str, language: str) -> str:
    """What staff call the value at ``path``: an answer by its label; the path where nobody knows."""
    if path in VALUES:
        return VALUES[path].get(language) or VALUES[path]["en"]
    root, _, rest = path.partition(".")
    node_id, _, field_id = rest.partition(".")
    node = flow.node(node_id) if root == "answers" else None
    wanted = (root, HERE, field_id) if field_id else (root, HERE)
    for kept in node.keeps() if node else ():
        if kept.path == wanted and kept.field is not None:
            texts = kept.field.label or kept.field.ask
            return str(pick(texts, language, flow.languages)) or path
    return path


def read(flow: Flow, text: str, language: str) -> str:
    """``text`` with what it names in words, for staff to read over."""
    shown = SHOWN.get(language) or SHOWN["en"]
    return _PLACEHOLDER.sub(lambda one: shown.format(called(flow, one[1], language)), text)
