"""`users`: members of staff."""

import click

from audit import trail
from commands.changes import change, department_of
from commands.group import Checked, Group
from staff import accounts, invitation
from staff.roles import EVERYWHERE, ROLES

group = Group("users", help="Members of staff.")


@group.command("add")
@click.argument("email", type=Checked("EMAIL", accounts.address_of))
@click.option(
    "--role",
    required=True,
    type=Checked("SLUG", accounts.role_of),
    help=f"One of: {', '.join(ROLES)}.",
)
@click.option("--department", metavar="CODE", help="Where; without it, everywhere.")
def add(email: str, role: str, department: str | None) -> None:
    """Give a member of staff a role, and print the link where they choose their password, once."""
    if department and role in EVERYWHERE:
        raise click.UsageError(f"The role {role} holds everywhere: leave --department out.")
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
