"""Who gets the next thing said.

In this order: the interpreter's own question, a tap on what still exists, words that work
everywhere, a link code, the waiting node, and, when the node makes nothing of it, courtesy, trigger
words, the exit ``other``. When nothing waits: trigger words, then the front door.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

from flows import interludes, phrases, tap
from flows.asking import MOST_KEPT, kept_opening
from flows.events import Attachment, Event, Pin, Silence, Tap, Words
from flows.graph import Flow, Trigger
from flows.kinds.menu import Menu
from flows.match import script_of
from flows.node import Leave, Puzzled
from flows.scene import Scene
from flows.walk import Walk

ONCE_A_WHILE = timedelta(minutes=10)  # thanks are answered once in this time
PARROT = timedelta(seconds=10)
ALBUM = timedelta(seconds=8)  # photos that come together are thanked for once
_CODE = re.compile(r"(?:^\s*#([A-Za-z0-9-]{1,20})|\(#([A-Za-z0-9-]{1,20})\))\s*$")

Entry = tuple[Flow, Trigger]


def hear(walk: Walk, event: Event, front: Flow | None) -> None:
    """Give ``event`` to whoever it is for."""
    scene = walk.scene
    if isinstance(event, Silence):
        _silence(walk)
        return
    if isinstance(event, Words):
        _learn_language(scene, event.text, front)
        if phrases.is_danger(event.text):
            scene.say_words(scene.phrase("danger"))
    if isinstance(event, Words) and not event.text.strip() and scene.state.frames:
        interludes.repeat(walk)  # the chat was only opened, or a message came through empty
        return
    if interludes.answered(walk, event):
        return
    if isinstance(event, Tap):
        _tapped(walk, event, front)
        return
    if isinstance(event, Words) and (
        _global_word(walk, event.text, front) or _link(walk, event.text)
    ):
        return
    if not scene.state.frames:
        _open(walk, event, front)
        return
    _to_waiting_node(walk, event, front)


def _silence(walk: Walk) -> None:
    scene = walk.scene
    scene.note("silence")
    scene.state.asked = {}
    if walk.park():
        scene.note("parked")
    walk.follow(Leave("silence"))


def _learn_language(scene: Scene, text: str, front: Flow | None) -> None:
    flow = scene.flow or front
    if scene.language or flow is None:
        return
    written = script_of(text)
    if written == "zh":
        written = next((tag for tag in flow.languages if tag.startswith("zh")), "")
    if written in flow.languages:
        interludes.set_language(scene, written)


# Taps


def _tapped(walk: Walk, event: Tap, front: Flow | None) -> None:
    scene = walk.scene
    tapped = tap.read(event.choice)
    if scene.state.frames and _is_here(scene, tapped):
        _to_waiting_node(walk, event, front)
        return
    flow = _flow_marked(scene, tapped.flow) if tapped else None
    node = flow.node(tapped.node) if flow and tapped else None
    if flow is None or tapped is None or not isinstance(node, Menu):
        _old_button(walk, front)
        return
    if not any(option.id == tapped.choice for option in node.options):
        _old_button(walk, front)
        return
    target = flow.target(tapped.node, tapped.choice)
    if target is None or flow.node(target) is None:
        _old_button(walk, front)
        return
    if scene.state.frames and scene.node is not None and scene.node.collects:
        interludes.ask_leave(walk, flow.content_hash, target)
        return
    walk.begin(flow, target)


def _is_here(scene: Scene, tapped: tap.Tapped | None) -> bool:
    frame = scene.frame
    return tapped is not None and (tapped.flow, tapped.node) == (
        tap.flow_mark(frame.flow),
        frame.node,
    )


def _flow_marked(scene: Scene, mark: str) -> Flow | None:
    """The flow that a button's mark stands for: the one being talked through, else a live one."""
    if scene.flow is not None and tap.flow_mark(scene.flow.name) == mark:
        return scene.flow
    entries = scene.world.library.entries
    return next((flow for flow in entries if tap.flow_mark(flow.name) == mark), None)


def _old_button(walk: Walk, front: Flow | None) -> None:
    walk.scene.lead(walk.scene.phrase("old_button"))
    if walk.scene.state.frames:
        interludes.repeat(walk)
    else:
        _front_door(walk, front)


# Words that work everywhere


def _global_word(walk: Walk, text: str, front: Flow | None) -> bool:
    found = phrases.global_words().exact(text)
    if found is None:
        return False
    word = str(found.key)
    if word.startswith("language:"):
        return _switch(walk, word.removeprefix("language:"), front)
    match word:
        case "person":
            _person(walk.scene)
        case "language":
            interludes.ask_language(walk.scene)
        case "menu":
            _leave_for_menu(walk, front)
        case "back":
            _back(walk, front)
        case _:
            _stop(walk, front)
    return True


def _switch(walk: Walk, language: str, front: Flow | None) -> bool:
    scene = walk.scene
    flow = scene.flow or front
    if flow is None or language not in flow.languages:
        return False
    interludes.set_language(scene, language)
    scene.lead(scene.phrase("language_set"))
    if scene.state.frames:
        interludes.repeat(walk)
    else:
        _front_door(walk, front)
    return True


def _person(scene: Scene) -> None:
    department = scene.values()["department"]
    if not department["telephone"] and not department["hours"]:
        scene.say_words(scene.phrase("person_unknown"))
        return
    told = scene.phrase("person", telephone=department["telephone"], hours=department["hours"])
    scene.say_words(told.strip())


def _leave_for_menu(walk: Walk, front: Flow | None) -> None:
    if walk.scene.state.frames and walk.park():
        walk.scene.lead(walk.scene.phrase("answers_kept"))
    _front_door(walk, front)


def _back(walk: Walk, front: Flow | None) -> None:
    scene = walk.scene
    if not scene.state.frames or scene.node is None:
        _front_door(walk, front)
        return
    if scene.node.back(scene):
        return
    trail = scene.frame.trail
    if len(trail) < 2:
        interludes.repeat(walk)
        return
    scene.frame.trail = trail[:-2]
    walk.park()
    walk.arrive(trail[-2])


def _stop(walk: Walk, front: Flow | None) -> None:
    scene = walk.scene
    node = scene.node if scene.state.frames else None
    if node is None or isinstance(node, Menu):
        scene.say_words(scene.phrase("stop_idle"))
        return
    scene.lead(scene.phrase("cancelled"))
    if node.collects:
        scene.frame.answers.pop(scene.frame.node, None)
        walk.follow(Leave("cancelled"))
        return
    _front_door(walk, front)


# Coming in


def _link(walk: Walk, text: str) -> bool:
    found = _CODE.search(unicodedata.normalize("NFKC", text[-200:]))
    if found is None:
        return False
    code = (found.group(1) or found.group(2)).casefold()
    entry = _entry(
        walk.scene, lambda trigger: trigger.by == "link" and (trigger.code or "").casefold() == code
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


def _entry(scene: Scene, fits: Callable[[Trigger], bool]) -> Entry | None:
    for flow in scene.world.library.entries:
        for trigger in flow.triggers:
            if fits(trigger):
                return flow, trigger
    return None


def _by_words(scene: Scene, text: str) -> Entry | None:
    """The trigger with the longest words in ``text``, over all of the department's flows."""
    best: tuple[int, Flow, Trigger] | None = None
    for flow in scene.world.library.entries:
        found = flow.openings.exact(text) or flow.openings.contained(text)
        if found and (best is None or len(found.phrase) > best[0]):
            best = len(found.phrase), flow, flow.triggers[int(str(found.key))]
    return (best[1], best[2]) if best else None


def _by_thing(scene: Scene, event: Event) -> Entry | None:
    wanted = {Attachment: "photo", Pin: "location"}.get(type(event))
    if wanted is None or (isinstance(event, Attachment) and event.kind != "photo"):
        return None
    return _entry(scene, lambda trigger: trigger.by == wanted)


def _open(walk: Walk, event: Event, front: Flow | None) -> None:
    """Nothing waits: words or things that open a flow, else the front door."""
    scene = walk.scene
    if isinstance(event, Words) and scene.state.turn > 1 and _courtesy(scene, event.text):
        return
    kept = kept_opening(event)
    scene.state.opening = [kept] if kept else []
    scene.state.kept_at = scene.world.now if kept else None
    entry = _by_words(scene, event.text) if isinstance(event, Words) else _by_thing(scene, event)
    if entry is None and scene.state.turn == 1:
        entry = _entry(scene, lambda trigger: trigger.by == "first_contact")
    if entry is not None:
        walk.begin(entry[0], entry[1].at or entry[0].start)
        return
    if kept:
        scene.lead(scene.phrase("kept_for_later"))
    elif not isinstance(event, Words):
        scene.lead(scene.phrase("unusable"))
    _front_door(walk, front, event)


def _front_door(walk: Walk, front: Flow | None, event: Event | None = None) -> None:
    scene = walk.scene
    if front is None:
        walk.finish()
        scene.note("no_flow")
        scene.say_words(scene.phrase("no_flow"))
        return
    trigger = next((trigger for trigger in front.triggers if trigger.by == "anything"), None)
    door = (trigger.at if trigger else None) or front.start
    node = front.node(door)
    if isinstance(event, Words) and isinstance(node, Menu):
        choice = node.named(event.text)
        target = front.target(door, choice) if choice else None
        if choice and target:
            walk.begin(front, target)
            return
    walk.begin(front, door)


# The waiting node, and what it makes nothing of


def _to_waiting_node(walk: Walk, event: Event, front: Flow | None) -> None:
    scene = walk.scene
    node = scene.node
    if node is None:
        scene.note("vanished_node", scene.frame.node)
        scene.lead(scene.phrase("start_again"))
        walk.refuge()
        return
    move = node.resume(scene, event)
    if isinstance(move, Puzzled):
        _puzzled(walk, event, front)
        return
    walk.follow(move)


def _puzzled(walk: Walk, event: Event, front: Flow | None) -> None:
    scene = walk.scene
    assert scene.node is not None  # noqa: S101 (it was just asked)
    collects = scene.node.collects
    if isinstance(event, Tap):
        _old_button(walk, front)
        return
    if isinstance(event, Words):
        if _courtesy(scene, event.text):
            return
        entry = None if collects else _by_words(scene, event.text)
        if entry is not None:
            walk.begin(entry[0], entry[1].at or entry[0].start)
            return
        _not_understood(walk, "not_understood")
        return
    if isinstance(scene.node, Menu) and _keep_for_later(walk, event):
        return
    _not_understood(walk, "unusable")


def _keep_for_later(walk: Walk, event: Event) -> bool:
    """Keep a photo or a pin that came at a menu, for the form that it is meant for."""
    scene = walk.scene
    kept = kept_opening(event)
    if kept is None:
        return False
    told = scene.state.kept_at
    scene.state.kept_at = scene.world.now
    scene.state.opening = [*scene.state.opening, kept][-MOST_KEPT:]
    entry = _by_thing(scene, event)
    if told is not None and scene.world.now - told < ALBUM:
        scene.note("collected")
    elif entry is not None and entry[0].content_hash != scene.frame.version:
        walk.begin(entry[0], entry[1].at or entry[0].start)
    else:
        scene.lead(scene.phrase("kept_for_later"))
        interludes.repeat(walk)
    return True


def _courtesy(scene: Scene, text: str) -> bool:
    if not scene.is_word("thanks", text):
        return False
    last = scene.state.thanked_at
    if last is not None and scene.world.now - last < ONCE_A_WHILE:
        scene.note("courtesy")
        return True
    scene.state.thanked_at = scene.world.now
    scene.say_words(scene.phrase("courtesy"))
    return True


def _not_understood(walk: Walk, phrase: str) -> None:
    """Say so, and by the exit ``other`` or by asking again show what would be understood."""
    scene = walk.scene
    now, by = scene.world.now, f"{scene.frame.node}:{phrase}"
    last = scene.state.puzzled_at
    if scene.state.puzzled_by == by and last is not None and now - last < PARROT:
        scene.note("repeated_misunderstanding")
        return
    scene.state.puzzled_at, scene.state.puzzled_by = now, by
    scene.lead(scene.phrase(phrase))
    node, flow = scene.node, scene.flow
    if node is None or flow is None:
        return
    target = None if node.collects else flow.target(scene.frame.node, "other")
    if isinstance(node, Menu) and target not in {None, scene.frame.node}:
        walk.follow(Leave("other"))
        return
    interludes.repeat(walk)
