"""Coming in: link codes, trigger words, photos and pins, and the front door."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import cast

from flows.department.cases import without_reference
from flows.events import Attachment, Event, Occasion, Pin, Words
from flows.graph import Flow, Trigger
from flows.match import NOTHING, joined
from flows.scene import Scene
from flows.talk import interludes, knowledge, manners
from flows.talk.asking import kept_opening
from flows.talk.offer import Option
from flows.text import pick
from flows.walk import Walk
from flows.world import Library

_CODE = re.compile(r"(?:^\s*#([A-Za-z0-9-]{1,20})|\(#([A-Za-z0-9-]{1,20})\))\s*$")

Entry = tuple[Flow, Trigger]


def by_link(walk: Walk, text: str) -> bool:
    """Whether ``text`` ends in the code of a link trigger; if so, go where it leads."""
    found = _CODE.search(unicodedata.normalize("NFKC", text[-200:]))
    if found is None:
        return False
    code = (found.group(1) or found.group(2)).casefold()
    entry = _entry(
        walk.scene.world.library,
        lambda trigger: trigger.by == "link" and (trigger.code or "").casefold() == code,
    )
    if entry is None:
        return False
    flow, trigger = entry
    target = trigger.at or flow.start
    scene = walk.scene
    if scene.state.frames and scene.node is not None and scene.node.collects:
        interludes.ask_leave(walk, flow.content_hash, target)
        return True
    walk.begin(flow, target)
    return True


def _entry(library: Library, fits: Callable[[Trigger], bool]) -> Entry | None:
    for flow in library.entries:
        for trigger in flow.triggers:
            if fits(trigger):
                return flow, trigger
    return None


def by_words(scene: Scene, text: str) -> Entry | None:
    """The trigger that ``text`` surely means, over all of the department's flows.

    The reference of a case begins with the department's code: it counts as no word.
    """
    text = without_reference(text, scene.world.department.code)
    surely, entries = leads_of(scene.world.library.entries, text)
    return entries[0] if surely else None


def leads_of(flows: Sequence[Flow], text: str) -> tuple[bool, list[Entry]]:
    """Whether ``text`` surely means a trigger, and the triggers that it may mean.

    No two of them lead to the same place.
    """
    reading = joined(tuple(flow.openings for flow in flows)).read(text)
    places: dict[tuple[str, str], Entry] = {}
    for place, index in cast("tuple[tuple[int, int], ...]", reading.keys):
        flow = flows[place]
        trigger = flow.triggers[index]
        places.setdefault((flow.name, trigger.at or flow.start), (flow, trigger))
    return reading.certain, list(places.values())


def by_thing(scene: Scene, event: Event) -> Entry | None:
    """The trigger for a photo or a location, if ``event`` is one."""
    wanted = {Attachment: "photo", Pin: "location"}.get(type(event))
    if wanted is None or (isinstance(event, Attachment) and event.kind != "photo"):
        return None
    return _entry(scene.world.library, lambda trigger: trigger.by == wanted)


def by_occasion(library: Library, event: Occasion) -> Entry | None:
    """The trigger for what happened at the department."""
    return _entry(library, lambda trigger: trigger.by == event.by)


def open_talk(walk: Walk, event: Event, front: Flow | None) -> None:
    """Nothing waits: words or things that open a flow, else the front door."""
    scene = walk.scene
    if isinstance(event, Words) and scene.state.turn > 1 and manners.courtesy(scene, event.text):
        return
    kept = kept_opening(event)
    scene.state.opening = [kept] if kept else []
    scene.state.kept_at = scene.world.now if kept else None
    entry = by_words(scene, event.text) if isinstance(event, Words) else by_thing(scene, event)
    if entry is None and scene.state.turn == 1:
        entry = _entry(scene.world.library, lambda trigger: trigger.by == "first_contact")
    if entry is not None:
        walk.begin(entry[0], entry[1].at or entry[0].start)
        return
    if (
        isinstance(event, Words)
        and not _named(front, event)
        and knowledge.answers(scene, event.text)
    ):
        go_on(walk, front)
        return
    if kept:
        scene.lead(scene.phrase("kept_for_later"))
    elif not isinstance(event, Words):
        scene.lead(scene.phrase("unusable"))
    front_door(walk, front, event)


def front_door(walk: Walk, front: Flow | None, event: Event | None = None) -> None:
    """Go to the department's front door; straight on where ``event`` names an option of its menu.

    What else may have been meant is asked about there.
    """
    scene = walk.scene
    if front is None:
        walk.finish()
        scene.note("no_flow")
        scene.say_words(scene.phrase("no_flow"))
        return
    named = _named(front, event) if isinstance(event, Words) else None
    door = _door(front)
    if named:
        walk.begin_beyond(front, door, named)
        return
    walk.begin(front, door)
    if isinstance(event, Words) and scene.node is not None:
        _ask_which(scene, event.text, (front.content_hash, door))


def _door(front: Flow) -> str:
    trigger = next((trigger for trigger in front.triggers if trigger.by == "anything"), None)
    return (trigger.at if trigger else None) or front.start


def _named(front: Flow | None, event: Words) -> str | None:
    """The option of the front door's menu that ``event`` surely names, where it leads somewhere."""
    node = front.node(_door(front)) if front else None
    reading = node.named(event.text) if node else NOTHING
    if front is None or not reading.certain:
        return None
    choice = str(reading.sure)
    return choice if choice in front.onward[_door(front)] else None


def _ask_which(scene: Scene, text: str, taken: tuple[str, str]) -> None:
    """Ask about the ways into a flow that ``text`` may mean, else about options of the menu here.

    The way that was ``taken`` (a flow's hash and a node) is none of them.
    """
    text = without_reference(text, scene.world.department.code)
    _, entries = leads_of(scene.world.library.entries, text)
    doors = [(flow, trigger, trigger.at or flow.start) for flow, trigger in entries]
    doors = [one for one in doors if (one[0].content_hash, one[2]) != taken]
    if not doors:
        if scene.node is not None:
            scene.node.asked_about(scene, scene.node.named(text))
        return
    options = [
        Option(scene.own_key("meant", str(place)), _title(scene, flow, trigger))
        for place, (flow, trigger, _) in enumerate(doors, 1)
    ]
    scene.say(scene.ask_meant(options))
    scene.state.asked["doors"] = [[flow.content_hash, target] for flow, _, target in doors]


def _title(scene: Scene, flow: Flow, trigger: Trigger) -> str:
    """The first of the trigger's words, in the reader's language where it has some."""
    words: list[str] = pick(trigger.words or {}, scene.language, flow.languages)
    return words[0]


def go_on(walk: Walk, front: Flow | None) -> None:
    """After something was said in between: what the talk waits for, or else the front door."""
    scene = walk.scene
    if scene.state.asked:
        return
    if not scene.state.frames:
        front_door(walk, front)
        return
    scene.lead(scene.phrase("back_to"))
    interludes.repeat(walk)
