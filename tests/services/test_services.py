"""The throw-away servers start, serve, and go away with whoever started them."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis
from playwright.sync_api import Page, expect

from tests.services.postgres import Postgres
from tests.services.process import alive, eventually, lacking
from tests.services.redis import Redis

# Both sleep until they are killed, which is what is tested; ten minutes bound them should it fail.
STARTER = """
import sys, time
from pathlib import Path
from tests.services.process import Process, folder_of_ordinary_user

folder = folder_of_ordinary_user()
process = Process(["sh", "-c", "echo $$; exec sleep 600"], folder)
process.wait_until(lambda: process.output().endswith("\\n"))
Path(sys.argv[1]).write_text(process.output() + str(folder))
time.sleep(600)
"""


def test_a_database_starts_empty_and_keeps_what_it_is_given(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
        assert tables == (0,)
        connection.execute("CREATE TABLE boat (name text)")
        connection.execute("INSERT INTO boat VALUES ('舢舨')")
        assert connection.execute("SELECT name FROM boat").fetchone() == ("舢舨",)


def test_a_database_is_copied_from_another(postgres_server: Postgres) -> None:
    first = postgres_server.create()
    with psycopg.connect(postgres_server.url(first)) as connection:
        connection.execute("CREATE TABLE boat (name text)")
    second = postgres_server.create(template=first)
    with psycopg.connect(postgres_server.url(second)) as connection:
        assert connection.execute("SELECT count(*) FROM boat").fetchone() == (0,)
    postgres_server.drop(second)
    postgres_server.drop(first)


def test_postgres_runs_as_an_ordinary_user(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    assert Path(row[0]).stat().st_uid != 0


@pytest.mark.parametrize("turn", [1, 2])
def test_redis_is_empty_for_every_test(redis_url: str, turn: int) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)


def test_redis_keeps_nothing_on_disk(redis_server: Redis) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.config_get("save")["save"] == ""


def test_the_browser_shows_a_page(page: Page) -> None:
    page.set_content("<h1>舢舨</h1>")
    expect(page.get_by_role("heading")).to_have_text("舢舨")


def test_a_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(note)], cwd=Path(__file__).parents[2]
    )
    eventually(lambda: note.exists() and note.read_text().count("\n") == 1)
    number, folder = note.read_text().split("\n")
    assert alive(int(number))
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    eventually(lambda: not alive(int(number)))
    eventually(lambda: not Path(folder).exists())


def test_what_is_missing_is_skipped_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install redis-server"):
        lacking("Redis", "redis-server")


def test_what_is_missing_fails_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install redis-server"):
        lacking("Redis", "redis-server")
