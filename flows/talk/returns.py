"""What happens to a talk without the citizen: silence, replies, times that come, people giving back."""

from typing import Any

from flows.effects import Reason
from flows.events import (
    ByItself,
    Delayed,
    Due,
    Event,
    HandedBack,
    Occasion,
    Reply,
    Silence,
    Taken,
    Tap,
)
from flows.node import Leave
from flows.state import Aside, Frame, handed_over
from flows.talk import desk, entrances, interludes, tap
from flows.walk import MOST_ASIDE, Walk

INTERRUPTED = "interrupted"


def by_itself(walk: Walk, event: ByItself) -> None:
    """Something that the citizen did not do: only who waits for just this gets it."""
    match event:
        case Silence():
            if not desk.nobody_came(walk):
                _silence(walk)
        case Reply(call=call):
            _resume_if(walk, event, "call", call, "stale_reply")
        case HandedBack(turn=turn):
            if not desk.gave_back(walk, event):
                _resume_if(walk, event, "handed_over", turn, "stale_handover")
        case Taken(turn=turn):
            desk.took(walk.scene, turn)
        case Due(wait=wait):
            _come_back(walk, wait)
        case Occasion():
            _begin_beside(walk, event)
        case Delayed():
            _apologise(walk)


def _silence(walk: Walk) -> None:
    scene = walk.scene
    scene.note("silence")
    scene.state.asked = {}
    if not scene.state.frames:  # its version is gone: whoever is silent is not written to for that
        scene.drop_lead()
        return
    if walk.park():
        scene.note("parked")
    walk.follow(Leave(scene.node.silence_exit if scene.node else "silence"))


def _resume_if(
    walk: Walk, event: Reply | HandedBack, key: str, wanted: str | int, stale: Reason
) -> None:
    """Resume the waiting node if this is what it waits for; a late answer is dropped."""
    scene = walk.scene
    if not scene.state.frames or scene.node is None or scene.progress.get(key) != wanted:
        scene.note(stale)
        return
    walk.follow(scene.node.resume(scene, event))


def _come_back(walk: Walk, wait: str) -> None:
    """A talk that was put aside goes on; what it interrupts is taken up again after it."""
    scene = walk.scene
    found = next((one for one in scene.state.aside if one.wait == wait), None)
    if found is None:
        scene.note("stale_wait")
        return
    scene.state.aside = [one for one in scene.state.aside if one is not found]
    interrupted, asked = scene.state.frames, scene.state.asked
    scene.state.frames, scene.state.asked = found.frames, {}
    scene.flow = scene.world.library.pinned(scene.frame.version)
    if scene.flow is None:
        scene.note("no_flow", scene.frame.flow)
        scene.state.frames, scene.state.asked = interrupted, asked
        return
    walk.follow(Leave("next"))
    if not interrupted:
        return
    _stand_beside(walk, interrupted, asked)
    if scene.state.lent is None:
        _back_to_it(walk)


def _begin_beside(walk: Walk, event: Occasion) -> None:
    """A flow begins with what happened at the department. Nobody loses their place by it."""
    scene = walk.scene
    scene.note("occasion", event.by)
    entry = entrances.by_occasion(scene.world.library, event)
    if entry is None:
        return
    flow, trigger = entry
    interrupted, asked, had_talk = scene.state.frames, scene.state.asked, handed_over(scene.state)
    scene.drop_lead()  # what is said of the talk that is interrupted is for the citizen's next word
    walk.begin(flow, trigger.at or flow.start, event.case)
    if not interrupted and not had_talk:
        return
    _stand_beside(walk, interrupted, asked)
    if interrupted and not had_talk and scene.world.window_open:
        _back_to_it(walk)


def _apologise(walk: Walk) -> None:
    """One sentence in place of what came too late, and where the talk is."""
    scene = walk.scene
    scene.note("delayed")
    if not scene.world.window_open:
        scene.drop_lead()
        return
    scene.lead(scene.phrase("delayed"))
    if handed_over(scene.state):
        scene.flush_lead()
    elif scene.state.frames:
        interludes.back_to_it(walk)
    else:
        scene.say_words(scene.phrase("goodbye"))


def _stand_beside(walk: Walk, interrupted: list[Frame], asked: dict[str, Any]) -> None:
    """Give the foreground back. What asks something stands beside until its own button is tapped."""
    scene = walk.scene
    if scene.state.frames:
        coming = [one for one in scene.state.aside if one.wait]  # by themselves: they are promised
        beside = [one for one in scene.state.aside if not one.wait]
        beside = [*beside, Aside("", scene.state.frames)][-MOST_ASIDE:]
        scene.state.aside = [*beside, *coming]
    scene.state.frames, scene.state.asked = interrupted, asked
    scene.flow = scene.world.library.pinned(scene.frame.version) if interrupted else None


def bring_forward(walk: Walk, event: Event) -> bool:
    """Bring a talk that stands beside forward, when ``event`` taps its button or quotes its words."""
    scene = walk.scene
    meant = _meant(walk, event)
    found = next((one for one in scene.state.aside if meant == _place(one)), None)
    if found is None or found.wait not in {"", INTERRUPTED}:
        return False  # what waits for a time has nothing to answer yet
    others = [other for other in scene.state.aside if other is not found]
    if scene.state.frames:
        others.append(Aside(INTERRUPTED, scene.state.frames))
    scene.state.aside, scene.state.frames, scene.state.asked = others, found.frames, {}
    scene.flow = scene.world.library.pinned(scene.frame.version)
    return scene.flow is not None


def _meant(walk: Walk, event: Event) -> tuple[str, str]:
    """The mark of the flow and the node that said what is tapped or quoted; empty for neither."""
    if isinstance(event, Tap):
        tapped = tap.read(event.choice)
        return (tapped.flow, tapped.node) if tapped else ("", "")
    flow, node = walk.scene.world.quoted
    return (tap.flow_mark(flow), node) if flow else ("", "")


def _place(aside: Aside) -> tuple[str, str]:
    last = aside.frames[-1]
    return tap.flow_mark(last.flow), last.node


def take_up_interrupted(walk: Walk) -> None:
    """When nothing waits any more, go back to what was interrupted, with a line of reminder."""
    scene = walk.scene
    held = next((one for one in scene.state.aside if one.wait == INTERRUPTED), None)
    if held is None or scene.state.frames or scene.state.lent is not None:
        return
    scene.state.aside = [one for one in scene.state.aside if one is not held]
    scene.state.frames = held.frames
    _back_to_it(walk)


def _back_to_it(walk: Walk) -> None:
    scene = walk.scene
    scene.flow = scene.world.library.pinned(scene.frame.version)
    if scene.flow is None:
        walk.finish()
        return
    interludes.back_to_it(walk)
