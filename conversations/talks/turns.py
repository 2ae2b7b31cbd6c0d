"""Taking turns: what waits in a lane, handed to the interpreter one by one. Writes nothing."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import structlog

from conversations.department import testers
from conversations.inbound import arrivals
from conversations.talks import quotes
from conversations.talks.lanes import Lane, Waiting
from flows import interpreter
from flows.effects import Effect, Remember, SetLanguage
from flows.events import Due, Occasion
from flows.interpreter import advance
from flows.state import State, dump, load
from flows.talk import window
from flows.visits import Visit
from flows.world import Contact, World

log = structlog.get_logger(__name__)


class Turn(msgspec.Struct):
    """One turn that was taken: by which row, what it asks for, and where the talk stands since.

    ``visits`` tell where it led on the way there. ``is_notice``: it came of a time or an event at the
    department, so what it says is of use whenever it arrives.
    """

    lane: Lane
    row: Waiting
    number: int
    wamid: str
    state: State
    effects: tuple[Effect, ...]
    visits: tuple[Visit, ...] = ()
    is_notice: bool = False

    @property
    def stands(self) -> tuple[str, str, str]:
        """Flow, version and node that the talk stands in; empty when nothing waits."""
        if not self.state.frames:
            return "", "", ""
        frame = self.state.frames[-1]
        return frame.flow, frame.version, frame.node


class Failure(msgspec.Struct):
    """A row whose turn could not be taken, or not be written. ``fault`` names the exception."""

    lane: Lane
    row: Waiting
    fault: str
    at_once: bool = False


class Round(msgspec.Struct):
    """What came of one claim of a lane. ``state`` is what to store, None when nothing changed."""

    lane: Lane
    turns: list[Turn]
    state: bytes | None = None
    last_inbound_at: datetime | None = None
    failure: Failure | None = None


def take(lane: Lane, installation: str, now: datetime) -> Round:
    """Take a turn for each row of the lane, in order, until one fails.

    What the interpreter makes of ids depends on the installation, the conversation, the turn and
    how often the row was tried: the same try makes the same ids.
    """
    round_ = Round(lane, [], last_inbound_at=lane.last_inbound_at)
    contact = lane.contact
    try:
        state = load(lane.state)
    except Exception as fault:  # noqa: BLE001 - whatever is stored there
        _fail(round_, lane.rows[0], fault)
        return round_
    for row in lane.rows:
        try:
            event = arrivals.event_in(row.payload)
            world = World(
                now=now,
                conversation=str(lane.conversation_id),
                library=lane.library,
                seed=f"{installation}:{row.attempts}",
                zone=lane.zone,
                contact=contact,
                department=lane.department,
                phrases=lane.phrases,
                desk=lane.desk,
                window_open=window.opened_by(event) or window.is_open(round_.last_inbound_at, now),
                around=lane.around,
                quoted=quotes.quoted_by(event, state, lane.conversation_id),
                tested=lane.library.tested,
            )
            turn = advance(lane.library.front_door, state, event, world)
            effects, visits = _counting(lane, turn)
            stored = dump(turn.state)
        except Exception as fault:  # noqa: BLE001 - whatever is stored there, or goes wrong
            _fail(round_, row, fault)
            return round_
        state = turn.state
        notice = isinstance(event, Due | Occasion)
        round_.turns.append(Turn(lane, row, state.turn, event.id, state, effects, visits, notice))
        round_.state = stored
        contact = _known_since(contact, turn.effects)
        if window.opened_by(event):
            last = round_.last_inbound_at
            # Not later than now, whatever the message says of itself.
            happened = min(row.happened_at, now)
            round_.last_inbound_at = max(last, happened) if last else happened
    return round_


def _counting(lane: Lane, turn: interpreter.Turn) -> tuple[tuple[Effect, ...], tuple[Visit, ...]]:
    """What is carried out and counted of a turn: of a tester's only a part."""
    if not lane.is_test:
        return turn.effects, turn.visits
    allowed = testers.allowed(turn.effects, lane.department_id, lane.library, lane.around)
    return allowed, ()


def _fail(round_: Round, row: Waiting, fault: Exception) -> None:
    name = type(fault).__name__
    log.warning("turn_failed", conversation=round_.lane.conversation_id, row=row.id, fault=name)
    round_.failure = Failure(round_.lane, row, name)


def _known_since(contact: Contact, effects: Sequence[Effect]) -> Contact:
    """What the next turn of the round knows of the contact: nothing of it is written yet."""
    language, fields = contact.language, contact.fields
    for effect in effects:
        if isinstance(effect, SetLanguage):
            language = effect.language
        elif isinstance(effect, Remember):
            fields = effect.onto(fields)
    return msgspec.structs.replace(contact, language=language, fields=fields)
