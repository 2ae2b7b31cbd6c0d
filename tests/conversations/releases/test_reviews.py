"""Reviews on both databases: each act, whose it is, and what happens when two come at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier
from typing import Any

import pytest
from flask import Flask as Application
from sqlalchemy import select

from conversations.releases import clearance, publishing, reviews
from conversations.releases.reviews import MovedOnError, WordlessError
from extensions import db
from flows.graph import content_hash
from flows.versions.stages import RefusedError
from models import AuditEvent, Department, Flow, Review, scope
from tests.conversations.office import FLOW

AUTHOR, OTHER, THIRD = "user:7", "user:8", "user:9"


@pytest.fixture
def row(any_app: Application) -> Iterator[Flow]:
    """A flow that is live, of a department where new words go out at once."""
    with any_app.app_context(), scope.system():
        department = Department(
            code="parks", names={}, telephone="5555 0100", flow_policy="words_at_once"
        )
        db.session.add(department)
        db.session.flush()
        found = publishing.import_document(department, FLOW, "terminal")
        publishing.publish(found, "terminal")
        db.session.commit()
        yield found
        db.session.rollback()


def worded(words: str) -> dict[str, Any]:
    document = deepcopy(FLOW)
    document["nodes"]["hours_text"]["text"]["en"] = words
    return document


def rewired(to: str = "done") -> dict[str, Any]:
    document = deepcopy(FLOW)
    document["nodes"]["hours_text"]["exits"]["next"] = to
    return document


def edit(row: Flow, document: dict[str, Any], actor: str = AUTHOR) -> str:
    publishing.save_draft(row, document, actor)
    db.session.commit()
    return content_hash(document)


def submit(row: Flow, actor: str = AUTHOR) -> str:
    review = reviews.submit(row, actor, "Please look", row.revision)
    db.session.commit()
    return review.content_hash


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as found:
        act()
    db.session.rollback()
    return found.value.why


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_changed_graph_takes_somebody_else(row: Flow) -> None:
    edit(row, rewired())
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "graph"
    assert refused(lambda: publishing.publish(row, OTHER)) == "graph", "not a reviewer alone either"
    seen = submit(row)
    assert clearance.stage_of(row) == "in_review"
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "graph"
    assert refused(lambda: reviews.approve(row, AUTHOR, seen, {})) == "own"
    assert reviews.approve(row, OTHER, seen, {"": "Good", "hours_text": "Nice"})
    db.session.commit()
    assert clearance.stage_of(row) == "approved"
    version = publishing.publish(row, AUTHOR)
    db.session.commit()
    assert (version.way, version.look, clearance.stage_of(row)) == ("approved", "", "published")
    assert version.review is not None
    said = [(one.act, one.actor, one.node, one.words) for one in version.review.remarks]
    assert said == [
        ("submit", AUTHOR, "", "Please look"),
        ("approve", OTHER, "", "Good"),
        ("approve", OTHER, "hours_text", "Nice"),
    ]
    assert (row.authors, row.review) == ([], None)
    wanted = ["flow.saved", "flow.submitted", "flow.approved", "flow.published"]
    assert actions()[2:] == wanted


def test_the_words_of_a_review_are_not_on_the_trail_nor_legible_in_the_database(row: Flow) -> None:
    edit(row, rewired())
    seen = submit(row)
    reviews.send_back(row, OTHER, seen, {"": "Chan Tai Man of 12 Fictional Road asked"})
    db.session.commit()
    for table in ("audit_event", "review", "review_remark"):
        rows = db.session.execute(db.text(f"SELECT * FROM {table}")).all()  # noqa: S608 (ours)
        assert rows
        assert "Fictional" not in str(rows)


def test_an_edit_between_approval_and_publication_voids_it(row: Flow) -> None:
    edit(row, rewired())
    seen = submit(row)
    reviews.approve(row, OTHER, seen, {})
    db.session.commit()
    edit(row, rewired("report"))
    assert clearance.stage_of(row) == "draft"
    assert actions()[-2:] == ["flow.review_ended", "flow.saved"]
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "graph"
    edit(row, rewired())
    assert publishing.publish(row, AUTHOR).way == "again", "this very content was approved"


def test_a_place_on_the_canvas_voids_nothing(row: Flow) -> None:
    edit(row, rewired())
    seen = submit(row)
    reviews.approve(row, OTHER, seen, {})
    edit(row, {**rewired(), "layout": {"welcome": [1, 2]}}, THIRD)
    assert clearance.stage_of(row) == "approved"
    assert row.authors == [AUTHOR]
    assert publishing.publish(row, AUTHOR).way == "approved"


def test_what_is_returned_is_not_published_as_it_is(row: Flow) -> None:
    edit(row, worded("Open all day."))
    seen = submit(row)
    with pytest.raises(WordlessError):
        reviews.send_back(row, OTHER, seen, {"": "  "})
    reviews.send_back(row, OTHER, seen, {"": "No", "hours_text": "Which day?"})
    db.session.commit()
    assert clearance.stage_of(row) == "returned"
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "returned"
    submit(row)
    assert clearance.stage_of(row) == "in_review"
    edit(row, worded("Open from 6."))
    assert publishing.publish(row, AUTHOR).way == "words"


def test_an_approval_is_taken_back_by_returning_it(row: Flow) -> None:
    edit(row, rewired())
    seen = submit(row)
    reviews.approve(row, OTHER, seen, {})
    reviews.send_back(row, THIRD, seen, {"": "I see it otherwise"})
    db.session.commit()
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "returned"
    edit(row, FLOW)
    edit(row, rewired())
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "graph"


def test_two_authors_may_approve_each_others_work(row: Flow) -> None:
    edit(row, rewired(), AUTHOR)
    edit(row, rewired("report"), OTHER)
    seen = submit(row, AUTHOR)
    assert not reviews.approve(row, OTHER, seen, {})
    db.session.commit()
    assert clearance.stage_of(row) == "in_review"
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "graph"
    assert refused(lambda: reviews.approve(row, OTHER, seen, {})) == "own"
    assert reviews.approve(row, AUTHOR, seen, {})
    assert actions()[-2:] == ["flow.agreed", "flow.approved"]


def test_new_words_go_out_at_once_and_wait_for_a_look(row: Flow) -> None:
    edit(row, worded("Open all day."))
    version = publishing.publish(row, AUTHOR)
    db.session.commit()
    assert (version.way, version.look) == ("words", "due")
    assert reviews.unseen(row) == [version]
    assert refused(lambda: reviews.look(row, AUTHOR, version.number)) == "own"
    reviews.look(row, OTHER, version.number)
    db.session.commit()
    assert (version.look, version.looked_by) == ("seen", OTHER)
    assert reviews.unseen(row) == []
    assert actions()[-1] == "flow.looked_at"


def test_where_two_people_are_the_rule_words_take_them_too(row: Flow) -> None:
    reviews.set_policy(row, "two_people", OTHER)
    edit(row, worded("Open all day."))
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "two_people"
    seen = submit(row)
    reviews.approve(row, OTHER, seen, {})
    assert publishing.publish(row, AUTHOR).way == "approved"
    assert "flow.policy_changed" in actions()


def test_new_words_are_reverted_and_the_draft_stays(row: Flow) -> None:
    for words in ("Open all day.", "Open at night."):
        edit(row, worded(words))
        publishing.publish(row, AUTHOR)
        db.session.commit()
    with pytest.raises(MovedOnError):
        reviews.revert(row, OTHER, 2, {"": "No"})
    db.session.rollback()
    made = reviews.revert(row, OTHER, 3, {"": "It is not open at night."})
    db.session.commit()
    assert row.live_version is made
    assert (made.number, made.document, made.way) == (4, FLOW, "again")
    assert row.draft == worded("Open at night.")
    assert clearance.stage_of(row) == "returned"
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "returned"
    assert reviews.unseen(row) == []
    edit(row, worded("Open all day."))
    assert publishing.publish(row, AUTHOR).way == "words", "reverted words were never approved"


def test_rolling_back_to_what_was_approved_needs_the_gate_alone(row: Flow) -> None:
    reviews.set_policy(row, "two_people", OTHER)
    edit(row, rewired())
    reviews.approve(row, OTHER, submit(row), {})
    publishing.publish(row, AUTHOR)
    edit(row, FLOW)
    assert publishing.publish(row, AUTHOR).way == "again"


def test_the_terminal_acts_alone(row: Flow) -> None:
    edit(row, rewired())
    version = publishing.publish(row, "terminal")
    assert version.way == "alone"


def test_a_first_publication_takes_somebody_else(row: Flow) -> None:
    department = db.session.get_one(Department, row.department_id)
    document = {**FLOW, "name": "other", "triggers": [{"by": "photo"}]}
    other = publishing.import_document(department, document, AUTHOR)
    assert other.policy == "words_at_once"
    assert refused(lambda: publishing.publish(other, AUTHOR)) == "first"


def test_what_has_errors_is_not_submitted_and_what_is_live_neither(row: Flow) -> None:
    assert refused(lambda: reviews.submit(row, AUTHOR, "", row.revision)) == "stage"
    edit(row, worded(""))
    with pytest.raises(publishing.GateError):
        reviews.submit(row, AUTHOR, "", row.revision)
    with pytest.raises(publishing.StaleDraftError):
        reviews.submit(row, AUTHOR, "", row.revision - 1)


def test_what_is_withdrawn_is_not_approved(row: Flow) -> None:
    edit(row, rewired())
    seen = submit(row)
    reviews.withdraw(row, AUTHOR, seen)
    db.session.commit()
    for act in (reviews.approve, reviews.send_back):
        with pytest.raises(MovedOnError):
            act(row, OTHER, seen, {"": "No"})
        db.session.rollback()
    with pytest.raises(MovedOnError):
        reviews.withdraw(row, AUTHOR, seen)


def test_of_two_approvals_at_once_one_counts(any_app: Application, row: Flow) -> None:
    edit(row, rewired())
    seen, id = submit(row), row.id
    outcomes = _at_once(
        any_app,
        id,
        *(lambda row, who=who: reviews.approve(row, who, seen, {}) for who in (OTHER, THIRD)),
    )
    assert sorted(outcomes) == ["MovedOnError", "True"]
    db.session.expire_all()
    assert actions().count("flow.approved") == 1
    review = db.session.scalars(select(Review)).one()
    assert [one.act for one in review.remarks] == ["submit", "approve"]


def test_of_an_edit_and_an_approval_at_once_the_edit_wins(any_app: Application, row: Flow) -> None:
    edit(row, rewired())
    seen, id = submit(row), row.id
    _at_once(
        any_app,
        id,
        lambda row: reviews.approve(row, OTHER, seen, {}),
        lambda row: publishing.save_draft(row, rewired("report"), AUTHOR),
    )
    db.session.expire_all()
    row = db.session.get_one(Flow, id)
    assert clearance.stage_of(row) == "draft"
    assert refused(lambda: publishing.publish(row, AUTHOR)) == "graph"


def test_of_a_return_and_a_publication_at_once_one_counts(any_app: Application, row: Flow) -> None:
    edit(row, rewired())
    seen, id = submit(row), row.id
    reviews.approve(row, OTHER, seen, {})
    db.session.commit()
    outcomes = _at_once(
        any_app,
        id,
        lambda row: reviews.send_back(row, THIRD, seen, {"": "Wait"}),
        lambda row: publishing.publish(row, AUTHOR).way,
    )
    db.session.expire_all()
    row = db.session.get_one(Flow, id)
    stage = clearance.stage_of(row)
    assert (stage, sorted(outcomes)) in [
        ("returned", ["None", "RefusedError"]),
        ("published", ["MovedOnError", "approved"]),
    ]


def _at_once(app: Application, id: int, *acts: Callable[[Flow], object]) -> list[str]:
    """Do each of ``acts`` in a thread and a transaction of its own; what came of each."""
    together = Barrier(len(acts))
    db.session.commit()

    def run(act: Callable[[Flow], object]) -> str:
        with app.app_context(), scope.system():
            together.wait()
            try:
                outcome = str(act(db.session.get_one(Flow, id)))
                db.session.commit()
            except (MovedOnError, RefusedError) as fault:
                db.session.rollback()
                return type(fault).__name__
            return outcome

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
