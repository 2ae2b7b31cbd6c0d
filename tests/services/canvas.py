"""The built canvas, which browser tests draw on: `make test` builds it first."""

from config import ROOT
from tests.services.process import lacking

MANIFEST = ROOT / "static" / "editor" / "manifest.json"


def built() -> None:
    """Skips (with CI=true: fails) where nobody has built it."""
    if not MANIFEST.exists():
        lacking("The canvas", "nothing, but run `make canvas`")
