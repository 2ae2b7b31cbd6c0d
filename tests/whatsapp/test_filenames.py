import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.messages import FILENAME, length
from whatsapp.filenames import safe_filename


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("報稅表.pdf", "報稅表.pdf"),
        ("  my  form .pdf ", "my form .pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\temp\\a.doc", "C__temp_a.doc"),
        ("tax\u202efdp.exe", "taxfdp.exe"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("...", ""),
        ("", ""),
        ("字" * 300 + ".pdf", "字" * 235 + "….pdf"),
        ("a" * 300, "a" * 239 + "…"),
    ],
)
def test_safe_filename(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


@given(st.text(st.characters(), max_size=400))
def test_whatever_the_sender_calls_it(name: str) -> None:
    safe = safe_filename(name)
    assert length(safe) <= FILENAME
    assert not set(safe) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(sign).startswith("C") for sign in safe)
    assert not safe.startswith(".")
