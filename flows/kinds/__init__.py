"""One file per kind of node. A kind is found by being here; nothing lists them."""

import importlib
import pkgutil
from functools import cache

from flows.node import Node


@cache
def registry() -> dict[str, type[Node]]:
    """Every kind by its name, those that staff see first coming first."""
    kinds: list[tuple[str, type[Node]]] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        kind = loaded.KIND
        kinds.append((kind.model_fields["kind"].annotation.__args__[0], kind))
    return dict(sorted(kinds, key=lambda named: (named[1].rank != "first", named[0])))
