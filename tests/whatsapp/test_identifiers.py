import pytest

from whatsapp.identifiers import is_user_id, masked, normal_phone, phone_of


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("5555 0123", "+85255550123"),
        ("+852 5555-0123", "+85255550123"),
        ("(852) 5555 0123", "+85255550123"),
        ("００８５２５５５５０１２３", "+85255550123"),
        ("00852 5555 0123", "+85255550123"),
        ("001 852 5555 0123", "+85255550123"),
        ("５５５５　０１２３", "+85255550123"),
        ("+1 202 555 0123", "+12025550123"),
        ("12345", None),
        ("my number", None),
        ("", None),
        ("5" * 10_000, None),
    ],
)
def test_normal_phone(written: str, normal: str | None) -> None:
    assert normal_phone(written) == normal


@pytest.mark.parametrize(
    ("wa_id", "phone"),
    [
        ("85255550123", "+85255550123"),
        ("+85255550123", "+85255550123"),
        (" 85255550123 ", "+85255550123"),
        ("0852", None),
        ("HK.85255550123", None),
        ("８５２５５５５０１２３", None),
        ("8" * 16, None),
        ("", None),
    ],
)
def test_phone_of(wa_id: str, phone: str | None) -> None:
    assert phone_of(wa_id) == phone


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("HK.1a2B3c", True),
        ("HK.ENT.99", True),
        ("HK." + "a" * 128, True),
        ("HK." + "a" * 129, False),
        ("hk.1a2B3c", False),
        ("HK.", False),
        ("HK.ENT.", False),
        ("85255550123", False),
        ("HK.1a\n", False),
    ],
)
def test_is_user_id(text: str, is_one: bool) -> None:
    assert is_user_id(text) is is_one


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+85255550123", "+852••••0123"),
        ("85255550123", "+852••••0123"),
        ("5555 0123", "+852••••0123"),
        ("+12025550123", "+1••••0123"),
        ("+999999999999", "••••9999"),
        ("1234567", "••••"),
        ("no number", "••••"),
        ("", "••••"),
    ],
)
def test_masked(number: str, shown: str) -> None:
    assert masked(number) == shown
