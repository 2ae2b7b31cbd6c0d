"""The translations: complete, alike, and each in its own script."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import opencc
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

import catalogues
from admin.builder.frame import Frame
from config import ROOT, Settings
from flows.documents.anatomy import pieces
from flows.documents.shape import Shape
from flows.kinds import registry
from whatsapp.error_table import CODES, Action

LOCALES = ("zh_Hant_HK", "zh_Hans_CN")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CONTEXT = {"pgettext": ((1, "c"), 2)}
# Simplified by the letter, but as good Traditional: the words they stand in tell.
SHARED = set("只台里后系于表板准回布制面干几才松了合并杆范周")


def _catalogue(locale: str) -> Catalog:
    with (ROOT / "translations" / locale / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def _pairs(locale: str) -> list[tuple[str, str]]:
    pairs = []
    for message in _catalogue(locale):
        if message.id:
            said = message.string[0] if isinstance(message.string, tuple) else message.string
            pairs.append((_last(message.id), str(said or "")))
    return pairs


def _last(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[-1]


def _ids(locale: str) -> set[tuple[str, str]]:
    """Each sentence with its context, empty where it has none."""
    return {(one.context or "", _last(one.id)) for one in _catalogue(locale) if one.id}


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_empty_and_every_place_is_kept(locale: str) -> None:
    for source, said in _pairs(locale):
        assert said, source
        assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(source)), source


def test_both_catalogues_know_the_same() -> None:
    traditional, simplified = map(_ids, LOCALES)
    assert traditional == simplified


def test_traditional_is_traditional_and_simplified_simplified() -> None:
    to_traditional, to_simplified = opencc.OpenCC("s2t"), opencc.OpenCC("t2s")
    for _, said in _pairs("zh_Hant_HK"):
        wrong = {sign for sign in said if to_traditional.convert(sign) != sign} - SHARED
        assert not wrong, said
    for _, said in _pairs("zh_Hans_CN"):
        assert to_simplified.convert(said) == said


def test_no_sentence_of_the_staff_site_is_missing() -> None:
    methods = [
        ("admin/**.py", "python"),
        ("staff/**.py", "python"),
        ("templates/**.html", "jinja2"),
    ]
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), **CONTEXT}
    found = extract_from_dir(ROOT, methods, {}, keywords, directory_filter=_committed)
    wanted = {(context or "", _last(sentence)) for _, _, sentence, _, context in found}
    assert sorted(wanted - _ids("zh_Hant_HK")) == []


def test_no_word_that_a_kind_of_step_brings_is_missing() -> None:
    shapes: list[type[Shape]] = [Frame, *registry().values()]
    wanted = {("", word) for shape in shapes for word in _words_of(shape)}
    wanted |= {("", (kind.__doc__ or "").partition("\n")[0]) for kind in registry().values()}
    for file in (ROOT / "flows" / "kinds").glob("*.py"):
        wanted |= {("exit", label) for label in _exits_of(ast.parse(file.read_text("utf-8")))}
    assert ("exit", "Otherwise") in wanted
    assert sorted(wanted - _ids("zh_Hant_HK")) == []


def _words_of(shape: type[Shape]) -> Iterator[str]:
    """The help of each field and the values to choose from, as the pages hand them to gettext."""
    for piece in pieces(shape):
        if piece.help:
            yield piece.help
        yield from (one.replace("_", " ").capitalize() for one in piece.literals)
        for inner in (piece.shape, piece.item_shape):
            if inner is not None:
                yield from _words_of(inner)


def _exits_of(tree: ast.AST) -> Iterator[str]:
    """The labels of exits that are written out, ``Exit("ok", "Answered")``."""
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Name(id="Exit"), args=[_, ast.Constant(value=str(label)), *_]):
                yield label


def test_what_stops_or_slows_a_number_is_told_in_every_language() -> None:
    rules = [rule for rule in CODES.values() if rule.limit or rule.action is Action.STOP_CHANNEL]
    assert sorted({("", rule.sentence) for rule in rules} - _ids("zh_Hant_HK")) == []


def _committed(folder: str | os.PathLike[str]) -> bool:
    return Path(folder).name not in {".venv", "instance", ".git", "node_modules", "tests"}


def test_a_changed_catalogue_is_compiled_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings: Settings = app.extensions["settings"]
    source = settings.instance_dir / "source"
    file = source / "zh_Hant_HK/LC_MESSAGES/messages.po"
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(catalogues, "SOURCE", source)
    made = settings.instance_dir / "translations/zh_Hant_HK/LC_MESSAGES/messages.mo"
    for said in ("一", "二"):
        file.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "one"\nmsgstr "{said}"\n', encoding="utf-8")
        assert catalogues.compiled(settings) == made.parents[2]
        assert said.encode() in made.read_bytes()
    before = made.stat().st_ino
    catalogues.compiled(settings)
    assert made.stat().st_ino == before


@pytest.mark.parametrize(
    ("asked", "tag", "words"),
    [
        ("zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant", "登入"),
        ("zh-TW", "zh-Hant", "登入"),
        ("zh-CN", "zh-Hans", "登录"),
        ("fr", "en", "Sign in"),
    ],
)
def test_pages_speak_the_browsers_language(
    client: FlaskClient, asked: str, tag: str, words: str
) -> None:
    page = client.get("/admin/sign-in", headers={"Accept-Language": asked}).text
    assert f'<html lang="{tag}">' in page
    assert words in page
