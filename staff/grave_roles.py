"""What takes two people among staff: giving a role of weight, and forgetting a mighty one's factor."""

import audit
from audit.trail import actor_of
from extensions import db
from models import Department, Proposal, User
from staff import accounts, proposals, second_factor, sign_ins
from staff.access import may_grant
from staff.roles import GRAVE

GIVE = "role"
FORGET = "second-factor"


def init_app() -> None:
    """Let both be proposed."""
    proposals.register(GIVE, proposals.Act(_may_give, _give))
    proposals.register(FORGET, proposals.Act(_may_forget, _forget))


def waiting() -> list[Proposal]:
    """What waits for a second person and could be decided by the person of this request."""
    return proposals.waiting(GIVE, FORGET)


def about(proposal: Proposal) -> User:
    """The member of staff whom a proposal of these is about."""
    return db.session.get_one(User, int(proposal.subject.partition(":")[2]))


def manages(user: User) -> bool:
    """Whether every role that ``user`` has is one that the person of this request may give."""
    return all(may_grant(grant.role, grant.department_id) for grant in user.grants)


def is_mighty(user: User) -> bool:
    """Whether a role of theirs took two people."""
    return any(grant.role in GRAVE for grant in user.grants)


def give(user: User, role: str, department: Department | None, *, by: User) -> None:
    """Give a role, or propose it where it takes two people; in the present transaction.

    Raises:
        AccountError, ProposalError: it cannot be given there, or waits already.

    """
    if role not in GRAVE:
        accounts.grant(user, role, department, actor=actor_of(by.id))
        return
    where = department.id if department else None
    proposals.propose(GIVE, actor_of(user.id), where, by=by, role=role)


def forget(user: User, *, by: User) -> None:
    """Take a second factor away, or propose it of a mighty one; in the present transaction.

    Raises:
        ProposalError: it waits already.

    """
    if is_mighty(user):
        proposals.propose(FORGET, actor_of(user.id), None, by=by)
    else:
        _take_away(user, by)


def _may_give(proposal: Proposal) -> bool:
    return may_grant(str(proposal.document.get("role")), proposal.department_id)


def _give(proposal: Proposal, by: User) -> None:
    try:
        accounts.grant(
            about(proposal),
            proposal.document["role"],
            proposal.department,
            actor=actor_of(by.id),
        )
    except accounts.AccountError as fault:
        raise proposals.ProposalError(str(fault)) from None


def _may_forget(proposal: Proposal) -> bool:
    return manages(about(proposal))


def _forget(proposal: Proposal, by: User) -> None:
    _take_away(about(proposal), by)


def _take_away(user: User, by: User) -> None:
    second_factor.remove(user)
    sign_ins.end(user)
    subject = actor_of(user.id)
    audit.record("user.second_factor_removed", actor=actor_of(by.id), subject=subject)
