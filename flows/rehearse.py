"""Rehearsals: the scripts that staff write as tests are played through the real interpreter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flows.department.surroundings import NOTHING, Surroundings
from flows.documents.shape import duration
from flows.effects import Call, Effect, FileCase, Handover, Remember, Say, Subscribe, Tag
from flows.events import (
    Attachment,
    Card,
    Due,
    Event,
    HandedBack,
    Pin,
    Reply,
    Silence,
    Taken,
    Tap,
    Unusable,
    Words,
)
from flows.graph import Flow
from flows.messages import words
from flows.trials.misses import OVER, Why, known, quoted, why
from flows.trials.script import Cast, Rehearsal, Step, moment
from flows.trials.stage import BEGINNING, PACE, Stage, tappable
from flows.versions.telling import name_of_node
from flows.world import Contact, Department, Shelf, World

DEPARTMENT = Department(
    code="rehearsal",
    name={"en": "The department", "zh-Hant": "本部門", "zh-Hans": "本部门"},
    telephone="+852 5555 0100",
    hours={"en": "9:00 to 17:00", "zh-Hant": "上午九時至下午五時", "zh-Hans": "上午九时至下午五时"},
)
ZONE = "Asia/Hong_Kong"
BY_HAND = frozenset({"reply", "silence"})  # deeds that answer a call, or let it go unanswered
DESK = "default"  # the queue of a rehearsed department whose desk is open


@dataclass(frozen=True)
class Miss:
    """Where a rehearsal did not come out: the step (from 1), and what was wrong."""

    rehearsal: str
    step: int
    why: Why


# What a turn asks for besides what it says, by the key of a step that expects it.
ASKED: dict[str, Callable[[Effect], Sequence[str]]] = {
    "case": lambda one: [one.type] if isinstance(one, FileCase) else (),
    "tag": lambda one: one.add if isinstance(one, Tag) else (),
    "untag": lambda one: one.remove if isinstance(one, Tag) else (),
    "topic": lambda one: [one.topic] if isinstance(one, Subscribe) and one.join else (),
    "leaves": lambda one: [one.topic] if isinstance(one, Subscribe) and not one.join else (),
    "queue": lambda one: [one.queue] if isinstance(one, Handover) else (),
    "asks": lambda one: [one.to] if isinstance(one, Call) else (),
    "remembers": lambda one: known(one.fields) if isinstance(one, Remember) else (),
}


def rehearse(flow: Flow, others: Iterable[Flow] = (), around: Surroundings = NOTHING) -> list[Miss]:
    """Play every rehearsal of ``flow``; the first miss of each that does not come out."""
    return [miss for script in flow.rehearsals if (miss := play(flow, script, others, around))]


def play(
    flow: Flow,
    script: Rehearsal,
    others: Iterable[Flow] = (),
    around: Surroundings = NOTHING,
) -> Miss | None:
    """Play one script with a citizen who has just met ``flow``, which takes everybody in."""
    stage = staged(flow, script, others, around)
    for place, step in enumerate(script.steps, 1):
        following = script.steps[place].deed if place < len(script.steps) else ""
        wrong = take(stage, step, following) or disappointed(stage, step)
        if wrong:
            return Miss(script.name, place, wrong)
    return None


def staged(
    flow: Flow,
    script: Cast,
    others: Iterable[Flow] = (),
    around: Surroundings = NOTHING,
) -> Stage:
    """The stage for ``script``, before its first step."""
    contact = Contact(
        name=script.contact.get("name", ""),
        language=script.language or "",
        fields={key: value for key, value in script.contact.items() if key != "name"},
    )
    desk = DESK if script.desk else ""
    return met(flow, others, contact, beginning(script), around=around, desk=desk)


def met(
    flow: Flow,
    others: Iterable[Flow],
    contact: Contact,
    now: datetime,
    *,
    around: Surroundings = NOTHING,
    desk: str = "",
) -> Stage:
    """A stage on which ``contact`` has just met ``flow``, which takes everybody in."""
    world = World(
        now=now,
        conversation="rehearsal",
        library=Shelf((flow, *(other for other in others if other.name != flow.name))),
        zone=ZONE,
        contact=contact,
        department=DEPARTMENT,
        desk=desk,
        around=around,
    )
    return Stage(flow, world)


def beginning(script: Cast) -> datetime:
    """When the script begins, in UTC."""
    if not script.begins:
        return BEGINNING
    return moment(script.begins).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def take(stage: Stage, step: Step, following: str = "") -> Why | None:
    """Do what the step says; why it cannot be done, or nothing.

    What the step calls is answered by its samples, unless the ``following`` deed answers it.
    """
    if step.later is not None:
        stage.wait(stage.now + duration(step.later))
        return None
    event = event_of(stage, step)
    if isinstance(event, Why):
        return event
    effects = stage.hear(event)
    for reply in stage.answers() if following not in BY_HAND else ():
        effects = (*effects, *stage.hear(reply))
    stage.effects = effects
    stage.wait(stage.now + PACE)
    return None


def event_of(stage: Stage, step: Step) -> Event | Why:
    """The event that the step stands for, or why there can be none. The clock goes to its time."""
    match step.deed:
        case "words":
            return Words(step.words or "")
        case "tap":
            found = stage.offered.get(step.tap or "")
            if found is None:
                wanted, got = quoted([step.tap or ""]), quoted(list(stage.offered))
                return why("not_offered", wanted=wanted, got=got)
            return Tap(found, step.tap or "")
        case "photo" | "video" | "voice" | "audio" | "document" as kind:
            given = getattr(step, kind)
            text = given if isinstance(given, str) else ""
            caption, filename = ("", text) if kind == "document" else (text, "")
            return Attachment(kind, "rehearsed", caption, filename)
        case "pin":
            latitude, longitude = step.pin or (0.0, 0.0)
            return Pin(latitude, longitude)
        case "card":
            return Card((step.card or "",), own=True)
        case "unusable":
            return Unusable(step.unusable or "")
        case _:
            return _brought(stage, step)


def _brought(stage: Stage, step: Step) -> Event | Why:
    """What time, a service or a person brings."""
    match step.deed:
        case "silence" if stage.timer:
            stage.wait(stage.timer.due)
            return Silence(stage.timer.turn)
        case "due" if stage.waits:
            waits = min(stage.waits, key=lambda one: one.due)
            stage.wait(waits.due)
            return Due(waits.wait)
        case "reply" if stage.call and step.reply:
            return Reply(stage.call.id, step.reply.outcome, step.reply.data)
        case "taken" if stage.person:
            return Taken(stage.person.turn)
        case "handed_back" if stage.person and step.handed_back:
            return HandedBack(step.handed_back, stage.person.turn)
        case deed:
            return why(f"no_{deed}")


def asked(effects: Iterable[Effect], key: str) -> list[str]:
    """What ``effects`` ask for that a step expects under ``key``, one of ``ASKED``."""
    return [one for effect in effects for one in ASKED[key](effect)]


def disappointed(stage: Stage, step: Step) -> Why | None:
    """What the step expected and did not get, or nothing."""
    said = [effect.message for effect in stage.effects if isinstance(effect, Say)]
    texts = [words(message) for message in said]
    everything = "\n".join(texts)
    if step.says is not None and texts != _listed(step.says):
        return why("says", wanted=quoted(_listed(step.says)), got=quoted(texts))
    for part in _listed(step.has):
        if part not in everything:
            return why("has", wanted=quoted([part]), got=quoted(texts))
    for part in _listed(step.has_not):
        if part in everything:
            return why("has_not", wanted=quoted([part]))
    titles = [title for message in said for _, title in tappable(message)]
    if step.offers is not None and titles != _listed(step.offers):
        return why("offers", wanted=quoted(_listed(step.offers)), got=quoted(titles))
    return _elsewhere(stage, step) or _not_asked(stage, step)


def _elsewhere(stage: Stage, step: Step) -> Why | None:
    here = stage.frame.node if stage.frame else ""
    if step.at is not None and here != step.at:
        return why("at", wanted=_place(stage, step.at), got=_place(stage, here))
    return why("ends", got=_place(stage, here)) if step.ends and here else None


def _place(stage: Stage, node_id: str) -> dict[str, str]:
    """What staff call a node of the flow that the talk is in, with its id."""
    if not node_id:
        return dict(OVER)
    innermost = stage.frame.flow if stage.frame else ""
    flows = sorted(stage.world.library.entries, key=lambda flow: flow.name != innermost)
    flow = next((one for one in flows if one.node(node_id)), None)
    return {
        language: f"{name_of_node(flow, node_id, language)} [{node_id}]" if flow else node_id
        for language in OVER
    }


def _not_asked(stage: Stage, step: Step) -> Why | None:
    for key in ASKED:
        wanted = getattr(step, key)
        got = asked(stage.effects, key)
        for one in known(wanted) if isinstance(wanted, dict) else _listed(wanted):
            if one not in got:
                return why(key, wanted=quoted([one]), got=quoted(got))
    return None


def _listed(wanted: list[str] | str | None) -> list[str]:
    if wanted is None:
        return []
    return [wanted] if isinstance(wanted, str) else list(wanted)
