"""Words that mean the same everywhere: menu, back, a person, stop, and the languages."""

from flows import phrases
from flows.graph import Flow
from flows.node import Leave
from flows.talk import entrances, interludes
from flows.walk import Walk


def global_word(walk: Walk, text: str, front: Flow | None) -> bool:
    """Whether ``text`` as a whole is a word that works everywhere; if so, do what it says.

    The word for a person is heard before (``flows.talk.desk``).
    """
    found = phrases.global_words().whole(text)
    if found is None:
        return False
    word = str(found)
    if word.startswith("language:"):
        return _switch(walk, word.removeprefix("language:"), front)
    match word:
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
        entrances.front_door(walk, front)
    return True


def _leave_for_menu(walk: Walk, front: Flow | None) -> None:
    if walk.scene.state.frames and walk.park():
        walk.scene.lead(walk.scene.phrase("answers_kept"))
    entrances.front_door(walk, front)


def _back(walk: Walk, front: Flow | None) -> None:
    scene = walk.scene
    if not scene.state.frames or scene.node is None:
        entrances.front_door(walk, front)
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
    if node is None or node.crossroads:
        scene.say_words(scene.phrase("stop_idle"))
        return
    scene.lead(scene.phrase("cancelled"))
    if node.when_stopped():
        scene.frame.answers.pop(scene.frame.node, None)
        walk.follow(Leave(node.when_stopped()))
    elif len(scene.state.frames) > 1:
        walk.cancel_inner()
    else:
        entrances.front_door(walk, front)
