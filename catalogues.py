"""The interface's translations: kept as .po files in the tree, compiled when a process starts.

The compiled files go below ``instance/``, so that nobody needs a build step and none is committed.
"""

import os
import secrets
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config import ROOT, Settings

SOURCE = ROOT / "translations"


def compiled(settings: Settings) -> Path:
    """The folder of compiled catalogues, brought up to date with the tree's ``translations/``."""
    target = settings.instance_dir / "translations"
    for source in sorted(SOURCE.glob("*/LC_MESSAGES/*.po")):
        made = (target / source.relative_to(SOURCE)).with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime_ns != source.stat().st_mtime_ns:
            _compile(source, made)
    return target


def _compile(source: Path, made: Path) -> None:
    """Write beside it and rename: another process may be reading or doing the same."""
    made.parent.mkdir(parents=True, exist_ok=True)
    half = made.with_suffix(f".{secrets.token_hex(4)}")
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=source.parts[-3])
    with half.open("wb") as file:
        write_mo(file, catalogue)
    stamp = source.stat().st_mtime_ns
    os.utime(half, ns=(stamp, stamp))
    half.rename(made)
