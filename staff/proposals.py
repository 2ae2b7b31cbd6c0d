"""Grave acts take two people: one proposes, another approves, and approving carries the act out.

What can be proposed is an ``Act``, registered under its name by whoever knows how to do it. Nobody
approves what they proposed, nor what is about themselves. The commands of the terminal act at once:
whoever has the terminal has the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

import audit
from audit.trail import actor_of
from extensions import db
from models import Proposal, User
from models.columns import utc_now

LASTS = timedelta(days=14)  # then it has to be asked for anew


class ProposalError(ValueError):
    """It cannot be proposed or decided; the message is the sentence to show."""


@dataclass(frozen=True)
class Act:
    """``may_decide`` is asked of the person of this request; ``carry_out`` gets who approves.

    ``carry_out`` works in the present transaction and raises ``ProposalError`` when it cannot.
    """

    may_decide: Callable[[Proposal], bool]
    carry_out: Callable[[Proposal, User], None]


ACTS: dict[str, Act] = {}


def register(name: str, act: Act) -> None:
    """Let an act be proposed by this name."""
    ACTS[name] = act


def propose(
    act: str, subject: str, department_id: int | None, *, by: User, **document: Any
) -> Proposal:
    """Ask for an act about ``subject`` (``user:7``), in the present transaction.

    Raises:
        ProposalError: the same waits already.

    """
    for other in _open(act):
        if (other.subject, other.department_id) == (subject, department_id) and (
            other.document == document
        ):
            raise ProposalError(gettext("This waits for a second person already."))
    made = Proposal(
        act=act,
        subject=subject,
        department_id=department_id,
        document=document,
        proposed_by=actor_of(by.id),
    )
    db.session.add(made)
    db.session.flush()
    _note("proposal.made", made, by)
    return made


def waiting(*acts: str) -> list[Proposal]:
    """The open proposals of these acts that the person of this request could decide."""
    return [one for one in _open(*acts) if ACTS[one.act].may_decide(one)]


def may_approve(proposal: Proposal, by: User) -> bool:
    """Whether ``by``, who is the person of this request, is the second person for it."""
    own = {proposal.proposed_by, proposal.subject}
    return actor_of(by.id) not in own and ACTS[proposal.act].may_decide(proposal)


def approve(proposal: Proposal, by: User) -> None:
    """Carry it out, in the present transaction.

    Raises:
        ProposalError: they may not, it is decided already, or it cannot be carried out any more.

    """
    if not may_approve(proposal, by):
        raise ProposalError(gettext("Somebody else has to approve this."))
    _decide(proposal, "approved", by)
    ACTS[proposal.act].carry_out(proposal, by)


def turn_down(proposal: Proposal, by: User) -> None:
    """Refuse it; whoever proposed it withdraws it. In the present transaction.

    Raises:
        ProposalError: they may not, or it is decided already.

    """
    if not ACTS[proposal.act].may_decide(proposal):
        raise ProposalError(gettext("Somebody else has to decide this."))
    own = proposal.proposed_by == actor_of(by.id)
    _decide(proposal, "withdrawn" if own else "refused", by)


def _open(*acts: str) -> list[Proposal]:
    wanted = select(Proposal).where(
        Proposal.act.in_(acts),
        Proposal.state == "open",
        Proposal.proposed_at >= utc_now() - LASTS,
    )
    return list(
        db.session.scalars(wanted.options(selectinload(Proposal.department)).order_by(Proposal.id))
    )


def _decide(proposal: Proposal, state: str, by: User) -> None:
    """Close it, if nobody was faster and its time is not up: the database compares and sets."""
    closed = db.session.execute(
        update(Proposal)
        .where(
            Proposal.id == proposal.id,
            Proposal.state == "open",
            Proposal.proposed_at >= utc_now() - LASTS,
        )
        .values(state=state, decided_by=actor_of(by.id), decided_at=utc_now())
    )
    if not closed.rowcount:  # type: ignore[attr-defined]
        raise ProposalError(gettext("This is decided already."))
    _note(f"proposal.{state}", proposal, by)


def _note(action: str, proposal: Proposal, by: User) -> None:
    audit.record(
        action,
        actor=actor_of(by.id),
        subject=proposal.subject,
        department_id=proposal.department_id,
        act=proposal.act,
        role=proposal.document.get("role", ""),
    )
