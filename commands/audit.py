"""`audit`: whether the trail is whole, and sealing it by hand."""

from collections.abc import Iterable
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import current_app

from audit import checkpoints, inspection
from audit.checkpoints import Checkpoint, CheckpointError
from audit.inspection import Found
from commands.changes import change
from commands.files import SAVED
from commands.findings import counted, refuse
from commands.group import Group
from config import Settings
from conversations.sealing import Sealing
from conversations.transactions import looking
from models.crypto import BrokenSealError, UnknownKeyError

FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)

group = Group("audit", help="The trail: whether it is whole.")


@group.command("verify")
@click.option(
    "--checkpoints", "folder", type=FOLDER,
    help="A copy of the checkpoints, kept elsewhere; without it, those in CHECKPOINT_DIR.",
)  # fmt: skip
@click.option(
    "--public-key", "key_file", type=SAVED,
    help="The key that signed them, kept elsewhere; without it, the installation's own.",
)  # fmt: skip
def verify(folder: Path | None, key_file: Path | None) -> None:
    """Look over every event, seal and checkpoint; exit 1 and name the first bad row."""
    settings: Settings = current_app.extensions["settings"]
    place = folder or settings.checkpoint_dir
    with change():
        key = _key_in(key_file) if key_file else _own_key()
        found = inspection.inspect_all(looking, _read(place, key))
    if found.sealed and not found.checkpoints and not found.faults:
        found.faults.append(
            f"There is no checkpoint in {place}, so nobody can tell whether the end was cut off. Give "
            "the folder where they are kept with --checkpoints; a running `work` or `audit seal` writes one."
        )
    if found.faults:
        if len(found.faults) >= inspection.MOST:
            found.faults.append(f"There may be more: these are the first {inspection.MOST}.")
        refuse(found.faults, "The trail is not whole.")
    for line in _told(found):
        click.echo(line)


@group.command("seal")
def seal() -> None:
    """Seal what waits and write a checkpoint, where no `work` runs that would."""
    settings: Settings = current_app.extensions["settings"]
    with change():
        path = Sealing(settings.checkpoint_dir).finish()
    click.echo(f"Sealed, up to the checkpoint {path}." if path else "There is nothing to seal yet.")


def _key_in(file: Path) -> Ed25519PublicKey:
    try:
        return checkpoints.public_key_in(file.read_bytes())
    except CheckpointError as fault:
        raise click.ClickException(f"{file}: {fault}") from fault


def _own_key() -> Ed25519PublicKey | None:
    try:
        with looking() as connection:
            return checkpoints.public_key(connection)
    except (UnknownKeyError, BrokenSealError) as fault:
        raise click.ClickException(
            f"The key of the checkpoints cannot be read. {fault} Or give its file with --public-key."
        ) from fault


def _read(folder: Path, key: Ed25519PublicKey | None) -> Iterable[Checkpoint | CheckpointError]:
    """The checkpoints in the folder; without a key, one word about it where there are any."""
    if key is not None:
        return checkpoints.read_all(folder, key)
    if checkpoints.newest(folder) is None:
        return ()
    return (
        CheckpointError(
            f"There are checkpoints in {folder}, but the database holds no key that could have signed "
            "them: it was made anew or the key was taken away. Give the key's file with --public-key."
        ),
    )


def _told(found: Found) -> list[str]:
    """What was looked at, as lines."""
    lines = [f"The trail is whole: {counted(found.sealed, 'sealed event')}."]
    if found.newest:
        lines.append(
            f"Checkpoints that agree: {found.checkpoints}; the newest is of "
            f"{found.newest.at:%Y-%m-%d %H:%M} UTC and vouches for seals 1 to {found.newest.seq}."
        )
    if found.uncovered and found.newest:
        lines.append(
            f"Since then: {counted(found.uncovered, 'seal')} that no checkpoint has seen yet."
        )
    if found.oldest_waiting:
        lines.append(
            f"{counted(found.waiting, 'event')} not yet sealed, the oldest of "
            f"{found.oldest_waiting:%Y-%m-%d %H:%M:%S} UTC; a running `work` seals within seconds."
        )
    return lines
