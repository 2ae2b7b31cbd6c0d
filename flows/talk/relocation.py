"""A talk whose node changed under it: the citizen is told, and asked what is asked there now."""

from flows.events import Event, Tap, Words
from flows.graph import Flow
from flows.state import handed_over
from flows.talk import buttons, desk, entrances, everywhere
from flows.walk import Walk


def settled_in(walk: Walk, event: Event, front: Flow | None) -> bool:
    """Whether the talk lost its place; if so, take it up where ``scene.landed`` put it.

    What was sent answers a question that is asked no more, so nothing is made of it; but buttons
    that still lead somewhere, and words that work everywhere, do what they always do.
    """
    scene, landed = walk.scene, walk.scene.landed
    if landed is None or landed.landing not in ("again", "elsewhere"):
        return False
    if isinstance(event, Tap) and buttons.followed(walk, event):
        return True
    word = landed.plan.word.get(scene.language or scene.languages[0])
    scene.lead(word or scene.phrase("flow_changed"))
    if landed.landing == "elsewhere":
        walk.arrive(scene.frame.node)
    else:
        walk.take_up()
    if isinstance(event, Words) and not handed_over(scene.state):
        _obey(walk, event, front)
    return True


def _obey(walk: Walk, event: Words, front: Flow | None) -> None:
    """Do what words ask for that work everywhere."""
    if desk.wished_for(walk, event) or everywhere.global_word(walk, event.text, front):
        return
    entrances.by_link(walk, event.text)
