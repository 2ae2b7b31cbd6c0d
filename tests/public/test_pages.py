import html
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

import demo
from extensions import db
from models import Channel, Department, scope

LANGUAGES = {"en": "en", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN"}
LINK = re.compile(r'<a class="button[^"]*" href="([^"]+)"')


def text_of(client: FlaskClient, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept-Language": LANGUAGES[language]})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def links_of(client: FlaskClient, path: str, language: str = "en") -> list[str]:
    return [html.unescape(found) for found in LINK.findall(text_of(client, path, language))]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Harbour Parks Office (demonstration)"),
        ("zh-Hant", "海港公園辦事處（示範）"),
        ("zh-Hans", "海港公园办事处（示范）"),
    ],
)
def test_the_directory_lists_official_numbers(
    planted: Flask, client: FlaskClient, language: str, name: str
) -> None:
    page = text_of(client, "/", language)
    assert f'<html lang="{language}">' in page
    assert f'<a href="/d/parks">{name}</a>' in page
    for number in ("+852 5555 0111", "+852 5555 0121", "+852 5555 0131"):
        assert number in page


def test_names_in_other_languages_are_marked_as_such(planted: Flask, client: FlaskClient) -> None:
    page = text_of(client, "/d/parks", "zh-Hant")
    assert '<span lang="en">Harbour Parks Office (demonstration)</span>' in page
    assert '<span lang="zh-Hans">海港公园办事处（示范）</span>' in page
    assert '<span lang="zh-Hant">' not in page


def test_a_directory_without_numbers_says_so(client: FlaskClient) -> None:
    assert "No department can be written to yet." in text_of(client, "/")


def test_a_department_without_a_number_is_not_listed(planted: Flask, client: FlaskClient) -> None:
    with planted.app_context(), scope.system():
        db.session.add(Department(code="zoo", names={"en": "Zoo"}))
        db.session.commit()
    assert "Zoo" not in text_of(client, "/")
    assert "has no WhatsApp number yet" in text_of(client, "/d/zoo")


@pytest.mark.parametrize("code", ["parks", "PARKS", "Parks"])
def test_the_case_of_a_code_does_not_count(planted: Flask, client: FlaskClient, code: str) -> None:
    page = text_of(client, f"/d/{code}")
    assert "+852 5555 0121" in page
    assert "+852 5555 0120" in page
    assert "Every day, 8:00 to 20:00" in page


def test_in_the_sandbox_links_open_the_phone_and_the_page_says_so(
    planted: Flask, client: FlaskClient
) -> None:
    assert "trial system" in text_of(client, "/d/parks")
    assert links_of(client, "/d/parks") == [
        "http://127.0.0.1:8000/phone?to=85255550121",
        "http://127.0.0.1:8000/phone?to=85255550121&text=Urgent%20closures%20%28%23CLOSED%29",
        "http://127.0.0.1:8000/phone?to=85255550121&text=Noise%20complaint%20%28%23NOISE%29",
        "http://127.0.0.1:8000/phone?to=85255550121&text=Report%20a%20fallen%20tree%20%28%23TREE%29",
    ]


def test_for_real_links_open_whatsapp(make_app: Callable[..., Flask], sqlite_database: str) -> None:
    demo.plant(make_app(sqlite_database))
    real = make_app(sqlite_database, GRAPH_API_URL="http://127.0.0.1:9").test_client()
    assert "trial system" not in text_of(real, "/d/parks")
    assert links_of(real, "/d/parks", "zh-Hant") == [
        "https://wa.me/85255550121",
        "https://wa.me/85255550121?text=%E7%B7%8A%E6%80%A5%E5%B0%81%E9%96%89%E9%80%9A%E7%9F%A5%20%28%23CLOSED%29",
        "https://wa.me/85255550121?text=%E6%8A%95%E8%A8%B4%E5%99%AA%E9%9F%B3%20%28%23NOISE%29",
        "https://wa.me/85255550121?text=%E5%A0%B1%E5%91%8A%E5%A1%8C%E6%A8%B9%20%28%23TREE%29",
    ]


def test_nothing_claims_that_chats_are_private_to_the_two(
    planted: Flask, client: FlaskClient
) -> None:
    for language in LANGUAGES:
        page = text_of(client, "/d/parks", language)
        assert not re.search(r"end.to.end|端到端|端對端|端对端|点对点|點對點", page, re.IGNORECASE)
        assert "Meta" in page


@pytest.mark.parametrize("query", ["", "?entry=TREE", "?entry=tree&language=zh-Hant"])
def test_a_qr_code_is_a_picture_for_screen_and_print(
    planted: Flask, client: FlaskClient, query: str
) -> None:
    drawn = client.get(f"/d/parks/qr.svg{query}")
    assert drawn.mimetype == "image/svg+xml"
    assert b"viewBox" in drawn.data
    with Image.open(BytesIO(client.get(f"/d/parks/qr.png{query}").data)) as picture:
        assert picture.size[0] == picture.size[1] > 200


def test_each_entry_and_language_has_a_qr_code_of_its_own(
    planted: Flask, client: FlaskClient
) -> None:
    queries = ["", "?entry=TREE&language=en", "?entry=TREE&language=zh-Hant"]
    codes = {client.get(f"/d/parks/qr.svg{query}").data for query in queries}
    assert len(codes) == len(queries)


@pytest.mark.parametrize(
    "path",
    [
        "/d/zoo",
        "/d/zoo/qr.svg",
        "/d/parks/qr.gif",
        "/d/parks/qr.svg?entry=DUE",
        "/d/parks/qr.svg?number=%2B85255550111",
        "/d/%00",
        "/d/" + "a" * 3000,
    ],
)
def test_what_is_not_there_is_not_found(planted: Flask, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_number_of_a_department_has_its_link(planted: Flask, client: FlaskClient) -> None:
    with planted.app_context(), scope.system():
        parks = db.session.scalars(select(Department).where(Department.code == "parks")).one()
        db.session.add(
            Channel(
                department_id=parks.id, phone_number_id="9", number="+85255550129", waba_id="1",
                portfolio_id="1", token="a-token",
            )
        )  # fmt: skip
        db.session.commit()
    assert [link[-11:] for link in links_of(client, "/d/parks")][:2] == [
        "85255550121",
        "85255550129",
    ]
    assert client.get("/d/parks/qr.png?number=%2B85255550129").status_code == 200


def test_every_picture_says_what_it_is(planted: Flask, client: FlaskClient) -> None:
    for language in LANGUAGES:
        for picture in re.findall(r"<img [^>]*>", text_of(client, "/d/parks", language)):
            assert re.search(r'alt="[^"]+"|src="/static/sampan.svg" alt=""', picture)
