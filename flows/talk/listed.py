"""Choices that come from a list in ``result``: what a service or a table found for this citizen.

The list holds texts, or mappings with ``id`` and ``label`` (a text, or one by language) and, if they
like, a ``description``. Whatever else it holds is left out. The labels are data from outside: they
are shown as they are, never read as templates, and kept in one line.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import StringConstraints

from flows.conditions import value_at
from flows.node import Remark
from flows.text import neutral, pick

if TYPE_CHECKING:
    from flows.scene import Scene

MOST = 100  # entries that are offered; nobody pages through more
ROOT = "result"
ListPath = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){1,4}$")
]
_MARK = "~"


@dataclass(frozen=True)
class Listed:
    """One entry: what is kept when it is chosen, and its words in the reader's language."""

    id: str
    label: str
    description: str
    row: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What stands for it in the id of a button: a few characters, the same for the same id."""
        return _MARK + hashlib.sha256(self.id.encode(errors="replace")).hexdigest()[:10]


def listed(scene: "Scene", path: str | None) -> tuple[Listed, ...]:
    """The entries of the list at ``path``, each id once; none where there is no such list."""
    found = value_at(scene.values(), tuple(path.split("."))) if path else None
    entries: dict[str, Listed] = {}
    for one in found if isinstance(found, list) else ():
        entry = _entry(one, scene)
        if entry is not None and len(entries) < MOST:
            entries.setdefault(entry.id, entry)
    return tuple(_told_apart(entries))


def list_remarks(path: str | None, where: str) -> Iterator[Remark]:
    """A list stands in ``result``, where what services and tables found is kept."""
    if path is not None and path.partition(".")[0] != ROOT:
        yield Remark("list_elsewhere", where, (("path", path),))


def _entry(one: object, scene: "Scene") -> Listed | None:
    if isinstance(one, str | int | float) and not isinstance(one, bool):
        label = neutral(str(one))
        return Listed(str(one), label, "", {"id": str(one), "label": label}) if label else None
    if not isinstance(one, Mapping):
        return None
    label = _words(one.get("label"), scene)
    given = one.get("id", label)
    if not isinstance(given, str | int | float) or isinstance(given, bool):
        return None
    id_ = str(given)
    if not id_.strip():
        return None
    kept = {key: value for key, value in one.items() if isinstance(value, str | int | float)}
    kept.update(id=id_, label=label or id_)
    return Listed(id_, label or neutral(id_), _words(one.get("description"), scene), kept)


def _words(texts: object, scene: "Scene") -> str:
    if isinstance(texts, Mapping):
        texts = pick(texts, scene.language, scene.languages)
    return neutral(str(texts)) if isinstance(texts, str | int | float) else ""


def _told_apart(entries: Mapping[str, Listed]) -> Iterator[Listed]:
    """Two entries of one label are told apart by their ids."""
    labels = [entry.label for entry in entries.values()]
    for entry in entries.values():
        if labels.count(entry.label) > 1 and entry.label != entry.id:
            yield Listed(
                entry.id, f"{entry.label} ({neutral(entry.id)})", entry.description, entry.row
            )
        else:
            yield entry
