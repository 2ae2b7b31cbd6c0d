import pytest

from whatsapp.signature import sign, verify

BODY = rb'{"text":"\u5854\/"}'
SECRET = "an app secret"


def test_sign_is_what_meta_describes() -> None:
    # RFC 4231, test case 2.
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert sign(b"what do ya want for nothing?", "Jefe") == f"sha256={digest}"
    assert len(sign(BODY, SECRET)) == 71


@pytest.mark.parametrize("secrets", [[SECRET], ["new", SECRET], [SECRET, "new"], ["", SECRET]])
def test_any_secret_may_have_signed(secrets: list[str]) -> None:
    assert verify(BODY, sign(BODY, SECRET), secrets)


@pytest.mark.parametrize(
    ("header", "secrets"),
    [
        (None, [SECRET]),
        ("", [SECRET]),
        ("sha256=", [SECRET]),
        (sign(BODY, SECRET).removeprefix("sha256="), [SECRET]),
        (sign(BODY, SECRET).replace("sha256", "sha1"), [SECRET]),
        (sign(BODY, SECRET)[:-1], [SECRET]),
        (sign(BODY + b" ", SECRET), [SECRET]),
        (sign(BODY, "another"), [SECRET]),
        (sign(BODY, SECRET), []),
        (sign(BODY, ""), [""]),
        ("sha256=\u58540123\udc80", [SECRET]),
    ],
)
def test_everything_else_is_refused(header: str | None, secrets: list[str]) -> None:
    assert not verify(BODY, header, secrets)


def test_the_raw_bytes_count() -> None:
    assert not verify('{"text":"塔/"}'.encode(), sign(BODY, SECRET), [SECRET])
