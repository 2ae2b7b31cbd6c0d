"""Every stage, act, role and person; every content and policy: what may be done, and what may not."""

from itertools import product

import pytest

from flows.versions import stages
from flows.versions.stages import Facts, RefusedError, Stage
from staff.roles import ROLES

EDITORS = {"content-editor", "department-admin"}
JUDGES = {"reviewer", "department-admin"}
PUBLISHERS = EDITORS | JUDGES
# (stage, act): where it leads, who may do it with their own work, and who with somebody else's.
STEPS: dict[tuple[str, str], tuple[str, set[str], set[str]]] = {
    ("draft", "edit"): ("draft", EDITORS, EDITORS),
    ("draft", "submit"): ("in_review", EDITORS, EDITORS),
    ("draft", "publish"): ("published", PUBLISHERS, PUBLISHERS),
    ("in_review", "edit"): ("draft", EDITORS, EDITORS),
    ("in_review", "withdraw"): ("draft", EDITORS, EDITORS),
    ("in_review", "approve"): ("approved", set(), JUDGES),
    ("in_review", "return"): ("returned", JUDGES, JUDGES),
    ("in_review", "publish"): ("published", PUBLISHERS, PUBLISHERS),
    ("approved", "edit"): ("draft", EDITORS, EDITORS),
    ("approved", "return"): ("returned", JUDGES, JUDGES),
    ("approved", "publish"): ("published", PUBLISHERS, PUBLISHERS),
    ("returned", "edit"): ("draft", EDITORS, EDITORS),
    ("returned", "submit"): ("in_review", EDITORS, EDITORS),
    ("returned", "publish"): ("published", PUBLISHERS, PUBLISHERS),
    ("published", "edit"): ("draft", EDITORS, EDITORS),
    ("published", "publish"): ("published", PUBLISHERS, PUBLISHERS),
    ("published", "replace"): ("retired", PUBLISHERS, PUBLISHERS),
    ("published", "revert"): ("returned", JUDGES, JUDGES),
    ("retired", "publish"): ("published", PUBLISHERS, PUBLISHERS),
}
EVERY = list(product(stages.STAGES, stages.ACTS, ROLES, (True, False)))


def test_every_pair_of_stage_and_act_is_either_a_step_or_refused() -> None:
    for stage, act in product(stages.STAGES, stages.ACTS):
        if (stage, act) in STEPS:
            assert stages.step(stage, act).to == STEPS[stage, act][0]
            continue
        with pytest.raises(RefusedError) as refused:
            stages.step(stage, act)
        assert refused.value.why == "stage"


def test_every_stage_act_role_and_person() -> None:
    assert len(EVERY) == 6 * 8 * 9 * 2
    for stage, act, role, is_own in EVERY:
        _, own, others = STEPS.get((stage, act), ("", set(), set()))
        authors = ["user:1"] if is_own else ["user:2"]
        found = stages.is_open_to(stage, act, ROLES[role], "user:1", authors)
        assert found == (role in (own if is_own else others)), (stage, act, role, is_own)


# stage, alone, cleared, is_first, same_graph, policy: the outcome. The first row that fits holds;
# None fits all.
RIGHTS: list[tuple[str | None, bool | None, bool | None, bool | None, bool | None, str | None, str]]
RIGHTS = [
    (None, True, None, None, None, None, "alone"),
    ("approved", None, True, None, None, None, "approved"),
    (None, None, True, None, None, None, "again"),
    ("returned", None, None, None, None, None, "no: returned"),
    (None, None, None, True, None, None, "no: first"),
    (None, None, None, None, False, None, "no: graph"),
    (None, None, None, None, None, "two_people", "no: two_people"),
    (None, None, None, None, None, "words_at_once", "words"),
]


def test_every_content_and_policy() -> None:
    of_facts = list(product((True, False), repeat=4))
    for stage, policy, facts in product(stages.STAGES, stages.POLICIES, of_facts):
        alone, cleared, is_first, same_graph = facts
        wanted = next(
            outcome
            for *pattern, outcome in RIGHTS
            if all(
                one is None or one == other
                for one, other in zip(pattern, (stage, *facts, policy), strict=True)
            )
        )
        assert _right(stage, Facts(policy, alone, cleared, is_first, same_graph)) == wanted


def _right(stage: Stage, facts: Facts) -> str:
    try:
        return stages.way(stage, facts)
    except RefusedError as refused:
        return f"no: {refused.why}"


@pytest.mark.parametrize(
    ("authors", "approvers", "enough"),
    [
        ("a", "", False),
        ("a", "a", False),
        ("a", "b", True),
        ("a", "ab", True),
        ("ab", "a", False),
        ("ab", "b", False),
        ("ab", "ab", True),
        ("ab", "c", True),
        ("abc", "a", False),
        ("abc", "ab", True),
        ("", "", False),
        ("", "a", True),
    ],
)
def test_no_author_is_the_only_one_who_approves(authors: str, approvers: str, enough: bool) -> None:
    assert stages.are_enough(list(authors), list(approvers)) == enough


def test_every_refusal_has_a_sentence() -> None:
    for why in stages.SENTENCES:
        assert str(RefusedError(why)).endswith(".")
