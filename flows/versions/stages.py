"""How a draft becomes what citizens meet: the stages, and who takes which step, as a table.

Pure. ``conversations.releases.reviews`` takes the steps; ``conversations.releases.clearance`` gathers the facts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Stage = Literal["draft", "in_review", "approved", "returned", "published", "retired"]
Act = Literal["edit", "submit", "withdraw", "approve", "return", "publish", "replace", "revert"]
Policy = Literal["two_people", "words_at_once"]
Way = Literal["alone", "approved", "again", "words"]

STAGES: tuple[Stage, ...] = get_args(Stage)
ACTS: tuple[Act, ...] = get_args(Act)
POLICIES: tuple[Policy, ...] = get_args(Policy)


@dataclass(frozen=True)
class Step:
    """Where an act leads, and what permission it takes.

    ``another``: somebody other than the author. ``cleared``: only when ``way`` finds one.
    """

    to: Stage
    permission: str
    takes: Literal["", "another", "cleared"] = ""


# What is not here cannot be done. A draft that is live is ``published``; a version that another
# replaced is ``retired``.
TABLE: Mapping[tuple[Stage, Act], Step] = {
    ("draft", "edit"): Step("draft", "flows.edit"),
    ("draft", "submit"): Step("in_review", "flows.edit"),
    ("draft", "publish"): Step("published", "flows.publish", "cleared"),
    ("in_review", "edit"): Step("draft", "flows.edit"),
    ("in_review", "withdraw"): Step("draft", "flows.edit"),
    ("in_review", "approve"): Step("approved", "flows.review", "another"),
    ("in_review", "return"): Step("returned", "flows.review"),
    ("in_review", "publish"): Step("published", "flows.publish", "cleared"),
    ("approved", "edit"): Step("draft", "flows.edit"),
    ("approved", "return"): Step("returned", "flows.review"),
    ("approved", "publish"): Step("published", "flows.publish", "cleared"),
    ("returned", "edit"): Step("draft", "flows.edit"),
    ("returned", "submit"): Step("in_review", "flows.edit"),
    ("returned", "publish"): Step("published", "flows.publish", "cleared"),
    ("published", "edit"): Step("draft", "flows.edit"),
    ("published", "publish"): Step("published", "flows.publish", "cleared"),
    ("published", "replace"): Step("retired", "flows.publish"),
    ("published", "revert"): Step("returned", "flows.review"),
    ("retired", "publish"): Step("published", "flows.publish", "cleared"),
}

Why = Literal["stage", "own", "first", "graph", "two_people", "returned"]


class RefusedError(Exception):
    """A step cannot be taken; ``why`` says which rule forbids it."""

    def __init__(self, why: Why) -> None:
        """Keep the rule."""
        super().__init__(SENTENCES[why])
        self.why = why


# For the terminal and the log; the staff site has its own, in three languages.
SENTENCES: Mapping[Why, str] = {
    "stage": "This cannot be done at this stage of the flow.",
    "own": "Whoever changed the flow cannot be the only one to approve it.",
    "first": "A first publication needs somebody else's approval.",
    "graph": "More than words changed: this needs somebody else's approval.",
    "two_people": "Every change of this flow needs somebody else's approval.",
    "returned": "A reviewer returned this: change it, or submit it again.",
}


@dataclass(frozen=True)
class Facts:
    """What decides whether a content may be published.

    ``alone``: by an operator at the terminal. ``cleared``: this very content was approved, or was
    live by right before. ``is_first``: nothing is live yet. ``same_graph``: only words differ from
    what is live.
    """

    policy: Policy
    alone: bool = False
    cleared: bool = False
    is_first: bool = False
    same_graph: bool = False


def stage_of(content: str, live: str, reviewed: str, stage: str) -> Stage:
    """The stage of a draft, from the hashes of what it holds, of what is live and of what a review is of.

    ``stage`` is the review's. Where nothing is live or in review, the hash is empty.
    """
    if content == live:
        return "published"
    if content != reviewed:
        return "draft"
    return next((one for one in STAGES if one == stage), "draft")


def step(stage: Stage, act: Act) -> Step:
    """What ``act`` does at ``stage``.

    Raises:
        RefusedError: nothing; it cannot be done there.

    """
    found = TABLE.get((stage, act))
    if found is None:
        raise RefusedError("stage")
    return found


def is_open_to(
    stage: Stage, act: Act, permissions: Collection[str], actor: str, authors: Collection[str]
) -> bool:
    """Whether ``actor``, who has these permissions, may take a step with what ``authors`` wrote."""
    found = TABLE.get((stage, act))
    if found is None or found.permission not in permissions:
        return False
    return found.takes != "another" or set(authors) != {actor}


def way(stage: Stage, facts: Facts) -> Way:
    """By what right a content at ``stage`` may be published.

    Raises:
        RefusedError: by none.

    """
    step(stage, "publish")
    if facts.alone:
        return "alone"
    if facts.cleared:
        return "approved" if stage == "approved" else "again"
    if stage == "returned":
        raise RefusedError("returned")
    if facts.is_first:
        raise RefusedError("first")
    if not facts.same_graph:
        raise RefusedError("graph")
    if facts.policy == "two_people":
        raise RefusedError("two_people")
    return "words"


def are_enough(authors: Collection[str], approvers: Collection[str]) -> bool:
    """Whether of every author's work somebody else approves, so that none is the only approver."""
    return bool(approvers) and all(any(one != author for one in approvers) for author in authors)
