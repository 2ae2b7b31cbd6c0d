"""The interpreter: what a turn does to a talk. Deterministic; it touches nothing but its arguments.

``advance`` is the one way in: for the webhook, for the phone beside the editor, for rehearsals and
for the replay of old talks. Who gets what is said stands in ``flows.talk.listening``, how a talk goes
from node to node in ``flows.walk``.
"""

import msgspec

from flows.effects import Call, Effect, EndHandover, Note, Say, StartTimer, StopTimer
from flows.events import (
    ByItself,
    Delayed,
    Due,
    Event,
    HandedBack,
    Occasion,
    Reaction,
    Reply,
    Silence,
    Taken,
)
from flows.graph import Flow
from flows.scene import Scene, TooMuchError
from flows.state import State, dump, handed_over, load
from flows.talk import entrances, interludes, listening, returns
from flows.talk.desk import PATIENCE
from flows.versions.moving import Moved, moved
from flows.visits import Visit, abandoned, spots
from flows.walk import Walk
from flows.world import World

ROOM_IN_REFUGE = 1  # messages that may still be said after a bound was hit


class Turn(msgspec.Struct, frozen=True):
    """What came of an event: the talk's new state, and what is to be done, in this order.

    ``visits`` tell where the turn led, for counting.
    """

    state: State
    effects: tuple[Effect, ...]
    visits: tuple[Visit, ...] = ()


def advance(flow: Flow | None, state: State, event: Event, world: World) -> Turn:
    """The turn that ``event`` brings.

    ``flow`` is the department's front door (None when it has published nothing); the flow that the
    talk stands in is found by its hash in ``world.library``. ``state`` is left as it is. Nothing is
    raised: a fault of a kind of node leads to the flow's ``safe`` node and is noted.
    """
    if isinstance(event, Reaction):
        return Turn(state, (Note("reaction"),))
    waited = bool(state.frames) or state.lent is not None
    if isinstance(event, Silence) and (not waited or event.turn != state.timer):
        return Turn(state, (Note("stale_timer"),))
    if isinstance(event, Occasion) and entrances.by_occasion(world.library, event) is None:
        return Turn(state, (Note("no_flow", event.by),))
    scene = Scene(load(dump(state)), world)
    scene.state.turn += 1
    scene.event = event
    if not isinstance(event, ByItself):
        scene.state.calls = 0
    walk = Walk(scene)
    _drop_expired(scene)
    stood = spots(state)
    try:
        scene.landed = _move(scene, event)
        if scene.landed is not None and scene.landed.landing != "elsewhere":
            stood = spots(scene.state)
        _find_flow(scene)
        listening.hear(walk, event, flow)
        returns.take_up_interrupted(walk)
        _answer_somehow(walk)
        if scene.landed is not None and scene.landed.landing != "stays":
            scene.note("moved", scene.landed.landing)
    except TooMuchError as bound:
        _take_refuge(walk, Note("bound", bound.bound))
    except Exception as fault:  # noqa: BLE001 (whatever a kind does wrong, the citizen is answered)
        scene, stood = _afresh(state, world), spots(state)
        walk = Walk(scene)
        scene.lead(scene.phrase("fault"))
        _take_refuge(walk, Note("fault", type(fault).__name__))
    ended = _handover_ended(state, scene.state, event)
    effects = (*ended, *scene.effects, *_timer(scene, waited=waited))
    visits = (*scene.visits, *abandoned(stood, spots(scene.state), scene.visits))
    return Turn(scene.state, effects, visits)


def _drop_expired(scene: Scene) -> None:
    now = scene.world.now
    scene.state.parked = [parked for parked in scene.state.parked if parked.expires > now]


def _move(scene: Scene, event: Event) -> Moved | None:
    """Bring the talk to newer versions of its flows, where those are to be met.

    Answers from outside are taken where they were asked for. Silence is over on the version on which
    it began, unless the talk goes on at the same place.
    """
    if isinstance(event, Reply | Due | HandedBack | Taken | Occasion | Delayed):
        return None
    found = moved(scene.state, scene.world.library)
    if isinstance(event, Silence) and found.landing != "kept":
        return None
    scene.state = found.state
    return found


def _find_flow(scene: Scene) -> None:
    """Find the version that the talk stands in; without it there is nothing to go on with."""
    if not scene.state.frames:
        return
    scene.flow = scene.world.library.pinned(scene.frame.version)
    if scene.flow is None:
        scene.note("no_flow", scene.frame.flow)
        scene.state.frames = []
        scene.state.asked = {}
        scene.lead(scene.phrase("start_again"))


def _answer_somehow(walk: Walk) -> None:
    """Never silence: say what is left to say, and something where nothing was said or noted.

    What was asked of a system outside brings a turn of its own.
    """
    scene = walk.scene
    scene.flush_lead()
    if any(isinstance(effect, Say | Note | Call) for effect in scene.effects):
        return  # a call is answered, or its patience ends
    if scene.state.frames:
        interludes.repeat(walk)
    if not any(isinstance(effect, Say) for effect in scene.effects):
        scene.say_words(scene.phrase("goodbye"))


def _afresh(state: State, world: World) -> Scene:
    """A scene on the state as it was, for when the turn went wrong half-way."""
    scene = Scene(load(dump(state)), world)
    scene.state.turn += 1
    _find_flow(scene)
    return scene


def _take_refuge(walk: Walk, note: Note) -> None:
    """Lead the talk to the flow's safe node; end it where even that goes wrong."""
    scene = walk.scene
    says = [place for place, effect in enumerate(scene.effects) if isinstance(effect, Say)]
    if scene.room <= 0:
        del scene.effects[says[-1]]
    scene.effects.append(note)
    scene.room = ROOM_IN_REFUGE
    fresh = Walk(scene)
    try:
        if scene.state.frames:
            fresh.refuge()
        scene.flush_lead()
    except TooMuchError:  # the refuge runs in the same circle: the talk ends here
        _give_up(fresh)
    except Exception as fault:  # noqa: BLE001 (the refuge itself may be what is broken)
        scene.note("fault", type(fault).__name__)
        _give_up(fresh)


def _give_up(walk: Walk) -> None:
    """End the talk with a word, where not even the refuge can go on."""
    walk.finish()
    if not any(isinstance(effect, Say) for effect in walk.scene.effects):
        walk.scene.room = ROOM_IN_REFUGE
        walk.scene.drop_lead()
        walk.scene.say_words(walk.scene.phrase("fault"))


def _handover_ended(before: State, after: State, event: Event) -> tuple[Effect, ...]:
    turn = handed_over(before)
    if not turn or handed_over(after) == turn:
        return ()
    match event:
        case Silence():
            return (EndHandover(turn, "nobody"),)
        case HandedBack(outcome=outcome):
            return (EndHandover(turn, outcome),)
        case _:
            return (EndHandover(turn, "left"),)


def _timer(scene: Scene, *, waited: bool) -> tuple[Effect, ...]:
    if waited and isinstance(scene.event, Occasion | Delayed):
        return ()  # what stands in the foreground waits for the citizen, as long as it has
    since = handed_over(scene.state)
    if since and scene.state.taken == since:
        scene.state.timer = scene.state.turn
        return (StopTimer(),)
    if since and since != scene.state.turn:
        return ()  # writing more does not make anybody wait longer
    if scene.state.lent is not None:
        scene.state.timer = scene.state.turn
        return (StartTimer(scene.world.now + PATIENCE, scene.state.turn),)
    if not scene.state.frames:
        return (StopTimer(),) if waited else ()
    node, flow = scene.node, scene.flow
    if node is None or flow is None:
        return ()
    if node.busy and scene.progress.get("called", 0) == scene.state.timer != 0:
        return ()  # writing more does not make the answer come later
    patience = flow.silence_after(node)
    scene.state.timer = scene.state.turn
    if patience is None:
        return (StopTimer(),)
    return (StartTimer(scene.world.now + patience, scene.state.turn),)
