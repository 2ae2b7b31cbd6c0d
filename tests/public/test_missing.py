import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("asked", "title"),
    [("en", "This page does not exist"), ("zh-HK", "找不到這個頁面"), ("zh-CN", "找不到这个页面")],
)
def test_a_person_gets_a_page_in_their_language(
    client: FlaskClient, asked: str, title: str
) -> None:
    answer = client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": asked})
    assert answer.status_code == 404
    assert f"<h1>{title}</h1>" in answer.get_data(as_text=True)


def test_a_program_gets_a_short_answer(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert len(answer.data) < 500


def test_an_address_for_a_form_alone_is_missing_to_a_person(client: FlaskClient) -> None:
    answer = client.get("/admin/sign-out", headers={"Accept": "text/html"})
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "<h1>This page does not exist</h1>" in answer.text


def test_a_fault_of_ours_is_told_without_what_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a secret of ours")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "public.index", fail)
    answer = app.test_client().get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "<h1>Something went wrong</h1>" in answer.text
    assert "secret" not in answer.text


def test_what_was_asked_for_is_not_repeated(client: FlaskClient) -> None:
    answer = client.get("/<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert b"<script>alert" not in answer.data


@pytest.mark.parametrize(
    ("path", "way"), [("/admin/nowhere", 'href="/admin/"'), ("/d/nowhere", 'href="/"')]
)
def test_the_way_back_leads_to_where_they_came_from(
    client: FlaskClient, path: str, way: str
) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert f'<p class="back"><a {way}>' in page
