"""What the citizen has answered so far in a talk, for the person who takes over."""

from flows.effects import Answered
from flows.scene import Scene
from flows.state import State, dump, load
from flows.world import World


def gathered(state: State, world: World) -> tuple[Answered, ...]:
    """The answers of every flow that is being run, the outermost first; ``state`` stays as it is.

    What has come of an answer that is not complete, such as the first photos, is among them.
    Questions and choices are worded in the language of ``world.contact``. What a node of a
    version that ``world.library`` does not have was answered cannot be told.
    """
    frames = load(dump(state)).frames
    found: list[Answered] = []
    for depth, frame in enumerate(frames, 1):
        scene = Scene(State(frames=frames[:depth]), world)
        scene.flow = world.library.pinned(frame.version)
        here = {} if frame.node in frame.answers else {frame.node: None}
        for node_id, value in (frame.answers | here).items():
            node = scene.flow.node(node_id) if scene.flow else None
            if node is not None:
                found += node.recorded(scene, value)
    return tuple(found)
