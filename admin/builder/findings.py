"""What the gate finds in a draft, naming steps and exits as staff know them and not by their ids."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from admin.builder.changes import teller_of
from admin.builder.tongues import TONGUES
from flows import check
from flows.graph import Flow
from flows.problems import Problem
from flows.versions.telling import KEYS, Teller
from staff.language import shown_language


def findings(flow: Flow, context: check.Context) -> list[Problem]:
    """Every problem of ``flow``, its facts in words of the page's language."""
    teller = teller_of(flow, flow)
    return [
        replace(one, facts=_languages(_in_words(one, teller))) for one in check.check(flow, context)
    ]


def _languages(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """``facts`` with languages by their own names."""
    tags = {key: facts[key] for key in ("language", "tag") if key in facts}
    return {**facts, **{key: TONGUES.get(tag, tag) for key, tag in tags.items()}}


def _in_words(one: Problem, teller: Teller) -> Mapping[str, Any]:
    match one.code:
        case "exit_missing" | "exit_dangling":
            exit_id = one.field.removeprefix("exits.")
            return {**one.facts, "exit": teller.exit(one.node, exit_id)}
        case "default_dangling":
            key = KEYS.get(one.facts["exit"], {})
            return {**one.facts, "exit": key.get(shown_language(), one.facts["exit"])}
        case "endless_loop":
            names = map(teller.node, one.facts["nodes"].split(", "))
            return {**one.facts, "nodes": ", ".join(names)}
        case _:
            return one.facts
