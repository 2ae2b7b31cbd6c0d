"""One go of the engine: claim lanes, take their turns, write them all in one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from conversations import counts
from conversations.inbound.receipts import Read
from conversations.talks import failures, lanes, ledger
from conversations.talks.effects import TakeAgainError
from conversations.talks.ledger import Written
from conversations.talks.turns import Failure, Round, take
from conversations.transactions import passing, writing

log = structlog.get_logger(__name__)


class Moved(msgspec.Struct):
    """What one go did. ``again`` are lanes with more to do at once, ``later`` those with a time.

    ``denied`` are conversations that another engine is working on. ``read`` are the messages that
    a turn was taken for, the last of each conversation.
    """

    written: Written
    again: list[int]
    later: dict[int, datetime]
    denied: list[int]
    read: list[Read]


def move(conversation_ids: Collection[int], installation: str, now: datetime) -> Moved:
    """Take all turns that are due in these conversations. Begins its own transactions.

    A turn that fails is left out and told of in its row; those beside it are written. What fails
    because the database does is raised, and tried again when the leases have run out.
    """
    claimed = lanes.claim(conversation_ids, now)
    held = {lane.conversation_id for lane in claimed}
    denied = [found for found in conversation_ids if found not in held]
    moving = [lane for lane in claimed if lane.rows]
    lanes.release([lane for lane in claimed if not lane.rows])
    rounds = [take(lane, installation, now) for lane in moving]
    written = _write(rounds, now) if rounds else Written()
    again = [lane.conversation_id for lane in moving if lane.more]
    later = {lane.conversation_id: lane.retry_at for lane in claimed if lane.retry_at}
    for round_ in rounds:
        if round_.failure:
            later[round_.lane.conversation_id] = now + failures.pause(round_.failure)
    counts.TURNS.labels("taken").inc(written.turns)
    counts.TURNS.labels("failed").inc(written.failures)
    counts.TURNS.labels("lost").inc(written.lost)
    if rounds:
        counts.TURN_BATCH.observe(len(rounds))
    return Moved(written, again, later, denied, _read(rounds, now))


def _read(rounds: Sequence[Round], now: datetime) -> list[Read]:
    found = []
    for round_ in rounds:
        wamids = [turn.wamid for turn in round_.turns if turn.wamid]
        if wamids:
            lane = round_.lane
            found.append(Read(lane.channel_id, lane.conversation_id, wamids[-1], now))
    return found


def _write(rounds: list[Round], now: datetime) -> Written:
    """All in one transaction; when that is refused, each by itself, to find whose fault it was."""
    try:
        return _write_together(rounds, now)
    except (OperationalError, InterfaceError) as fault:
        if not passing(fault):
            raise
    except TakeAgainError as fault:
        _put_back(rounds, fault)
        return _write(rounds, now)
    except Exception as fault:  # noqa: BLE001 - found out below, one by one
        log.warning("batch_refused", lanes=len(rounds), fault=type(fault).__name__)
    total = Written()
    for place in range(len(rounds)):
        one = _write_alone(rounds, place, now)
        total.turns += one.turns
        total.messages += one.messages
        total.calls += one.calls
        total.failures += one.failures
        total.lost += one.lost
    return total


def _write_together(rounds: Sequence[Round], now: datetime) -> Written:
    with writing() as connection:
        return ledger.write(connection, rounds, now)


def _write_alone(rounds: list[Round], place: int, now: datetime) -> Written:
    round_ = rounds[place]
    try:
        return _write_together([round_], now)
    except (OperationalError, InterfaceError):
        raise
    except TakeAgainError as fault:
        _put_back(rounds, fault)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is this lane's
        name = type(fault.orig if isinstance(fault, DBAPIError) else fault).__name__
        log.warning("turn_not_written", conversation=round_.lane.conversation_id, fault=name)
        row = round_.turns[0].row if round_.turns else round_.lane.rows[0]
        _take_back(rounds, place, Failure(round_.lane, row, name))
    return _write_together([rounds[place]], now)


def _put_back(rounds: list[Round], fault: TakeAgainError) -> None:
    """Turn the rounds that made an id which is taken into failures, to be tried again at once."""
    whose = {turn.lane.conversation_id: turn.row for turn in reversed(fault.turns)}
    for place, round_ in enumerate(rounds):
        row = whose.get(round_.lane.conversation_id)
        if row is not None:
            failure = Failure(round_.lane, row, "TakeAgainError", at_once=True)
            _take_back(rounds, place, failure)


def _take_back(rounds: list[Round], place: int, failure: Failure) -> None:
    """Keep nothing of a round but what went wrong. A first turn that fails takes all with it."""
    rounds[place] = Round(failure.lane, [], failure=failure)
