"""How the tree reads: one noun a module, none too long, every test beside what it proves."""

import re
import statistics
from pathlib import Path

import pytest

from config import ROOT
from tests.policy import tree

LONGEST = 400
MEDIAN = 130
BANNED = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}
MACHINE_PATHS = re.compile(r"(?<![\w.])(/root/|/home/\w|/work/|/Users/|file:///|[A-Z]:\\Users)")
# Tests of something that is no Python module, and what they prove.
ELSEWHERE = {
    "tests/flows/kinds/test_cases.py": "tests/flows/kinds",
    "tests/flows/test_utterances.py": "benchmarks/understanding.py",
    "tests/whatsapp/sandbox/test_format.py": "static/sandbox/format.js",
    "tests/whatsapp/sandbox/test_phone_page.py": "templates/sandbox/phone.html",
    "tests/whatsapp/sandbox/test_words.py": "static/sandbox/words.js",
}
TEXTS = (".py", ".md", ".txt", ".in", ".toml", ".html", ".js", ".css", ".yaml", ".json", "Makefile")


def test_a_long_module_says_why() -> None:
    silent = [str(path) for path in tree.files(".py") if _length(path) > LONGEST and not _why(path)]
    assert not silent, f"over {LONGEST} lines without a reason in the first comment: {silent}"


def test_modules_are_short_on_the_whole() -> None:
    lengths = [length for path in tree.product() if (length := _length(path)) > 1]
    assert statistics.median(lengths) <= MEDIAN


def test_every_module_is_named_by_a_noun_of_the_domain() -> None:
    vague = [
        str(path)
        for path in tree.files(".py")
        if BANNED & {re.split(r"_", part)[-1] for part in path.with_suffix("").parts}
    ]
    assert not vague, f"these names say nothing: {vague}"


def test_every_test_stands_where_its_module_stands() -> None:
    strays = [
        str(path)
        for path in tree.files(".py", below="tests")
        if path.name.startswith("test_") and path.parts[1] in tree.LAYERS
        if not _mirrored(path) and not (ROOT / ELSEWHERE.get(str(path), "-")).exists()
    ]
    assert not strays, f"tests of no module (tests/a/test_b.py tests a/b.py or a/b/): {strays}"


@pytest.mark.parametrize("path", list(tree.files(*TEXTS)), ids=str)
def test_nothing_speaks_of_the_machine_it_was_written_on(path: Path) -> None:
    if ROOT / path == Path(__file__):
        return
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not MACHINE_PATHS.findall(text)


def test_locked_requirements_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-editor.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"^--|://", text, re.MULTILINE), f"{name} names a place"


def _length(path: Path) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def _why(path: Path) -> bool:
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") and not line.startswith("#!"):
            return len(line) > len("# long because") and "lines" in line
    return False


def _mirrored(path: Path) -> bool:
    """``tests/a/test_b.py`` proves ``a/b.py``, ``a/b/`` or, named after the folder, ``a`` itself."""
    inside = Path(*path.parts[1:-1])
    noun = path.stem.removeprefix("test_")
    candidates = (
        inside / f"{noun}.py", inside / noun, inside.parent / noun, inside.parent / f"{noun}.py",
    )  # fmt: skip
    return any((ROOT / candidate).exists() for candidate in candidates)
