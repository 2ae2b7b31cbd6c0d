"""The department's questions answer anywhere: what nobody else understood is looked up in them.

The answer is said, and the talk goes on with what it waits for. Where it is not clear which question
was meant, that is asked first; the buttons go on working for as long as the question is kept.
"""

from flows.effects import Consulted
from flows.events import Event, Tap, Words
from flows.scene import Scene
from flows.talk import tap
from flows.talk.answering import NONE, ask_which, choice_in, tell
from flows.understanding.likeness import word_list

FAQ = "faq"


def answers(scene: Scene, text: str) -> bool:
    """Whether the department's questions have something to ``text``; it has been said then."""
    kept = scene.world.around.knowledge
    if not kept:
        return False
    message = scene.event.id if scene.event else ""
    found = kept.find(text, scene.world.local_now().date())
    if found.sure:
        tell(scene, found.sure.entry, message)
        return True
    if not found.maybe:
        if word_list(text):
            scene.effects.append(Consulted("", message))
        return False
    entries = [one.entry for one in found.maybe]
    scene.state.asked = {"question": FAQ, "choices": [one.id for one in entries], "by": message}
    ask_which(scene, entries, lambda choice: scene.own_key(FAQ, choice))
    return True


def chosen(scene: Scene, event: Event) -> bool:
    """Whether ``event`` says which question was meant; the answer has been said then."""
    asked = scene.state.asked if scene.state.asked.get("question") == FAQ else {}
    choice = _choice(scene, event, asked.get("choices", []))
    if asked:
        scene.state.asked = {}
    if choice is None:
        return False
    message = asked.get("by", "")
    if choice == NONE:
        scene.effects.append(Consulted("", message))
        scene.lead(scene.phrase("nothing_there"))
        return True
    entry = scene.world.around.knowledge.entry(choice, scene.world.local_now().date())
    if entry is None:
        return False
    tell(scene, entry, message)
    return True


def _choice(scene: Scene, event: Event, choices: list[str]) -> str | None:
    if isinstance(event, Tap):
        tapped = tap.read(event.choice)
        ours = tapped is not None and (tapped.flow, tapped.node) == (tap.OWN, FAQ)
        return tapped.choice if tapped and ours else None
    if isinstance(event, Words) and choices:
        return choice_in(scene, event.text, choices)
    return None
