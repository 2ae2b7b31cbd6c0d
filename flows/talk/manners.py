"""Manners: thanks are answered once, and what is not understood is said once."""

from datetime import timedelta

from flows.node import Leave
from flows.scene import Scene
from flows.talk import interludes
from flows.walk import Walk

ONCE_A_WHILE = timedelta(minutes=10)  # thanks are answered once in this time
PARROT = timedelta(seconds=10)


def courtesy(scene: Scene, text: str) -> bool:
    """Whether ``text`` is only thanks; if so, answer them once in a while."""
    if not scene.is_word("thanks", text):
        return False
    last = scene.state.thanked_at
    if last is not None and scene.world.now - last < ONCE_A_WHILE:
        scene.note("courtesy")
        return True
    scene.state.thanked_at = scene.world.now
    scene.say_words(scene.phrase("courtesy"))
    return True


def not_understood(walk: Walk, phrase: str) -> None:
    """Say so, and by the exit ``other`` or by asking again show what would be understood."""
    scene = walk.scene
    target = _other_way(scene)
    if target and scene.node and scene.node.open_ended:
        if phrase != "not_understood":
            scene.lead(scene.phrase(phrase))
        walk.follow(Leave(scene.node.other_exit))
        return
    now, by = scene.world.now, f"{scene.frame.node}:{phrase}"
    last = scene.state.puzzled_at
    if scene.state.puzzled_by == by and last is not None and now - last < PARROT:
        scene.note("repeated_misunderstanding")
        return
    scene.state.puzzled_at, scene.state.puzzled_by = now, by
    scene.lead(scene.phrase(phrase))
    if scene.node is not None and target not in {None, scene.frame.node}:
        walk.follow(Leave(scene.node.other_exit))
        return
    interludes.repeat(walk)


def _other_way(scene: Scene) -> str | None:
    """Where the waiting node's exit for what nobody understands leads; None without one."""
    node, flow = scene.node, scene.flow
    if node is None or flow is None or node.collects:
        return None
    if all(way.id != node.other_exit for way in node.ways()):
        return None
    return flow.target(scene.frame.node, node.other_exit)
