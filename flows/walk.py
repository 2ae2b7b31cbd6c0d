"""Going from node to node until the talk waits or ends, within bounds."""

from datetime import datetime, timedelta

import msgspec

from flows import state as talks
from flows.documents.shape import duration
from flows.effects import PutAside
from flows.graph import Flow
from flows.messages import INTERACTIVE_BODY, Button, Buttons
from flows.node import Aside, Into, Later, Leave, Move, Node, Puzzled, Stop, Wait
from flows.scene import Scene, TooMuchError
from flows.state import Frame, Parked, copied
from flows.talk.needs import is_at_home
from flows.understanding.days import spoken
from flows.versions.moving import brought_to
from flows.visits import CAME, ENDED, Visit

MOST_STEPS = 50  # nodes entered in one turn
MOST_PARKED = 3
MOST_NESTED = 5
MOST_ASIDE = 3
LONGEST_TRAIL = 12
SAVED = "saved"  # the question whose button takes up what was kept
QUIET_EXITS = frozenset({"silence", "other"})  # a talk may end by these without a node to go to


class Walk:
    """The interpreter's legs: where the talk goes next, and what is left behind on the way."""

    def __init__(self, scene: Scene) -> None:
        """Walk in ``scene``."""
        self.scene = scene
        self._steps = 0

    def begin(self, flow: Flow, node_id: str, case: str = "") -> None:
        """Leave whatever was in the foreground and go into ``flow`` at ``node_id``.

        ``case`` is the reference of the case that it is about.
        """
        self._leave_for(flow, Frame(flow.name, flow.content_hash, node_id, case=case))
        self.arrive(node_id)

    def begin_beyond(self, flow: Flow, menu: str, choice: str) -> None:
        """Go into ``flow`` where ``choice`` of its node ``menu`` leads, as if it had been chosen now.

        What this talk through the same version has found out goes along. Where the way on relies on
        what is not known any more, the flow begins anew.
        """
        kept = self.scene.state.frames[-1] if self.scene.state.frames else None
        frame = Frame(flow.name, flow.content_hash, menu)
        if kept is not None and kept.version == flow.content_hash:
            known = {"results": kept.results, "inputs": kept.inputs, "case": kept.case}
            frame = msgspec.structs.replace(frame, answers=dict(kept.answers), **known)
        frame.answers[menu] = choice
        self._leave_for(flow, frame)
        self.scene.visit(CAME)
        self.scene.visit(choice)
        target = flow.target(menu, choice) or flow.start
        if not is_at_home(flow, target, self.scene.values()):
            self.scene.lead(self.scene.phrase("old_button"))
            self.begin(flow, flow.start)
            return
        self.arrive(target)

    def _leave_for(self, flow: Flow, frame: Frame) -> None:
        self.scene.state.asked = {}
        self.scene.state.frames = [frame]
        self.scene.flow = flow

    def arrive(self, node_id: str) -> None:
        """Enter ``node_id`` of the present flow, and go on from there as far as it leads.

        Raises:
            TooMuchError: a bound of the turn was hit.

        """
        following: str | None = node_id
        while following is not None:
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise TooMuchError("steps")
            node = self._put(following)
            if node is None:
                self.finish()
                return
            self.scene.visit(CAME)
            if node.collects and self._parked_at(following) is not None:
                self._ask_resume()
                return
            following = self._next(node.enter(self.scene))

    def enter_afresh(self) -> None:
        """Enter the present node without asking about answers kept from before."""
        parked = self._parked_at(self.scene.frame.node)
        if parked is not None:
            self.scene.state.parked.remove(parked)
        node = self._put(self.scene.frame.node)
        if node is not None:
            self.follow(node.enter(self.scene))

    def follow(self, move: Move) -> None:
        """Do what the waiting node decided."""
        following = self._next(move)
        if following is not None:
            self.arrive(following)

    def finish(self) -> None:
        """End the talk: nothing waits."""
        self.scene.state.frames = []
        self.scene.state.asked = {}
        self.scene.flow = None

    def refuge(self) -> None:
        """Go where the flow wants people to land when something is amiss."""
        flow = self.scene.flow
        if flow is None or flow.node(flow.refuge) is None:
            self.finish()
            return
        self.arrive(flow.refuge)

    def resume_parked(self) -> None:
        """Take up the answers that were kept from before."""
        parked = self._parked_at(self.scene.frame.node)
        if parked is None:
            self.enter_afresh()
            return
        self._take_up_parked(parked)

    def take_up(self) -> None:
        """Go on at the present node, which was changed since the talk began to wait there."""
        node = self.scene.node
        if node is None:
            self.refuge()
            return
        self.follow(node.again(self.scene))

    def take_up_saved(self) -> bool:
        """Go on with the answers that were kept last; what is under way is kept in their place.

        False where their version is gone: then they are dropped, and it is said first that it ended.
        """
        scene = self.scene
        saved = scene.state.parked[-1]
        here = brought_to(saved, scene.state.frames, scene.world.library) or saved
        last = here.frames[-1]
        flow = scene.world.library.pinned(last.version)
        if flow is None or flow.node(last.node) is None:
            scene.state.parked = scene.state.parked[:-1]
            scene.note("no_flow", last.flow)
            scene.lead(scene.phrase("start_again"))
            return False
        scene.state.parked[-1] = here
        if scene.state.frames:
            self.park()
        # It had left when it was put away.
        scene.visits += [Visit(one.flow, one.version, one.node, CAME) for one in here.frames]
        self._take_up_parked(here)
        return True

    def _take_up_parked(self, parked: Parked) -> None:
        scene = self.scene
        scene.state.parked = [one for one in scene.state.parked if one is not parked]
        scene.state.frames, scene.state.asked = parked.frames, {}
        scene.flow = scene.world.library.pinned(scene.frame.version)
        node = scene.node
        if node is None:
            return
        if scene.progress:
            node.repeat(scene)
            return
        scene.lead(scene.phrase("flow_changed"))
        self.follow(node.again(scene))

    def _save_for_later(self) -> None:
        """Keep the answers, say until when, and let the citizen go."""
        scene = self.scene
        self.park()
        until = scene.state.parked[-1].expires.astimezone(scene.world.local_now().tzinfo)
        told = f"{spoken(until.date(), scene.language)} {until:%H:%M}"
        body = scene.led(scene.phrase("saved_until", until=told), INTERACTIVE_BODY)
        button = Button(scene.own_key(SAVED, "yes"), scene.phrase("button_go_on"))
        self.finish()
        scene.note("parked", "saved")
        scene.say(Buttons(body, (button,)))

    def park(self) -> bool:
        """Keep the answers of the node that collects them; False when there are none to keep."""
        frame, flow = self.scene.frame, self.scene.flow
        node = self.scene.node
        if flow is None or node is None or not node.collects or not frame.answers.get(frame.node):
            return False
        expires = self.scene.world.now + self._kept_for(flow)
        kept = [one for one in self.scene.state.parked if not _same_place(one, frame)]
        frames = self.scene.state.frames
        self.scene.state.parked = [*kept, Parked(frames, expires)][-MOST_PARKED:]
        fresh = copied(frames)
        del fresh[-1].answers[frame.node]
        fresh[-1].progress = {}
        self.scene.state.frames = fresh
        return True

    def _put(self, node_id: str) -> Node | None:
        """Stand at ``node_id``, or at the refuge where the flow has no such node.

        None when the flow has neither: only a draft that never passed the gate is like that.
        """
        flow, frame = self.scene.flow, self.scene.frame
        node = flow.node(node_id) if flow else None
        if flow is not None and node is None:
            self.scene.note("vanished_node", node_id)
            node_id = flow.refuge
            node = flow.node(node_id)
        if node is not None:
            frame.node = node_id
            frame.progress = {}
        return node

    def _next(self, move: Move) -> str | None:
        match move:
            case Wait() | Puzzled():
                self._leave_trail()
                return None
            case Stop():
                self.scene.visit(ENDED)
                return self.give_back("done")
            case Leave(exit=exit_id):
                return self._beyond(exit_id)
            case Into():
                return self._into(move)
            case Aside(due=due):
                self._put_aside(due)
                return None
            case Later():
                self._save_for_later()
                return None

    def _into(self, move: Into) -> str | None:
        """Begin another flow within this one."""
        flow = self.scene.world.library.named(move.flow, self.scene.frame.version)
        if flow is None:
            self.scene.note("no_flow", move.flow)
            return self._beyond("cancelled")
        if len(self.scene.state.frames) >= MOST_NESTED:
            raise TooMuchError("nested")
        self._leave_trail()
        frame = Frame(flow.name, flow.content_hash, flow.start, inputs=move.inputs)
        self.scene.state.frames = [*self.scene.state.frames, frame]
        self.scene.flow = flow
        return flow.start

    def give_back(self, exit_id: str) -> str | None:
        """End the innermost flow; where the one that called it goes on, or None when it was alone.

        Its answers land in ``result.<node>`` of the calling flow.
        """
        frames = self.scene.state.frames
        if len(frames) <= 1:
            self.finish()
            return None
        inner, caller = frames[-1], frames[-2]
        self.scene.state.frames = frames[:-1]
        self.scene.flow = self.scene.world.library.pinned(caller.version)
        caller.results[caller.node] = inner.answers
        caller.case = inner.case or caller.case
        caller.booking = inner.booking or caller.booking
        return self._beyond(exit_id)

    def cancel_inner(self) -> None:
        """Leave the innermost flow for the one that called it, by its exit ``cancelled``."""
        following = self.give_back("cancelled")
        if following is not None:
            self.arrive(following)

    def _put_aside(self, due: datetime) -> None:
        """Leave the foreground free until the time has come."""
        scene = self.scene
        wait = f"{scene.state.turn}.{len(scene.effects)}"
        scene.state.aside = [*scene.state.aside, talks.Aside(wait, scene.state.frames)][
            -MOST_ASIDE:
        ]
        scene.effects.append(PutAside(wait, due))
        scene.note("parked", "wait")
        self.finish()

    def _beyond(self, exit_id: str) -> str | None:
        flow, frame = self.scene.flow, self.scene.frame
        self.scene.visit(exit_id)
        target = flow.target(frame.node, exit_id) if flow else None
        if flow is not None and target is not None and flow.node(target) is not None:
            return target
        if flow is None or exit_id in QUIET_EXITS:
            self.finish()
            return None
        self.scene.note("vanished_node", f"{frame.node}.exits.{exit_id}")
        return flow.refuge

    def _leave_trail(self) -> None:
        trail = self.scene.frame.trail
        if not trail or trail[-1] != self.scene.frame.node:
            self.scene.frame.trail = [*trail, self.scene.frame.node][-LONGEST_TRAIL:]

    def _parked_at(self, node_id: str) -> Parked | None:
        """The answers kept at this node, brought to the version that the talk is in now."""
        state = self.scene.state
        here = msgspec.structs.replace(self.scene.frame, node=node_id)
        for place, one in enumerate(state.parked):
            if _same_place(one, here):
                there = [*state.frames[:-1], here]
                found = brought_to(one, there, self.scene.world.library)
                if found is not None:
                    state.parked = [*state.parked[:place], found, *state.parked[place + 1 :]]
                return found
        return None

    def _ask_resume(self) -> None:
        self.scene.state.asked = {"question": "resume"}
        self._leave_trail()
        ask_own(self.scene, "resume", "ask_resume", {"yes": "button_go_on", "no": "button_afresh"})

    def _kept_for(self, flow: Flow) -> timedelta:
        return duration(flow.expires)


def _same_place(parked: Parked, frame: Frame) -> bool:
    last = parked.frames[-1]
    return (last.flow, last.node) == (frame.flow, frame.node)


def ask_own(scene: Scene, question: str, words: str, choices: dict[str, str]) -> None:
    """Ask one of the interpreter's own questions; ``choices`` are button phrases by choice.

    A button of an earlier question is not one of this: ``state.asked`` keeps the turn.
    """
    scene.state.asked.setdefault("turn", scene.state.turn)
    body = scene.led(scene.phrase(words), INTERACTIVE_BODY)
    buttons = tuple(
        Button(scene.own_key(question, choice), scene.phrase(label))
        for choice, label in choices.items()
    )
    scene.say(Buttons(body, buttons))
