"""The translation table: what is missing, what has fallen behind, and nobody's words overwritten."""

import copy
import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from tests.admin.builder.conftest import Browser, Office

HOURS = "hours_text|text|en"


@pytest.fixture
def parks(office: Office) -> Browser:
    return office.browser()


def test_every_text_stands_beside_its_translations(parks: Browser) -> None:
    page = parks.page("/translations")
    for words in ("海濱公園", "Waterfront Park", "海滨公园"):
        assert words in page
    assert "Missing or behind (0)" in " ".join(page.split())


def test_what_was_typed_is_saved_and_nothing_else_is_touched(
    parks: Browser, office: Office
) -> None:
    before = office.draft()
    form = parks.form("/translations")
    form.put(HOURS, "Open day and night")
    parks.send("/translations", form, None)
    wanted = copy.deepcopy(before)
    wanted["nodes"]["hours_text"]["text"]["en"] = "Open day and night"
    assert office.draft() == wanted


def test_what_is_missing_or_behind_is_marked(parks: Browser, office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["zh-Hant"] = "已更改"
    del draft["nodes"]["contact_text"]["text"]["zh-Hans"]
    office.put(draft)
    page = parks.page("/translations?show=open")
    assert page.count("Fallen behind") == 2
    assert page.count(">Missing<") == 1
    assert "welcome|text|en" not in page


def test_words_that_somebody_else_wrote_meanwhile_are_kept(parks: Browser, office: Office) -> None:
    form = parks.form("/translations")
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = "Theirs"
    office.put(draft)
    form.put(HOURS, "Mine")
    form.put("contact_text|text|en", "Mine as well")
    parks.send("/translations", form, None)
    nodes = office.draft()["nodes"]
    assert nodes["hours_text"]["text"]["en"] == "Theirs"
    assert nodes["contact_text"]["text"]["en"] == "Mine as well"
    page = parks.page("/translations")
    assert "“Theirs” (Say) (English)" in page
    assert re.search(r">Questions “[^”]+” › Question<", page)


def test_the_table_goes_out_and_comes_in_as_a_spreadsheet(parks: Browser, office: Office) -> None:
    answer = parks.get("/translations.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["step", "place", "zh-Hant", "en", "zh-Hans"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "hours_text")
    row[3].value, row[4].value = "=1+1 o'clock", None
    row[3].data_type = "s"
    bring(parks, book)
    texts = office.draft()["nodes"]["hours_text"]["text"]
    assert texts["en"] == "=1+1 o'clock"
    assert "海滨公园" in texts["zh-Hans"]
    assert "flow.exported" in office.actions()


def test_rows_of_another_flow_are_told_and_left_out(parks: Browser, office: Office) -> None:
    before = office.draft()
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["step", "place", "en"])
    sheet.append(["elsewhere", "text", "words"])
    bring(parks, book)
    assert office.draft() == before
    assert "elsewhere text" in parks.page("/translations")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 no zip", b"step,place,en\n", b"\x00" * 200])
def test_what_is_no_spreadsheet_is_refused(parks: Browser, office: Office, raw: bytes) -> None:
    before = office.draft()
    answer = parks.post("/translations/import", file=(io.BytesIO(raw), "texts.xlsx"))
    assert answer.status_code == 302
    assert office.draft() == before
    assert "no XLSX file" in parks.page("/translations")


def test_only_who_may_build_changes_words(office: Office) -> None:
    reader = office.browser("reviewer")
    assert "Save</button>" not in reader.page("/translations")
    assert reader.post("/translations").status_code == 403
    assert reader.post("/translations/import").status_code == 403


def bring(browser: Browser, book: Workbook) -> None:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    browser.post("/translations/import", file=(file, "texts.xlsx"))
