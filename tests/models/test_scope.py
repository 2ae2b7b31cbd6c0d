"""No way of the session leads to another department's rows. Each test runs on both databases."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Select, delete, exists, func, insert, select, update
from sqlalchemy.orm import (
    aliased,
    contains_eager,
    joinedload,
    selectinload,
    subqueryload,
    with_loader_criteria,
)
from sqlalchemy.orm.exc import DetachedInstanceError

from config import ROOT
from extensions import db
from models import Case, Contact, Conversation, Department, Message, Person, scope
from models.scope import NoScopeError, OutOfScopeError
from tests.models.rows import Town, two_towns

Towns = tuple[Town, Town, int]
FOLDERS = (
    "admin",
    "audit",
    "cases",
    "commands",
    "connectors",
    "conversations",
    "models",
    "public",
    "staff",
    "whatsapp",
)

Other = aliased(Contact)
TABLE = cast("sa.Table", Contact.__table__)
SELECTS: dict[str, Select[Any]] = {
    "a class": select(Contact.id),
    "whole rows": select(Contact).with_only_columns(Contact.id),
    "an alias": select(Other.id),
    "a join from elsewhere": select(Contact.id).select_from(Person).join(Contact),
    "an outer join": select(Contact.id).select_from(Person).join(Contact, isouter=True),
    "a join in the condition": select(Contact.id).where(Contact.person_id == Person.id),
    "a relationship": select(Contact.id).select_from(Case).join(Case.contact),
    "an aliased relationship": select(Other.id).select_from(Case).join(Case.contact.of_type(Other)),
    "a subquery": select(select(Contact.id).subquery().c.id),
    "a common table expression": select(select(Contact.id).cte().c.id),
    "an aliased subquery": select(aliased(Contact, select(Contact).subquery()).id),
    "a scalar subquery": select(select(func.max(Contact.id)).scalar_subquery()),
    "a condition on another": select(Contact.id).where(
        exists().where(Case.contact_id == Contact.id)
    ),
    "a distinct one": select(Contact.id).distinct().order_by(Contact.id),
    "one that is locked": select(Contact.id).with_for_update(),
}
REFUSED: dict[str, Any] = {
    "a table": select(TABLE),
    "a column of a table": select(TABLE.c.name),
    "a table beside a class": select(Person.id, TABLE.c.name),
    "a table in a subquery": select(
        Contact.id, select(func.count()).select_from(TABLE).scalar_subquery()
    ),
    "an aliased table": select(TABLE.alias().c.id),
    "a join made by hand": select(Person.id).select_from(sa.orm.join(Person, Contact)),
    "SQL as text": sa.text("SELECT id FROM contact"),
    "SQL as text into a class": select(Contact).from_statement(sa.text("SELECT * FROM contact")),
    "text with columns": sa.text("SELECT id FROM contact").columns(sa.column("id")),
    "a column of a table in a subquery": select(
        Contact.id, select(TABLE.c.name).limit(1).correlate(None).scalar_subquery()
    ),
    "an update of a table": update(TABLE).values(language="en"),
    "a deletion from a table": delete(TABLE),
    "an insert": insert(Contact).values(person_id=1, department_id=1, name="x", fields={}),
    "an insert into the table": insert(TABLE).values(person_id=1, department_id=1),
    "an update that moves": update(Contact).values(department_id=2),
    "an update that moves by column": update(Contact).values({Contact.department_id: 2}),
}


@pytest.fixture
def towns(any_app: Flask) -> Iterator[Towns]:
    with any_app.app_context():
        yield two_towns()
        db.session.rollback()


def test_a_select_sees_its_own_department_only(towns: Towns, subtests: pytest.Subtests) -> None:
    parks, tax, _person = towns
    for way, statement in SELECTS.items():
        with subtests.test(way=way):
            for town in (parks, tax):
                with scope.departments([town.department]):
                    assert db.session.scalars(statement).all() == [town.contact]
            with scope.departments([parks.department, tax.department]):
                assert set(db.session.scalars(statement)) <= {parks.contact, tax.contact}
            with scope.departments([]):
                assert set(db.session.scalars(statement)) <= {None}
            with scope.system():
                assert tax.contact in db.session.scalars(statement).all()


def test_people_are_not_found_by_what_another_department_knows(towns: Towns) -> None:
    _parks, tax, _person = towns
    by = [
        select(Person.id).where(exists().where(Contact.person_id == Person.id, _named_tax())),
        select(Person.id).where(Person.id.in_(select(Contact.person_id).where(_named_tax()))),
    ]
    for statement in by:
        with scope.departments([tax.department]):
            assert len(db.session.scalars(statement).all()) == 1
        with scope.departments([towns[0].department]):
            assert db.session.scalars(statement).all() == []


def test_without_a_scope_nothing_is_seen(towns: Towns, subtests: pytest.Subtests) -> None:
    assert towns
    for way, statement in {**SELECTS, **REFUSED}.items():
        with subtests.test(way=way), pytest.raises(NoScopeError):
            db.session.execute(statement)


def test_what_cannot_be_limited_is_refused(towns: Towns, subtests: pytest.Subtests) -> None:
    for way, statement in REFUSED.items():
        with (
            subtests.test(way=way),
            scope.departments([towns[0].department]),
            pytest.raises(OutOfScopeError),
        ):
            db.session.execute(statement)


def test_bulk_updates_by_key_are_refused(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department]), pytest.raises(OutOfScopeError):
        db.session.execute(update(Contact), [{"id": tax.contact, "language": "en"}])


def test_tables_that_no_department_owns_need_no_scope(towns: Towns) -> None:
    assert db.session.scalars(select(Person.id)).all() == [towns[2]]
    assert len(db.session.scalars(select(Department)).all()) == 2


@pytest.mark.parametrize("load", [joinedload, selectinload, subqueryload])
def test_relationships_do_not_lead_out(towns: Towns, load: Callable[..., Any]) -> None:
    parks, tax, _person = towns
    _point_parks_case_at_tax(parks, tax)
    with scope.departments([parks.department]):
        case = db.session.scalars(select(Case).options(load(Case.contact))).one()
        assert case.id == parks.case
        assert case.contact is None


def test_a_lazy_relationship_does_not_lead_out(towns: Towns) -> None:
    parks, tax, _person = towns
    _point_parks_case_at_tax(parks, tax)
    with scope.departments([parks.department]):
        assert db.session.get_one(Case, parks.case).contact is None
    with scope.departments([parks.department, tax.department]):
        case = db.session.get_one(Case, parks.case, populate_existing=True)
        db.session.expire(case)
        assert case.contact.id == tax.contact


def test_eager_loading_through_a_join_does_not_lead_out(towns: Towns) -> None:
    parks, tax, _person = towns
    _point_parks_case_at_tax(parks, tax)
    statement = select(Case).join(Case.contact).options(contains_eager(Case.contact))
    with scope.departments([parks.department]):
        assert db.session.scalars(statement).all() == []


def test_get_finds_only_the_own(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department]):
        assert db.session.get(Contact, parks.contact) is not None
        assert db.session.get(Contact, tax.contact) is None
        assert db.session.get(Contact, tax.contact, populate_existing=True) is None
        assert db.session.get(Contact, tax.contact, with_for_update=True) is None
    with pytest.raises(NoScopeError):
        db.session.get(Contact, tax.contact)


def test_get_does_not_answer_from_what_a_wider_scope_has_loaded(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.system():
        kept = db.session.get_one(Contact, tax.contact)
        own = db.session.get_one(Contact, parks.contact)
        with scope.departments([parks.department]):
            assert db.session.get(Contact, tax.contact) is None
            assert db.session.get(Contact, parks.contact) is own
    assert kept not in db.session


def test_get_does_not_answer_from_what_an_inner_scope_has_loaded(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department]):
        with scope.system():
            kept = db.session.get_one(Contact, tax.contact)
        assert db.session.get(Contact, tax.contact) is None
        db.session.expunge_all()
        with pytest.raises(DetachedInstanceError):
            _ = kept.person


def test_refresh_does_not_show_a_row_that_has_left(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department]):
        contact = db.session.get_one(Contact, parks.contact)
        with scope.system():
            db.session.execute(
                update(Contact)
                .where(Contact.id == parks.contact)
                .values(department_id=tax.department, name="moved", person_id=_another_person())
                .execution_options(synchronize_session=False)
            )
        db.session.expire(contact)
        with pytest.raises(OutOfScopeError):
            _ = contact.name


def test_a_row_that_gets_past_the_criteria_is_not_handed_out(towns: Towns) -> None:
    parks, _tax, _person = towns
    statement = select(Contact).from_statement(sa.text("SELECT * FROM contact"))
    with scope.departments([parks.department]), pytest.raises(OutOfScopeError, match="loaded"):
        _around_the_listener(statement)


def test_bulk_update_and_delete_touch_the_own_only(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department]):
        changed = db.session.execute(update(Contact).values(language="zh-Hant"))
        assert changed.rowcount == 1  # type: ignore[attr-defined]
        gone = db.session.execute(delete(Message).where(Message.conversation_id > 0))
        assert gone.rowcount == 1  # type: ignore[attr-defined]
        by_another = delete(Case).where(Case.contact_id.in_(select(Contact.id)))
        assert db.session.execute(by_another).rowcount == 1  # type: ignore[attr-defined]
    with scope.system():
        languages = dict(db.session.execute(select(Contact.id, Contact.language)).all())
        assert languages == {parks.contact: "zh-Hant", tax.contact: ""}
        assert db.session.scalars(select(Message.id)).all() == [tax.message]
        assert db.session.scalars(select(Case.id)).all() == [tax.case]


def test_criteria_of_ones_own_come_on_top(towns: Towns) -> None:
    parks, tax, _person = towns
    mine = with_loader_criteria(Contact, Contact.id == tax.contact)
    with scope.departments([parks.department]):
        assert db.session.scalars(select(Contact).options(mine)).all() == []


def test_the_same_statement_follows_the_scope_not_a_cache(towns: Towns) -> None:
    parks, tax, _person = towns
    seen = []
    for town in (parks, tax, parks):
        with scope.departments([town.department]):
            seen.append(db.session.scalars(select(Conversation.id)).one())
    assert seen == [parks.conversation, tax.conversation, parks.conversation]


def test_rows_are_written_in_the_own_department(towns: Towns) -> None:
    parks, tax, person = towns
    with scope.departments([parks.department]):
        db.session.get_one(Contact, parks.contact).language = "en"
        db.session.add(_message(parks, 1))
        db.session.delete(db.session.get_one(Case, parks.case))
        db.session.commit()
    assert person
    with scope.departments([tax.department]):
        assert db.session.get(Case, tax.case) is not None


@pytest.mark.parametrize("department", [None, "tax"])
def test_rows_of_another_department_are_not_added(towns: Towns, department: str | None) -> None:
    parks, tax, _person = towns
    row = _message(tax, 1)
    row.department_id = tax.department if department else None  # type: ignore[assignment]
    with scope.departments([parks.department]):
        db.session.add(row)
        with pytest.raises(OutOfScopeError):
            db.session.flush()


def test_rows_do_not_move_to_another_department(towns: Towns) -> None:
    parks, tax, _person = towns
    both = [parks.department, tax.department]
    with scope.departments(both):
        db.session.get_one(Message, parks.message).department_id = tax.department
        with pytest.raises(OutOfScopeError, match="moved"):
            db.session.commit()
    db.session.rollback()
    with scope.system():
        db.session.get_one(Message, parks.message).department_id = tax.department
        db.session.commit()


def test_another_departments_row_is_not_taken_over_by_its_key(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department]):
        stolen = _message(parks, 1)
        stolen.id = tax.message
        db.session.merge(stolen)
        with pytest.raises((OutOfScopeError, sa.exc.IntegrityError)):
            db.session.flush()


def test_changes_of_a_wider_scope_are_not_carried_into_a_narrower(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.system():
        db.session.get_one(Contact, tax.contact).language = "en"
        with scope.departments([parks.department]), pytest.raises(OutOfScopeError):
            db.session.flush()


def test_nothing_is_written_without_a_scope(towns: Towns) -> None:
    db.session.add(_message(towns[0], 1))
    with pytest.raises(NoScopeError):
        db.session.flush()


def test_a_scope_narrows_and_never_widens(towns: Towns) -> None:
    parks, tax, _person = towns
    with scope.departments([parks.department, tax.department]):
        with scope.departments([tax.department]):
            assert scope.current() == frozenset({tax.department})
            with pytest.raises(OutOfScopeError), scope.departments([parks.department]):
                pass
            with scope.system():
                assert scope.current() == "system"
        assert scope.current() == frozenset({parks.department, tax.department})
    assert scope.current() is None


def test_a_scope_ends_with_an_error(towns: Towns) -> None:
    with pytest.raises(ZeroDivisionError), scope.departments([towns[0].department]):
        _ = 1 / 0
    assert scope.current() is None


def _named_tax() -> Any:
    return (
        Contact.department_id
        == select(Department.id).where(Department.code == "tax").scalar_subquery()
    )


def _point_parks_case_at_tax(parks: Town, tax: Town) -> None:
    with scope.system():
        db.session.get_one(Case, parks.case).contact_id = tax.contact
        db.session.commit()
        db.session.expunge_all()


def _another_person() -> int:
    person = Person()
    db.session.add(person)
    db.session.flush()
    return person.id


def _message(town: Town, number: int) -> Message:
    return Message(
        department_id=town.department,
        ulid=f"{number:026}",
        conversation_id=town.conversation,
        direction="out",
        kind="text",
        content=b"{}",
        status="queued",
    )


def _around_the_listener(statement: Any) -> list[Any]:
    with _deaf():
        return list(db.session.scalars(statement))


@contextmanager
def _deaf() -> Iterator[None]:
    """A session whose statements nobody limits: as if the listener had a hole."""
    sa.event.remove(sa.orm.Session, "do_orm_execute", scope._limit)
    try:
        yield
    finally:
        sa.event.listen(sa.orm.Session, "do_orm_execute", scope._limit)


def test_nobody_uses_the_sessions_bulk_methods_which_no_listener_sees() -> None:
    ours = [*ROOT.glob("*.py"), *(file for name in FOLDERS for file in (ROOT / name).rglob("*.py"))]
    assert len(ours) > 50
    for file in ours:
        assert not re.search(r"\.bulk_(save|insert|update)_", file.read_text("utf-8")), file
