import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from staff.language import local_path


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/admin/cases/?status=open", "/admin/cases/?status=open"),
        ("/admin/?", "/admin/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nX: y", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(wanted: str, path: str) -> None:
    assert local_path(wanted) == path


@given(st.text())
def test_no_way_back_leads_elsewhere(wanted: str) -> None:
    path = local_path(wanted)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))


def test_a_chosen_language_is_kept(client: FlaskClient) -> None:
    answer = client.get("/language/zh-Hans?next=/admin/sign-in")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/sign-in")
    page = client.get("/admin/sign-in", headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-Hans">' in page
    assert client.get("/language/tlh").status_code == 404
