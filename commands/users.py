"""`users`: members of staff."""

import click
from flask.cli import AppGroup

from audit import trail
from commands.changes import change, department_of
from staff import accounts, invitation
from staff.roles import ROLES

group = AppGroup("users", help="Members of staff.")


@group.command("add")
@click.argument("email")
@click.option("--role", required=True, metavar="SLUG", help=f"One of: {', '.join(ROLES)}.")
@click.option("--department", metavar="CODE", help="Where; without it, everywhere.")
def add(email: str, role: str, department: str | None) -> None:
    """Give a member of staff a role, and print the link where they choose their password, once."""
    if role not in ROLES:
        raise click.UsageError(f"There is no role {role!r}. The roles are: {', '.join(ROLES)}.")
    with change():
        owner = department_of(department) if department else None
        try:
            user = accounts.add(email, role, owner, actor=trail.TERMINAL)
        except accounts.AccountError as fault:
            raise click.ClickException(str(fault)) from fault
        where = owner.code if owner else "every department"
        lines = [f"{user.email} is {role} in {where}."]
        if user.password is None:
            lines += [
                "A password can be chosen once, within three days, at:",
                invitation.link(user),
            ]
    click.echo("\n".join(lines))
