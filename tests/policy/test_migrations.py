"""Updating without downtime: the release before goes on working on the tables of the one after."""

import ast
from collections.abc import Iterator

import pytest

from config import ROOT
from tests.policy import tree

# Before anybody had installed anything the tables could change as they liked.
FREE = 16
LATER = [
    path
    for path in tree.files(".py", below="migrations/versions")
    if int(path.name.partition("_")[0]) > FREE
]


def test_a_migration_leaves_the_release_before_it_running() -> None:
    broken = {str(path): found for path in LATER if (found := list(_breaks(tree.parse(path))))}
    assert not broken


@pytest.mark.parametrize(
    ("step", "breach"),
    [
        ('op.drop_column("case", "note")', "drop_column"),
        ('op.drop_table("case")', "drop_table"),
        ('op.rename_table("case", "matter")', "rename_table"),
        ('batch.alter_column("note", new_column_name="remark")', "alter_column new_column_name"),
        ('batch.alter_column("note", nullable=False)', "alter_column nullable"),
        ('batch.alter_column("note", server_default=None)', "alter_column server_default"),
        ('op.add_column("case", sa.Column("at", KEY, nullable=False))', "add_column at"),
    ],
)
def test_what_would_break_it_is_seen(step: str, breach: str) -> None:
    assert list(_breaks(ast.parse(f"def upgrade():\n    {step}"))) == [breach]


@pytest.mark.parametrize(
    "step",
    [
        'op.create_table("case", sa.Column("at", KEY, nullable=False))',
        'op.add_column("case", sa.Column("at", KEY, nullable=True))',
        'op.add_column("case", sa.Column("at", KEY, nullable=False, server_default="0"))',
        'batch.alter_column("note", nullable=True)',
    ],
)
def test_what_leaves_it_running_is_let_pass(step: str) -> None:
    assert not list(_breaks(ast.parse(f"def upgrade():\n    {step}")))


def test_there_are_migrations() -> None:
    assert len(list((ROOT / "migrations/versions").glob("*.py"))) >= FREE


def _breaks(module: ast.Module) -> Iterator[str]:
    """What ``upgrade`` does that a process of the release before would stumble over."""
    upgrade = next(
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    for call in ast.walk(upgrade):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        name = call.func.attr
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if name in {"drop_column", "drop_table", "rename_table"}:
            yield name
        if name == "alter_column":
            if "new_column_name" in given:
                yield f"{name} new_column_name"
            if given.get("nullable") == "False":
                yield f"{name} nullable"
            if given.get("server_default") == "None":
                yield f"{name} server_default"
        if name == "add_column":
            yield from _strict(call)


def _strict(call: ast.Call) -> Iterator[str]:
    """A new column that must be filled, and is not filled by itself."""
    column = call.args[-1]
    if not isinstance(column, ast.Call):
        return
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in column.keywords}
    if given.get("nullable") == "False" and "server_default" not in given:
        yield f"add_column {ast.literal_eval(column.args[0])}"
