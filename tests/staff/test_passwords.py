import pytest

from models import User
from staff import passwords

USER = User(email="clerk@parks.example", name="Fong Siu Ling")


@pytest.mark.parametrize(
    "password",
    ["four unrelated words here", "1a2b-3c4d-5e6f-7a8b", "濕碎濕碎 bicycle 茶餐廳 lamp", "x7!" * 5 + "Qpz" * 50],
)  # fmt: skip
def test_what_is_hard_to_guess_is_taken(app: object, password: str) -> None:
    assert app
    assert passwords.fault(password, USER) == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "between 12 and 200"),
        ("four words", "between 12 and 200"),
        ("x" * 201, "between 12 and 200"),
        ("password1234", "too easy"),
        ("P4ssw0rd2026", "too easy"),
        ("iloveyou2026!", "too easy"),
        ("qwertyuiop12", "too easy"),
        ("aaaaaaaaaaaaaaaa" * 10, "too easy"),
        ("FongSiuLing26", "too easy"),
        ("sampansampan1", "too easy"),
        ("my clerk@parks.example!", "Your own address"),
    ],
)
def test_what_anybody_would_try_first_is_refused(app: object, password: str, said: str) -> None:
    assert app
    assert said in passwords.fault(password, USER)
