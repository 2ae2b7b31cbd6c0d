"""Grave acts take two people: one proposes, another approves, and approving carries the act out.

An act is an ``Act`` in ``ACTS``: who may decide it and what it does. Nobody approves what they
proposed, nor what is about themselves. The commands of the terminal act at once: whoever has the
terminal has the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

import audit
from audit.trail import actor_of
from extensions import db
from models import Department, Grant, Proposal, User
from models.columns import utc_now
from staff import accounts, second_factor, sign_ins
from staff.access import may_grant

LASTS = timedelta(days=14)  # then it has to be asked for anew


class ProposalError(ValueError):
    """It cannot be proposed or decided; the message is the sentence to show."""


@dataclass(frozen=True)
class Act:
    """``may_decide`` is asked of the person of this request; ``carry_out`` gets who approves."""

    may_decide: Callable[[Proposal], bool]
    carry_out: Callable[[Proposal, User], None]


def manages(user: User) -> bool:
    """Whether every role that ``user`` has is one that the person of this request may give."""
    return all(may_grant(grant.role, grant.department_id) for grant in user.grants)


def _may_give(proposal: Proposal) -> bool:
    return may_grant(str(proposal.document.get("role")), proposal.department_id)


def _give(proposal: Proposal, by: User) -> None:
    department = (
        db.session.get(Department, proposal.department_id) if proposal.department_id else None
    )
    accounts.grant(proposal.about, proposal.document["role"], department, actor=actor_of(by.id))


def _may_forget(proposal: Proposal) -> bool:
    return manages(proposal.about)


def _forget(proposal: Proposal, by: User) -> None:
    second_factor.remove(proposal.about)
    sign_ins.end(proposal.about)
    subject = f"user:{proposal.user_id}"
    audit.record("user.second_factor_removed", actor=actor_of(by.id), subject=subject)


ACTS: Mapping[str, Act] = {
    "role": Act(_may_give, _give),
    "second-factor": Act(_may_forget, _forget),
}


def propose(
    act: str, about: User, department: Department | None, *, by: User, **document: Any
) -> Proposal:
    """Ask for an act, in the present transaction.

    Raises:
        ProposalError: the same waits already.

    """
    where = department.id if department else None
    for other in _open():
        if (other.act, other.user_id, other.department_id) == (act, about.id, where) and (
            other.document == document
        ):
            raise ProposalError(gettext("This waits for a second person already."))
    made = Proposal(
        act=act,
        user_id=about.id,
        department_id=where,
        document=document,
        proposed_by=actor_of(by.id),
        proposed_at=utc_now(),
    )
    db.session.add(made)
    db.session.flush()
    _note("proposal.made", made, by)
    return made


def waiting() -> list[Proposal]:
    """The open proposals that the person of this request may see: they could decide them."""
    return [one for one in _open() if ACTS[one.act].may_decide(one)]


def may_approve(proposal: Proposal, by: User) -> bool:
    """Whether ``by``, who is the person of this request, is the second person for it."""
    return (
        proposal.proposed_by != actor_of(by.id)
        and proposal.user_id != by.id
        and ACTS[proposal.act].may_decide(proposal)
    )


def approve(proposal: Proposal, by: User) -> None:
    """Carry it out, in the present transaction.

    Raises:
        ProposalError: they may not, it is decided already, or it cannot be carried out any more.

    """
    if not may_approve(proposal, by):
        raise ProposalError(gettext("Somebody else has to approve this."))
    _decide(proposal, "approved", by)
    try:
        ACTS[proposal.act].carry_out(proposal, by)
    except accounts.AccountError as fault:
        raise ProposalError(str(fault)) from None


def turn_down(proposal: Proposal, by: User) -> None:
    """Refuse it; whoever proposed it withdraws it. In the present transaction.

    Raises:
        ProposalError: they may not, or it is decided already.

    """
    if not ACTS[proposal.act].may_decide(proposal):
        raise ProposalError(gettext("Somebody else has to decide this."))
    own = proposal.proposed_by == actor_of(by.id)
    _decide(proposal, "withdrawn" if own else "refused", by)


def _open() -> list[Proposal]:
    wanted = select(Proposal).where(
        Proposal.state == "open", Proposal.proposed_at >= utc_now() - LASTS
    )
    wanted = wanted.options(
        selectinload(Proposal.about).selectinload(User.grants).selectinload(Grant.department),
        selectinload(Proposal.department),
    )
    return list(db.session.scalars(wanted.order_by(Proposal.id)))


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
        subject=f"user:{proposal.user_id}",
        department_id=proposal.department_id,
        act=proposal.act,
        role=proposal.document.get("role", ""),
    )
