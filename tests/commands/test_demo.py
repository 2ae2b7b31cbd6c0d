from collections.abc import Callable

from flask import Flask

from tests.commands.terminal import Terminal


def test_the_demonstration_prints_its_sign_ins(terminal: Terminal) -> None:
    printed = terminal.run("demo").output
    assert "tax, parks, clinic (3 added)" in printed
    assert "parks.admin@example.org" in printed
    assert "(0 added)" in terminal.run("demo").output


def test_the_demonstration_stays_in_the_sandbox(
    make_app: Callable[..., Flask], sqlite_database: str
) -> None:
    real = Terminal(make_app(sqlite_database, GRAPH_API_URL="http://127.0.0.1:9"))
    assert "GRAPH_API_URL is set" in real.run("demo", fails=1).output
