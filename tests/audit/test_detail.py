import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.detail import Detail, digest, maybe, number, references, slug, slugs

GOOD: list[tuple[Detail, object]] = [
    (number, 0),
    (number, 2**53),
    (digest, "0123456789abcdef" * 4),
    (slug, "leisure-main"),
    (slug, "hours_text"),
    (slug, "a"),
    (slug, "A" * 80),
    (slugs, []),
    (slugs, ["token", "throughput"]),
    (references, ["PARKS-20261122-0001", "TREE-1"]),
    (maybe(slug), ""),
    (maybe(slug), "node"),
]
BAD: list[tuple[Detail, object]] = [
    (number, -1),
    (number, 2**53 + 1),
    (number, True),
    (number, 1.0),
    (number, "1"),
    (digest, "0123456789ABCDEF" * 4),
    (digest, "a" * 63),
    (slug, ""),
    (slug, "two words"),
    (slug, "someone@example.com"),
    (slug, "+85255550100"),
    (slug, "85255550100"),
    (slug, "a85255550100"),
    (slug, "A123456(3)"),
    (slug, "陳大文"),
    (slug, "A" * 81),
    (slug, None),
    (slug, "line\n"),
    (slugs, "token"),
    (slugs, ["ok", "not ok"]),
    (slugs, ["a"] * 51),
    (references, ["someone said something"]),
    (references, [1]),
    (references, ["A" * 61]),
    (maybe(slug), None),
]


@pytest.mark.parametrize(("detail", "value"), GOOD)
def test_what_a_field_holds(detail: Detail, value: object) -> None:
    assert detail(value)


@pytest.mark.parametrize(("detail", "value"), BAD)
def test_what_a_field_does_not_hold(detail: Detail, value: object) -> None:
    assert not detail(value)


@given(st.text(alphabet=st.characters(exclude_categories=["L", "N"]), min_size=1))
def test_punctuation_and_spaces_alone_are_nothing(text: str) -> None:
    assert not any(detail(text) for detail in (number, digest, slug, references))


@given(st.integers(10_000_000, 10**15), st.sampled_from(["", "a", "tel", "x-", "x."]))
def test_no_telephone_number_is_a_slug(telephone: int, before: str) -> None:
    assert not slug(f"{before}{telephone}")
