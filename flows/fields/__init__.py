"""The fields of forms and questions: one file per type of answer, found by being here."""

import importlib
import pkgutil
from functools import cache

from flows.fields.answer import FieldType


@cache
def registry() -> dict[str, FieldType]:
    """Every type of field by its name."""
    types: dict[str, FieldType] = {}
    for module in pkgutil.iter_modules(__path__):
        found = getattr(importlib.import_module(f"{__name__}.{module.name}"), "TYPE", None)
        if found is not None:
            types[found.name] = found
    return dict(sorted(types.items()))
