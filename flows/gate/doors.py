"""What brings people in: that each trigger leads somewhere, is the only one of its sort, and is heard."""

from collections.abc import Iterator

from flows import phrases
from flows.gate.plan import Plan
from flows.graph import Trigger
from flows.match import fold
from flows.problems import Problem, problem

ONCE = frozenset({"anything", "photo", "location", "first_contact"})  # a second is never taken


def judge(plan: Plan) -> Iterator[Problem]:
    """What is wrong with the triggers."""
    flow = plan.flow
    if not flow.triggers:
        yield problem("no_trigger", field="triggers")
    for place, trigger in enumerate(flow.triggers):
        if trigger.at is not None and trigger.at not in flow.nodes:
            where = f"triggers[{place}].at"
            yield problem("trigger_target_missing", field=where, target=trigger.at)
    yield from _doubles(plan)
    yield from _front_doors(plan)
    yield from _words(plan)


def _doubles(plan: Plan) -> Iterator[Problem]:
    codes: set[str] = set()
    seen: set[str] = set()
    for place, trigger in enumerate(plan.flow.triggers):
        code = (trigger.code or "").casefold()
        if code and code in codes:
            yield problem("double_code", field=f"triggers[{place}].code", link=trigger.code)
        codes.add(code)
        if trigger.by in seen & ONCE:
            yield problem("double_trigger", field=f"triggers[{place}]", by=trigger.by)
        seen.add(trigger.by)


def _front_doors(plan: Plan) -> Iterator[Problem]:
    doors = plan.context.front_doors if plan.context else ()
    others = [name for name in doors if name != plan.flow.name]
    for place, trigger in enumerate(plan.flow.triggers):
        if trigger.by == "anything" and others:
            yield problem("second_front_door", field=f"triggers[{place}]", other=others[0])


def _words(plan: Plan) -> Iterator[Problem]:
    """Words that never bring anybody in, or that another flow of the department claims as well."""
    claimed = {
        fold(word): other.name
        for other in plan.others
        for trigger in other.triggers
        for word in words_of(trigger)
    }
    first: dict[str, int] = {}
    for place, trigger in enumerate(plan.flow.triggers):
        for word in dict.fromkeys(words_of(trigger)):
            where, folded = f"triggers[{place}].words", fold(word)
            if not folded:
                continue
            if first.setdefault(folded, place) != place:
                yield problem("double_word", field=where, word=word)
            elif phrases.global_words().whole(word) is not None:
                yield problem("word_taken", field=where, word=word)
            elif folded in claimed:
                yield problem("words_claimed", field=where, word=word, other=claimed[folded])


def words_of(trigger: Trigger) -> Iterator[str]:
    """Every word of a trigger, in all languages."""
    for words in (trigger.words or {}).values():
        yield from words
