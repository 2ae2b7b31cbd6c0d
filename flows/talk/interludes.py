"""The interpreter's own questions: did you mean, leave the form, go on, which language.

While one is open, ``state.asked`` holds it: ``question`` and what a yes leads to. Whatever is no
answer to it goes the ordinary way.
"""

from typing import Any

from flows.effects import SetLanguage
from flows.events import Event, Tap, Words
from flows.match import number_in
from flows.messages import BUTTONS, INTERACTIVE_BODY, Button, Buttons
from flows.phrases import LANGUAGE_NAMES
from flows.scene import Scene
from flows.talk import tap
from flows.talk.answering import NONE, choice_in
from flows.walk import SAVED, Walk, ask_own

LEAVE_CHOICES = {"no": "button_stay", "yes": "button_leave"}


def answered(walk: Walk, event: Event) -> bool:
    """Whether ``event`` answered the interpreter's open question, and was dealt with."""
    scene = walk.scene
    if scene.state.parked and _takes_up_saved(scene, event):
        return walk.take_up_saved()
    asked = scene.state.asked
    if not asked:
        return False
    choice = _choice(scene, event, asked["question"])
    if choice is None and asks_to_resume(scene):
        _ask_to_resume(scene)
        return True
    scene.state.asked = {}
    if choice is None:
        return False
    match asked["question"]:
        case "meant":
            _meant(walk, choice, asked)
        case "leave":
            _leave(walk, choice, asked)
        case "resume":
            _resume(walk, choice)
        case "language":
            set_language(scene, choice)
            repeat(walk)
    return True


def _takes_up_saved(scene: Scene, event: Event) -> bool:
    """Whether ``event`` asks for the form that was saved for later: by its button, or in words."""
    if isinstance(event, Words):
        return not scene.state.frames and scene.is_word("go_on", event.text)
    return _choice(scene, event, SAVED) == "yes"


def _choice(scene: Scene, event: Event, question: str) -> str | None:
    if isinstance(event, Tap):
        tapped = tap.read(event.choice)
        ours = tapped is not None and (tapped.flow, tapped.node) == (tap.OWN, question)
        since = scene.state.asked.get("turn", 0)
        return tapped.choice if tapped and ours and tapped.turn >= since else None
    if not isinstance(event, Words):
        return None
    if question == "language":
        return _language_named(scene, event.text)
    if question == "meant":
        return _reading_named(scene, event.text)
    number = number_in(event.text)
    order = ("no", "yes") if question == "leave" else ("yes", "no")
    if number is not None and 1 <= number <= len(order):
        return order[number - 1]
    return next((word for word in order if scene.is_word(word, event.text)), None)


def _reading_named(scene: Scene, text: str) -> str | None:
    """The place of the reading that ``text`` names, or “no”."""
    places = range(1, len(scene.state.asked.get("choices", [])) + 1)
    named = choice_in(scene, text, [str(place) for place in places])
    return "no" if named == NONE else named


def _language_named(scene: Scene, text: str) -> str | None:
    number = number_in(text)
    if number is not None and 1 <= number <= len(scene.languages):
        return scene.languages[number - 1]
    return None


def _meant(walk: Walk, choice: str, asked: dict[str, Any]) -> None:
    scene = walk.scene
    place = int(choice) - 1 if choice.isdecimal() else None
    if place is None or not 0 <= place < len(asked["choices"]):
        scene.lead(scene.phrase("nothing_there"))
        repeat(walk)
    elif "doors" in asked:
        version, node_id = asked["doors"][place]
        flow = scene.world.library.pinned(version)
        if flow is None:
            repeat(walk)
        else:
            walk.begin(flow, node_id)
    elif scene.node is not None:
        walk.follow(scene.node.resume(scene, Tap(asked["choices"][place])))


def _resume(walk: Walk, choice: str) -> None:
    if choice == "yes":
        walk.resume_parked()
    else:
        walk.enter_afresh()


def _leave(walk: Walk, choice: str, asked: dict[str, str]) -> None:
    scene = walk.scene
    flow = scene.world.library.pinned(asked["version"]) if choice == "yes" else None
    if flow is None:
        repeat(walk)
        return
    if walk.park():
        scene.lead(scene.phrase("answers_kept"))
    if asked.get("choice"):
        walk.begin_beyond(flow, asked["node"], asked["choice"])
    else:
        walk.begin(flow, asked["node"])


def ask_leave(walk: Walk, version: str, node: str, choice: str = "") -> None:
    """Ask whether to leave the form for ``node`` of the flow with this content hash.

    With ``choice``, for where that choice of the node leads.
    """
    asked = {"question": "leave", "version": version, "node": node, "choice": choice}
    walk.scene.state.asked = asked
    ask_own(walk.scene, "leave", "ask_leave", LEAVE_CHOICES)


def ask_language(scene: Scene) -> None:
    """Ask which language, with a button for each of the first three."""
    scene.state.asked = {"question": "language", "turn": scene.state.turn}
    names = [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in scene.languages]
    body = scene.phrase("ask_language")
    if len(names) > BUTTONS:
        body += "".join(f"\n{place}. {name}" for place, (_, name) in enumerate(names, 1))
    buttons = tuple(Button(scene.own_key("language", tag), name) for tag, name in names[:BUTTONS])
    scene.say(Buttons(scene.led(body, INTERACTIVE_BODY), buttons))


def set_language(scene: Scene, language: str) -> None:
    """Write in ``language`` from now on."""
    scene.language = language
    scene.effects.append(SetLanguage(language))


def asks_to_resume(scene: Scene) -> bool:
    """Whether the talk stands before a node that it has not entered yet."""
    return scene.state.asked.get("question") == "resume"


def _ask_to_resume(scene: Scene) -> None:
    ask_own(scene, "resume", "ask_resume", {"yes": "button_go_on", "no": "button_afresh"})


def back_to_it(walk: Walk) -> None:
    """After something else: remind the citizen of what the talk waits for, and say it again."""
    walk.scene.lead(walk.scene.phrase("back_to"))
    if asks_to_resume(walk.scene):
        _ask_to_resume(walk.scene)
    else:
        repeat(walk)


def repeat(walk: Walk) -> None:
    """Say again what the talk waits for; what was to be said first comes before it."""
    scene = walk.scene
    node = scene.node if scene.state.frames else None
    if node is None or not node.waits:
        scene.flush_lead()
        return
    node.repeat(scene)
