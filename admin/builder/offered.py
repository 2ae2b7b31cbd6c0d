"""The kinds of node as staff are offered them: six by name, the rest under "More"."""

from admin.builder.node_form import kinds
from flows.kinds import registry

# In this order; a kind's own rank says whether it is one of them.
FIRST = ("message", "menu", "question", "form", "case", "handover")

Named = tuple[str, str]  # the kind's name and what staff call it


def offered(page_language: str) -> dict[str, list[Named]]:
    """The kinds to add: the ``first`` by name, and ``more``."""
    named = kinds(page_language)
    first = [one for one in named if registry()[one[0]].rank == "first"]
    first.sort(key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST))
    first = first[: len(FIRST)]
    return {"first": first, "more": [one for one in named if one not in first]}
