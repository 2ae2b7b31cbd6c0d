"""Department isolation, in this one place. It fails closed.

Whoever reads or writes a row of a department (``DepartmentOwned``) does so in a scope: workers and
commands as ``system()``, which sees all; requests of staff inside ``departments(ids)``. Outside of
any scope such a query raises ``NoScopeError``.

What the ORM's session does is covered: select, update and delete, through joins, aliases,
subqueries and relationships, ``get`` and ``refresh``, and what a flush writes. Core statements are
understood by name only: inside ``departments`` those that touch a department's table are refused,
as is SQL written as text. What goes straight to a connection (``db.session.connection()``,
``db.engine``) is not looked at: only the engine's hot path does that, and it acts as the system.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from flask import has_app_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from extensions import db
from models.columns import DepartmentOwned
from models.statement import Touched

System = Literal["system"]
Scope = frozenset[int] | System

_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


class NoScopeError(RuntimeError):
    """A department's rows were asked for, and nobody had said on whose behalf."""


class OutOfScopeError(RuntimeError):
    """Rows of another department were asked for, or were about to be written."""


def current() -> Scope | None:
    """The scope that holds now: ``"system"``, the ids of departments, or None when none is set."""
    return _scope.get()


@contextmanager
def system() -> Iterator[None]:
    """Everything in here sees all departments: workers, commands, public pages' look-ups."""
    with _entered("system"):
        yield


@contextmanager
def departments(ids: Iterable[int]) -> Iterator[None]:
    """Everything in here sees the rows of these departments and no others.

    Raises:
        OutOfScopeError: the scope around this one does not see all of them.

    """
    wanted = frozenset(ids)
    around = _scope.get()
    if isinstance(around, frozenset) and not wanted <= around:
        raise OutOfScopeError(
            "A narrower scope cannot see more departments than the one around it."
        )
    with _entered(wanted):
        yield


@contextmanager
def _entered(scope: Scope) -> Iterator[None]:
    before = _scope.get()
    enter(scope)
    try:
        yield
    finally:
        enter(before)


def enter(scope: Scope | None) -> None:
    """Set the scope until it is set again; for those who cannot wrap what follows in a ``with``.

    Rows that the new scope does not see leave the session, so that none is handed out again from
    its memory.
    """
    _scope.set(scope)
    if not isinstance(scope, frozenset) or not has_app_context() or not db.session.registry.has():
        return
    session = db.session()
    changed = session.dirty | session.deleted  # stays, for the flush to refuse it aloud
    for row in session.identity_map.values():
        if isinstance(row, DepartmentOwned) and row not in changed:
            _forget(session, row, scope)


def _forget(session: Session, row: DepartmentOwned, scope: frozenset[int]) -> None:
    if row.__dict__.get("department_id") not in scope:
        session.expunge(row)


@event.listens_for(Session, "do_orm_execute")
def _limit(state: ORMExecuteState) -> None:
    scope = _scope.get()
    if scope == "system":
        return
    touched = Touched(state.statement)
    if not touched.owned and not touched.text:
        return
    if scope is None:
        raise NoScopeError(
            f"No scope is set for a query of {touched}: "
            "enter models.scope.departments(...) or, for work of the system, system()."
        )
    _refuse_what_cannot_be_limited(state, touched)
    ids = tuple(sorted(scope))
    state.statement = state.statement.options(
        with_loader_criteria(
            DepartmentOwned,
            lambda owned: owned.department_id.in_(ids),
            include_aliases=True,
        )
    )


def _refuse_what_cannot_be_limited(state: ORMExecuteState, touched: Touched) -> None:
    if touched.text:
        raise OutOfScopeError("SQL written as text cannot be limited to departments.")
    if touched.bare and not (state.is_relationship_load or state.is_column_load):
        tables = ", ".join(sorted(touched.bare))
        raise OutOfScopeError(f"Name the classes of {tables}: bare tables cannot be limited.")
    if state.is_insert or (state.is_update and _moves_or_goes_by_key(state)):
        raise OutOfScopeError(f"Add and move rows of {touched} one by one, through the session.")


def _moves_or_goes_by_key(state: ORMExecuteState) -> bool:
    """Whether an update sets the department, or is a list of rows with their keys."""
    statement: Any = state.statement
    if isinstance(state.parameters, list):
        return True
    values: Any = statement._values or {}  # noqa: SLF001 (no public way)
    named = {getattr(column, "key", column) for column in values} | set(state.parameters or ())
    return "department_id" in named


@event.listens_for(Session, "before_flush")
def _guard(session: Session, _context: object, _rows: object) -> None:
    scope = _scope.get()
    if scope == "system":
        return
    changed = {row for row in session.dirty if session.is_modified(row)}
    for row in changed.union(session.new, session.deleted):
        if not isinstance(row, DepartmentOwned):
            continue
        name = type(row).__name__
        if scope is None:
            raise NoScopeError(f"No scope is set for a change to a {name}.")
        if row.department_id not in scope:
            raise OutOfScopeError(f"A {name} of another department was about to be written.")
        if row not in session.new and inspect(row).attrs.department_id.history.has_changes():
            raise OutOfScopeError(f"A {name} was about to be moved to another department.")


@event.listens_for(DepartmentOwned, "load", propagate=True)
def _loaded(row: DepartmentOwned, _context: object) -> None:
    """The second line of defence: a row that came some other way is not handed out."""
    scope = _scope.get()
    if scope == "system" or "department_id" not in row.__dict__:
        return
    if row.__dict__["department_id"] not in (scope or ()):
        raise OutOfScopeError(f"A {type(row).__name__} of another department was loaded.")


@event.listens_for(DepartmentOwned, "refresh", propagate=True)
def _refreshed(row: DepartmentOwned, context: object, _names: object) -> None:
    _loaded(row, context)
