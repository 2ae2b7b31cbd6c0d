"""What the logs hold, and what they must not."""

import json
import subprocess
import sys

from config import ROOT

PROGRAM = """
import logging, structlog
from logs import configure_logging
configure_logging()
log = structlog.get_logger("example")
log.info("came", number="+852 5555 0123", row=7)
logging.getLogger("library").warning("called %s", "85255550123")
def answer(words):
    raise ValueError(f"cannot read {words}")
try:
    answer("my private words")
except ValueError:
    log.exception("failed")
try:
    try:
        answer("my private words")
    except ValueError as fault:
        fault.add_note("more private words")
        raise ExceptionGroup("private words of several", [fault])
except ExceptionGroup:
    log.exception("failed again")
logging.getLogger("urllib3").info("GET https://example.org/?access_token=secret")
"""


def test_logs_are_json_without_numbers_words_or_tokens() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "came",
        "called ••••0123",
        "failed",
        "failed again",
    ]
    assert lines[0]["row"] == 7
    assert lines[2]["exception"][0]["exc_type"] == "ValueError"
    for private in ("5555", "private", "secret"):
        assert private not in done.stderr
