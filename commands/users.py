"""`users`: members of staff."""

import click

from audit import trail
from commands.changes import change, department_of
from commands.group import Checked, Group
from staff import accounts, invitation, second_factor
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


@group.command("readmit")
@click.argument("email", type=Checked("EMAIL", accounts.address_of))
def readmit(email: str) -> None:
    """Let in somebody who lost password or phone: no second factor, no sign-ins, a new link.

    In the staff site an administrator does this; here it is for when none of them can get in.
    """
    with change():
        user = accounts.known(email)
        if user is None:
            raise click.ClickException(f"Nobody has an account with {email}.")
        subject = f"user:{user.id}"
        if second_factor.of(user) is not None:
            second_factor.remove(user)
            trail.record("user.second_factor_removed", actor=trail.TERMINAL, subject=subject)
        accounts.end_sessions(user)
        trail.record("user.invited", actor=trail.TERMINAL, subject=subject)
        link = invitation.link(user)
    click.echo(
        f"{email} has no second factor and is signed in nowhere.\n"
        f"A password can be chosen once, within three days, at:\n{link}"
    )
