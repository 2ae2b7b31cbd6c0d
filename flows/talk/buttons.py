"""Taps: what a button or row still means, however old it is."""

from flows.events import Tap
from flows.graph import Flow
from flows.scene import Scene
from flows.talk import entrances, interludes, returns, tap
from flows.walk import Walk


def belongs_here(walk: Walk, event: Tap) -> bool:
    """Whether the tap is on the waiting node, or on a talk that stands beside and comes forward."""
    scene = walk.scene
    if scene.state.frames and _is_here(scene, tap.read(event.choice)):
        return True
    return returns.bring_forward(walk, event)


def tapped(walk: Walk, event: Tap, front: Flow | None) -> None:
    """Do what a button passed long ago stands for, if it still stands for something."""
    scene = walk.scene
    tapped = tap.read(event.choice)
    flow = _still_leading(scene, tapped)
    if flow is None or tapped is None:
        old_button(walk, front)
        return
    if scene.state.frames and scene.node is not None and scene.node.collects:
        interludes.ask_leave(walk, flow.content_hash, tapped.node, tapped.choice)
        return
    walk.begin_beyond(flow, tapped.node, tapped.choice)


def followed(walk: Walk, event: Tap) -> bool:
    """Whether the tap still leads somewhere; if so, go there at once."""
    tapped = tap.read(event.choice)
    flow = _still_leading(walk.scene, tapped)
    if flow is None or tapped is None:
        return False
    walk.begin_beyond(flow, tapped.node, tapped.choice)
    return True


def _still_leading(scene: Scene, tapped: tap.Tapped | None) -> Flow | None:
    """The flow in which a menu's button leads somewhere today; None when it leads nowhere."""
    flow = _flow_marked(scene, tapped.flow) if tapped else None
    node = flow.node(tapped.node) if flow and tapped else None
    if flow is None or tapped is None or node is None or not node.stands_for(tapped.choice):
        return None
    return flow if tapped.choice in flow.onward[tapped.node] else None


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


def old_button(walk: Walk, front: Flow | None) -> None:
    """Say that the button is no longer in use, and what is to be chosen now."""
    walk.scene.lead(walk.scene.phrase("old_button"))
    if walk.scene.state.frames:
        interludes.repeat(walk)
    else:
        entrances.front_door(walk, front)
