"""How a command ends: well, or with a sentence that says what is wrong, where, and what to do.

The exit code is 2 when what was typed can be seen to be wrong, whatever files and database hold:
an unknown option, a malformed number, a file that is not there. It is 1 when a check fails: the
content of a file, the database, this machine or Meta says no. Kinds of argument that several
commands take, or that need more than a look, are ``Checked``; files are in ``commands.files``.
"""

from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup


class Group(AppGroup):
    """The commands of one noun."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what is no text: neither the database nor a terminal could take it later."""
        for number, one in enumerate(args, 1):
            if any("\ud800" <= character <= "\udfff" for character in one):
                # By its place alone: it may be a secret.
                raise click.UsageError(
                    f"Word {number} after {ctx.info_name} is not UTF-8; type it anew, or rename the file."
                )
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a file or folder that it cannot use is named."""
        try:
            return super().invoke(ctx)
        except OSError as fault:
            if fault.filename is None:  # no file of ours, such as a pipe that was closed
                raise
            raise click.ClickException(f"{fault.filename}: {fault.strerror}.") from fault


class Checked(click.ParamType[str]):
    """A text that ``check`` returns as it is kept, or refuses by ``ValueError`` with a sentence."""

    def __init__(self, name: str, check: Callable[[str], str]) -> None:
        """``name`` is what it is called where click explains the command."""
        self.name = name
        self._check = check

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value as it is kept; click has this end with exit code 2 when it is refused."""
        try:
            return self._check(value)
        except ValueError as fault:
            self.fail(str(fault), param, ctx)
