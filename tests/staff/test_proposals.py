from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from extensions import db
from models import AuditEvent, Proposal, User
from staff import proposals
from staff.proposals import Act, ProposalError
from tests.staff.people import hire

ACT = "test-act"
Done = list[tuple[str, int]]


@pytest.fixture
def done(any_app: Flask) -> Iterator[Done]:
    """What was carried out: about whom, and who approved."""
    carried: Done = []

    def carry_out(proposal: Proposal, by: User) -> None:
        if proposal.document.get("fails"):
            raise ProposalError("It cannot be done any more.")
        carried.append((proposal.subject, by.id))

    proposals.register(ACT, Act(lambda one: not one.document.get("closed"), carry_out))
    with any_app.app_context():
        yield carried
        db.session.rollback()
    del proposals.ACTS[ACT]


@pytest.fixture
def people(done: Done) -> tuple[User, User, User]:
    first, second, third = (hire(f"{name}@example.org", "agent") for name in ("a", "b", "c"))
    return first, second, third


def test_another_person_approves_and_it_is_done_once(
    people: tuple[User, User, User], done: Done
) -> None:
    first, second, _third = people
    proposal = proposals.propose(ACT, "channel:7", None, by=first, at="noon")
    assert proposals.waiting(ACT) == [proposal]
    assert proposals.waiting("another-act") == []
    with pytest.raises(ProposalError, match="waits for a second person already"):
        proposals.propose(ACT, "channel:7", None, by=second, at="noon")
    proposals.propose(ACT, "channel:8", None, by=first, at="noon")
    assert not proposals.may_approve(proposal, first)
    with pytest.raises(ProposalError, match="Somebody else has to approve"):
        proposals.approve(proposal, first)
    proposals.approve(proposal, second)
    assert done == [("channel:7", second.id)]
    with pytest.raises(ProposalError, match="decided already"):
        proposals.approve(proposal, second)
    assert len(done) == 1
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-3:] == ["proposal.made", "proposal.made", "proposal.approved"]


def test_nobody_approves_what_is_about_themselves(people: tuple[User, User, User]) -> None:
    first, second, third = people
    proposal = proposals.propose(ACT, f"user:{second.id}", None, by=first)
    assert not proposals.may_approve(proposal, second)
    assert proposals.may_approve(proposal, third)


def test_who_may_not_decide_does_not(people: tuple[User, User, User], done: Done) -> None:
    first, second, _third = people
    proposal = proposals.propose(ACT, "channel:7", None, by=first, closed=True)
    assert proposals.waiting(ACT) == []
    for decide in (proposals.approve, proposals.turn_down):
        with pytest.raises(ProposalError, match="Somebody else"):
            decide(proposal, second)
    assert not done


def test_two_who_decide_at_once_decide_once(people: tuple[User, User, User], done: Done) -> None:
    first, second, third = people
    proposal = proposals.propose(ACT, "channel:7", None, by=first)
    db.session.commit()
    # As another process would, between our reading and our deciding.
    assert proposals.may_approve(proposal, second)
    db.session.execute(
        update(Proposal).values(state="refused"), execution_options={"synchronize_session": False}
    )
    with pytest.raises(ProposalError, match="decided already"):
        proposals.approve(proposal, third)
    assert not done


@pytest.mark.parametrize(("who", "state"), [(0, "withdrawn"), (1, "refused")])
def test_it_is_turned_down(people: tuple[User, User, User], who: int, state: str) -> None:
    proposal = proposals.propose(ACT, "channel:7", None, by=people[0])
    proposals.turn_down(proposal, people[who])
    assert (proposal.state, proposals.waiting(ACT)) == (state, [])
    assert proposal.decided_by == f"user:{people[who].id}"
    proposals.propose(ACT, "channel:7", None, by=people[0])  # and may be asked for anew


def test_what_cannot_be_done_stays_undone(people: tuple[User, User, User], done: Done) -> None:
    first, second, _third = people
    proposal = proposals.propose(ACT, "channel:7", None, by=first, fails=True)
    db.session.commit()
    with pytest.raises(ProposalError, match="any more"):
        proposals.approve(proposal, second)
    db.session.rollback()
    assert proposals.waiting(ACT) == [proposal]
