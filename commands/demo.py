"""`demo`: the demonstration departments and staff, for a first look."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from commands.changes import database_sentence
from config import Settings
from demo import NotASandboxError, Planted, plant


@click.command()
@with_appcontext
def demo() -> None:
    """Add what is absent of the demonstration, and print its sign-ins. Sandbox only."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (the proxy's way to the thing itself)
    try:
        planted = plant(app)
    except NotASandboxError as fault:
        raise click.ClickException(str(fault)) from fault
    except DBAPIError as fault:
        raise click.ClickException(database_sentence(fault)) from fault
    settings: Settings = app.extensions["settings"]
    click.echo(_told(planted, settings.public_url))


def _told(planted: Planted, address: str) -> str:
    """The departments and sign-ins, as lines."""
    width = max(len(one.email) for one in planted.sign_ins)
    role_width = max(len(one.role) for one in planted.sign_ins)
    password = planted.sign_ins[0].password
    lines = [
        f"Demonstration departments: {', '.join(planted.departments)} ({planted.added} added).",
        f"Demonstration staff sign in at {address}/admin/ with the password  {password}",
    ]
    lines += [
        f"  {one.email:<{width}}  {one.role:<{role_width}}  {one.department or 'everywhere'}"
        for one in planted.sign_ins
    ]
    return "\n".join(lines)
