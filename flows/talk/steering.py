"""Staff help on a talk that is stuck: its question said again, another step of its flow, its end.

What they wanted holds for the talk as they saw it: the interpreter drops it when the talk has gone on
since. Whoever a person of the department has already is theirs.
"""

from flows.events import Steered
from flows.state import handed_over
from flows.talk import interludes
from flows.talk.needs import is_at_home
from flows.walk import Walk


def steer(walk: Walk, event: Steered) -> None:
    """Do what staff want with the talk, and note it; where that cannot be, note why."""
    scene = walk.scene
    if not scene.state.frames:
        scene.note("stale_steering")
        return
    if handed_over(scene.state):
        scene.note("with_person")
        return
    match event.deed:
        case "repeat":
            scene.note("steered", "repeat")
            _repeat(walk)
        case "move":
            _move(walk, event.node)
        case "end":
            scene.note("steered", "end")
            _end(walk)


def _repeat(walk: Walk) -> None:
    scene = walk.scene
    waits_for_them = scene.node is not None and scene.node.waits and not scene.node.busy
    if scene.world.window_open and waits_for_them:
        interludes.back_to_it(walk)


def _end(walk: Walk) -> None:
    scene = walk.scene
    word = scene.phrase("goodbye")  # in the language of the flow that is left
    walk.park()
    walk.finish()
    if scene.world.window_open:
        scene.say_words(word)


def _move(walk: Walk, node_id: str) -> None:
    scene = walk.scene
    if scene.flow is None or scene.flow.node(node_id) is None:
        scene.note("stale_steering")
        return
    if not is_at_home(scene.flow, node_id, scene.values()):
        scene.note("unprepared", node_id)
        return
    scene.note("steered", "move")
    walk.park()
    scene.state.asked = {}
    scene.lead(scene.phrase("moved_on"))
    walk.arrive(node_id)
