"""Who gets the next thing said.

In this order: a person who has the talk, the wish for one, a talk beside whose words are quoted, the
interpreter's own question, a tap on what still exists, words that work everywhere, a link code, the
waiting node, and, when the node makes nothing of it, courtesy, trigger words, the department's
questions, the exit ``other``. When nothing waits: trigger words, the questions, then the front door.
"""

from datetime import timedelta

from flows import phrases
from flows.events import ByItself, Event, Tap, Words
from flows.graph import Flow
from flows.match import script_of
from flows.node import Puzzled
from flows.scene import Scene
from flows.talk import (
    buttons,
    desk,
    entrances,
    everywhere,
    interludes,
    knowledge,
    manners,
    relocation,
    returns,
)
from flows.talk.asking import MOST_KEPT, kept_opening
from flows.walk import Walk

ALBUM = timedelta(seconds=8)  # photos that come together are thanked for once


def hear(walk: Walk, event: Event, front: Flow | None) -> None:
    """Give ``event`` to whoever it is for."""
    scene = walk.scene
    if isinstance(event, ByItself):
        returns.by_itself(walk, event)
        return
    if isinstance(event, Words):
        _learn_language(scene, event.text, front)
        if phrases.is_danger(event.text):
            scene.say_words(scene.phrase("danger"))
    if (
        relocation.settled_in(walk, event, front)
        or desk.has_talk(walk, event)
        or desk.wished_for(walk, event)
    ):
        return
    if isinstance(event, Words) and not event.text.strip() and scene.state.frames:
        interludes.repeat(walk)  # the chat was only opened, or a message came through empty
        return
    _to_the_flow(walk, event, front)


def _to_the_flow(walk: Walk, event: Event, front: Flow | None) -> None:
    """Nobody else has the talk: what came is for what is asked, for what works everywhere, or a node."""
    scene = walk.scene
    if not isinstance(event, Tap):
        returns.bring_forward(walk, event)
    if _own_question_answered(walk, event, front):
        return
    if isinstance(event, Tap) and not buttons.belongs_here(walk, event):
        buttons.tapped(walk, event, front)
        return
    if isinstance(event, Words) and (
        everywhere.global_word(walk, event.text, front) or entrances.by_link(walk, event.text)
    ):
        return
    if scene.state.frames:
        _to_waiting_node(walk, event, front)
    else:
        entrances.open_talk(walk, event, front)


def _own_question_answered(walk: Walk, event: Event, front: Flow | None) -> bool:
    if knowledge.chosen(walk.scene, event):
        entrances.go_on(walk, front)
        return True
    return interludes.answered(walk, event)


def _learn_language(scene: Scene, text: str, front: Flow | None) -> None:
    flow = scene.flow or front
    if scene.language or flow is None:
        return
    written = script_of(text)
    if written == "zh":
        written = next((tag for tag in flow.languages if tag.startswith("zh")), "")
    if written in flow.languages:
        interludes.set_language(scene, written)


def _to_waiting_node(walk: Walk, event: Event, front: Flow | None) -> None:
    scene = walk.scene
    node = scene.node
    if node is None:
        scene.note("vanished_node", scene.frame.node)
        scene.lead(scene.phrase("start_again"))
        walk.refuge()
        return
    move = node.resume(scene, event)
    if isinstance(move, Puzzled) and node.busy:
        scene.say_words(scene.phrase("one_moment"))
        return
    if isinstance(move, Puzzled):
        _puzzled(walk, event, front)
        return
    walk.follow(move)


def _puzzled(walk: Walk, event: Event, front: Flow | None) -> None:
    scene = walk.scene
    assert scene.node is not None  # noqa: S101 (it was just asked)
    collects = scene.node.collects
    if isinstance(event, Tap):
        buttons.old_button(walk, front)
        return
    if isinstance(event, Words):
        if manners.courtesy(scene, event.text):
            return
        entry = None if collects else entrances.by_words(scene, event.text)
        if entry is not None:
            walk.begin(entry[0], entry[1].at or entry[0].start)
            return
        if not collects and knowledge.answers(scene, event.text):
            entrances.go_on(walk, front)
            return
        manners.not_understood(walk, "not_understood")
        return
    if scene.node.crossroads and _keep_for_later(walk, event):
        return
    manners.not_understood(walk, "unusable")


def _keep_for_later(walk: Walk, event: Event) -> bool:
    """Keep a photo or a pin that came at a menu, for the form that it is meant for."""
    scene = walk.scene
    kept = kept_opening(event)
    if kept is None:
        return False
    told = scene.state.kept_at
    scene.state.kept_at = scene.world.now
    scene.state.opening = [*scene.state.opening, kept][-MOST_KEPT:]
    entry = entrances.by_thing(scene, event)
    if told is not None and scene.world.now - told < ALBUM:
        scene.note("collected")
    elif entry is not None and entry[0].content_hash != scene.frame.version:
        walk.begin(entry[0], entry[1].at or entry[0].start)
    else:
        scene.lead(scene.phrase("kept_for_later"))
        interludes.repeat(walk)
    return True
