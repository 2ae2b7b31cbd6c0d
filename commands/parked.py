"""`parked`: what no turn could be taken for, and taking it again once that is mended."""

import click
from flask.cli import AppGroup

from audit.trail import TERMINAL
from commands.changes import change
from conversations import doorbell
from conversations.doorbell import Ring
from conversations.talks import parked

group = AppGroup("parked", help="What could not be answered, and trying it again.")


@group.command("list")
def list_() -> None:
    """List what is parked in people's lanes, oldest first; nothing of what they wrote."""
    with change():
        rows = parked.waiting()
        for row in rows:
            since = f"{row.received_at:%Y-%m-%d %H:%M} UTC"
            place = f"conversation {row.conversation_id} of {row.code}"
            click.echo(f"{row.id}  {since}  {row.kind}  {place}  {row.reason}")
    if not rows:
        click.echo("Nothing is parked.")
    elif len(rows) == parked.MOST:
        click.echo(f"There may be more: these are the first {parked.MOST}.")


@group.command("replay")
@click.argument("ids", nargs=-1, required=True, type=click.IntRange(min=1), metavar="ID…")
def replay(ids: tuple[int, ...]) -> None:
    """Put what was parked back into its lane, all of the IDs or none; `parked list` names them."""
    with change():
        try:
            conversations = parked.replay(ids, TERMINAL)
        except LookupError as fault:
            raise click.ClickException(
                f"Nothing parked has the number {fault}; see `parked list`. Nothing was changed."
            ) from fault
    doorbell.call(Ring(tuple(conversations)))
    click.echo(f"Taken again: {len(conversations)}.")
