"""The page about the kinds of node says what the program does: `make docs` writes it anew."""

from docs import kinds as writer
from flows import fields, kinds
from flows.graph import parse
from tests.flows.talking import document


def test_the_page_is_current() -> None:
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "run make docs"


def test_every_kind_key_exit_and_type_stands_in_it() -> None:
    page = writer.page()
    for name, kind in kinds.registry().items():
        section = page.partition(f"## `{name}`")[2].partition("\n## ")[0]
        assert kind.names["en"] in section
        assert kind.names["zh-Hant"] in section
        for field in kind.model_fields.values():
            extra = field.json_schema_extra
            if field.alias and isinstance(extra, dict) and extra["widget"] != "hidden":
                assert f"| `{field.alias}` |" in section
        for way in kind.model_construct().ways():
            assert f"| `{way.id}` | {way.label}" in section
    for name in fields.registry():
        assert f"| `{name}` |" in page


def test_what_it_says_may_be_left_out_may_be_left_out() -> None:
    page = writer.page()
    for name in kinds.registry():
        section = page.partition(f"## `{name}`")[2].partition("\n## ")[0]
        if "must be there" not in section:
            assert parse(document({"here": {"kind": name}})).node("here") is not None
