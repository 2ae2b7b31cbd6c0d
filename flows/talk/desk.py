"""The desk: a person is asked for, has the talk, and gives it back.

A talk is with a person at a node that hands over, or because the citizen asked for a person where
no node does. The second suspends it: what it waits for stays, and is asked again when the person
is done.
"""

from datetime import timedelta

from flows import phrases
from flows.effects import Handover
from flows.events import Event, HandedBack, Words
from flows.node import Leave
from flows.scene import Scene
from flows.state import Lent, handed_over
from flows.talk import interludes
from flows.walk import Walk

PATIENCE = timedelta(hours=23)  # then it is said that nobody came, while that may still be said


def has_talk(walk: Walk, event: Event) -> bool:
    """A person has the talk: what is written is theirs, but stopping and the language still work."""
    scene = walk.scene
    node = scene.node if scene.state.frames else None
    if scene.state.lent is None and (node is None or not node.away):
        return False
    found = phrases.global_words().whole(event.text) if isinstance(event, Words) else None
    word = str(found) if found is not None else ""
    if word == "stop":
        scene.lead(scene.phrase("left_queue"))
        _leave(walk)
    elif word.removeprefix("language:") in scene.languages:
        interludes.set_language(scene, word.removeprefix("language:"))
        scene.say_words(scene.phrase("language_set"))
    else:
        scene.note("with_person")
    return True


def wished_for(walk: Walk, event: Event) -> bool:
    """Whether ``event`` is the wish for a person: put the talk into a queue, or say who answers.

    The queue is the one that the flow hands over to, else the department's.
    """
    if not isinstance(event, Words) or phrases.global_words().whole(event.text) != "person":
        return False
    scene = walk.scene
    if not scene.world.desk:
        scene.say_words(_by_telephone(scene))
        return True
    turn, queue = scene.state.turn, _queue(scene)
    scene.state.lent = Lent(queue, turn)
    if not interludes.asks_to_resume(scene):
        scene.state.asked = {}
    scene.say_words(scene.phrase("handed_over"))
    where = ("", "", "")
    if scene.state.frames:
        where = scene.frame.flow, scene.frame.node, scene.frame.version
    scene.effects.append(Handover(queue, "normal", turn, *where))
    return True


def took(scene: Scene, turn: int) -> None:
    """A person took the talk that ``turn`` handed over: it does not end by itself any more."""
    if handed_over(scene.state) != turn:
        scene.note("stale_handover")
        return
    scene.state.taken = turn
    scene.note("taken")


def gave_back(walk: Walk, event: HandedBack) -> bool:
    """Whether the talk was lent to whom gives it back; if so, go on with it."""
    scene = walk.scene
    if scene.state.lent is None or scene.state.lent.turn != event.turn:
        return False
    if event.outcome == "nobody":
        return nobody_came(walk)
    _go_on(walk)
    return True


def nobody_came(walk: Walk) -> bool:
    """Whether the talk was lent and nobody took it: say so, name other ways, and go on with it."""
    scene = walk.scene
    if scene.state.lent is None:
        return False
    scene.note("silence")
    scene.lead(scene.phrase("nobody_came"))
    scene.lead(_by_telephone(scene))
    _go_on(walk)
    return True


def _leave(walk: Walk) -> None:
    if walk.scene.state.lent is None:
        walk.follow(Leave("left"))
    else:
        _go_on(walk)


def _go_on(walk: Walk) -> None:
    """The talk is the flow's again: ask once more what was asked."""
    scene = walk.scene
    scene.state.lent = None
    if not scene.state.frames:
        return
    interludes.back_to_it(walk)


def _queue(scene: Scene) -> str:
    nodes = scene.flow.nodes.values() if scene.flow else ()
    mentions = (one for node in nodes for one in node.mentions() if one.noun == "queue")
    first = next(mentions, None)
    return first.name if first else scene.world.desk


def _by_telephone(scene: Scene) -> str:
    department = scene.values()["department"]
    if not department["telephone"] and not department["hours"]:
        return scene.phrase("person_unknown")
    told = scene.phrase("person", telephone=department["telephone"], hours=department["hours"])
    return told.strip()
