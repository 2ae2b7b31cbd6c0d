"""References as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.department.cases import reference_in, without_reference

WRITTEN = [
    ("PARKS-7K3M-9QXA", "PARKS-7K3M-9QXA"),
    ("parks 7k3m 9qxa", "PARKS-7K3M-9QXA"),
    ("7k3m9qxa", "PARKS-7K3M-9QXA"),
    ("  7K3M-9QXA ", "PARKS-7K3M-9QXA"),
    ("ＰＡＲＫＳ－７Ｋ３Ｍ－９ＱＸＡ", "PARKS-7K3M-9QXA"),
    ("PARKS–7K3M—9QXA", "PARKS-7K3M-9QXA"),
    ("PARKS - 7K3M - 9QXA", "PARKS-7K3M-9QXA"),
    ("parks7k3m9qxa", "PARKS-7K3M-9QXA"),
    ("PARKS-7K3M-9QXA 進度", "PARKS-7K3M-9QXA"),
    ("我想查 7K3M-9QXA，唔該", "PARKS-7K3M-9QXA"),
    ("What about 7K3M-9QXA?", "PARKS-7K3M-9QXA"),
    ("PARKS-2345-6789", "PARKS-2345-6789"),
    ("ABCD-EFGH", "PARKS-ABCD-EFGH"),
    ("strength", ""),
    ("2345 6789", ""),
    ("2345-6789", ""),
    ("call me on 2345-6789", ""),
    ("7K3M", ""),
    ("7K3M-9QX", ""),
    ("17K3M-9QXA", ""),
    ("7K3O-9QXA", ""),
    ("", ""),
]


@pytest.mark.parametrize(("written", "meant"), WRITTEN)
def test_a_reference_is_found_as_it_is_stored(written: str, meant: str) -> None:
    assert reference_in(written, "parks") == meant


def test_a_department_without_a_code_has_none_in_front() -> None:
    assert reference_in("7k3m-9qxa", "") == "7K3M-9QXA"
    assert reference_in("FIRE-SERVICES-7K3M-9QXA", "fire-services") == "FIRE-SERVICES-7K3M-9QXA"


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("PARKS-7K3M-9QXA 進度", "進度"),
        ("進度 7k3m-9qxa", "進度"),
        ("where is parks 7k3m-9qxa now", "WHERE IS NOW"),
        ("parks", "parks"),
        ("call 2345-6789", "call 2345-6789"),
    ],
)
def test_what_is_left_without_the_reference(written: str, rest: str) -> None:
    assert " ".join(without_reference(written, "parks").split()) == rest


@given(st.text(max_size=1200))
def test_anything_may_be_written(text: str) -> None:
    found = reference_in(text, "parks")
    assert found == "" or found.startswith("PARKS-")
