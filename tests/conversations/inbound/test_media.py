import base64
import errno
import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from config import Settings
from conversations.engine import drain
from conversations.inbound import media
from flows.phrases import SENTENCES
from models import AuditEvent, Media
from tests.conversations.graph_api import GraphApi, refused
from tests.conversations.office import Office, a_file, a_photo, now
from whatsapp.media import INBOUND_BYTES

PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8
DIGEST = base64.b64encode(hashlib.sha256(PHOTO).digest()).decode()


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


def _folder(office: Office) -> Path:
    settings: Settings = office.app.extensions["settings"]
    return settings.media_dir


def _later(office: Office, **delta: float) -> None:
    with time_machine.travel(now() + timedelta(**delta), tick=True):
        drain(office.app)


def _only(office: Office) -> Any:
    [found] = office.rows(Media)
    return found


def test_a_photo_is_fetched_checked_and_kept_encrypted(office: Office, graph_api: GraphApi) -> None:
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001", sha256=DIGEST))
    office.drain()
    kept = _only(office)
    assert (kept.state, kept.mime_type, kept.size) == ("kept", "image/jpeg", len(PHOTO))
    assert kept.sha256 == hashlib.sha256(PHOTO).hexdigest()
    [file] = _folder(office).iterdir()
    assert file.name == kept.id
    assert PHOTO not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    with office.app.app_context():
        assert media.read(kept) == PHOTO


def test_a_download_that_was_damaged_is_tried_again(office: Office, graph_api: GraphApi) -> None:
    graph_api.files["9001"] = PHOTO[:-1]
    office.deliver(a_photo("9001", sha256=DIGEST))
    office.drain()
    assert (_only(office).state, _only(office).reason) == ("due", "damaged")
    graph_api.files["9001"] = PHOTO
    _later(office, minutes=1)
    assert _only(office).state == "kept"


def test_what_is_not_what_it_claims_is_refused(office: Office, graph_api: GraphApi) -> None:
    program = b"MZ\x90\x00" + b"\x00" * 200
    graph_api.files["9001"] = program
    office.deliver(a_photo("9001"))
    office.drain()
    refused = _only(office)
    assert (refused.state, refused.reason) == ("refused", "type")
    assert not _folder(office).exists() or not list(_folder(office).iterdir())
    with office.app.app_context(), pytest.raises(media.MediaNotHereError):
        media.read(refused)


def test_what_is_too_large_is_not_kept(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(INBOUND_BYTES, "photo", 100)
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001"))
    office.drain()
    assert (_only(office).state, _only(office).reason) == ("refused", "too_large")


def test_what_whatsapp_does_not_have_is_lost_in_the_end(
    office: Office, graph_api: GraphApi
) -> None:
    office.deliver(a_photo("9001"))
    office.drain()
    assert _only(office).state == "due"
    _later(office, days=7, minutes=1)
    assert _only(office).state == "lost"


def test_a_file_that_is_gone_from_the_folder_says_so(office: Office, graph_api: GraphApi) -> None:
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001"))
    office.drain()
    (_folder(office) / _only(office).id).unlink()
    with office.app.app_context(), pytest.raises(media.MediaNotHereError, match="MEDIA_DIR"):
        media.read(_only(office))


def test_who_dies_while_fetching_leaves_it_to_the_next(office: Office, graph_api: GraphApi) -> None:
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001"))
    with office.app.app_context():
        assert len(media._claim(now())) == 1
        assert not media._claim(now())
    office.drain()
    assert _only(office).state == "due"
    _later(office, minutes=6)
    assert _only(office).state == "kept"


def test_who_was_too_slow_does_not_undo_what_another_fetched(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001"))

    def slow(*_args: object) -> dict[str, str]:
        monkeypatch.undo()
        _later(office, minutes=6)  # the lease has run out, and the next has it
        return {"state": "lost", "reason": "gone"}

    monkeypatch.setattr(media, "_fetched", slow)
    office.drain()
    assert _only(office).state == "kept"


@pytest.mark.parametrize(
    ("kind", "data", "found"),
    [
        ("image", b"%PDF-1.7\n" + PHOTO, "type"),
        ("image", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        ("image", b"<!doctype html><script>alert(1)</script>", "type"),
        ("image", b"GIF89a/*" + b"\x00" * 20, "image/gif"),  # a script to some, a picture to us
        ("image", PHOTO + b"PK\x03\x04 <?php system($_GET[0]); ?>", "image/jpeg"),
        ("image", PHOTO[:40], "image/jpeg"),  # cut short: it is for whoever shows it to find out
        ("document", b"%PDF-1.7\n", "application/pdf"),
        ("document", b"<html>", "text/plain"),
        ("document", b"MZ\x90\x00" + b"\x00" * 200, "application/x-msdownload"),
        ("video", PHOTO, "type"),
    ],
)
def test_a_file_is_what_its_content_is(
    office: Office, graph_api: GraphApi, kind: str, data: bytes, found: str
) -> None:
    graph_api.files["9001"] = data
    office.deliver(a_file(kind, "9001", mime_type="image/jpeg", filename="holiday.jpg"))
    office.drain()
    row = _only(office)
    assert row.mime_type == found if row.state == "kept" else row.reason == found


def test_a_document_of_100_mb_is_kept_whole(office: Office, graph_api: GraphApi) -> None:
    data = b"%PDF-1.7\n" + b"\xb5" * (100_000_000 - 9)
    graph_api.files["9001"] = data
    office.deliver(a_file("document", "9001"))
    office.drain()
    kept = _only(office)
    assert (kept.state, kept.size) == ("kept", 100_000_000)
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    with office.app.app_context():
        assert media.read(kept) == data


def test_a_full_disk_leaves_nothing_half_written_and_is_tried_again(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("conversations.inbound.media.os.fsync", full)
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001"))
    office.drain()
    assert (_only(office).state, _only(office).reason) == ("due", "storage")
    assert not list(_folder(office).iterdir())
    _later(office, days=1)
    assert _only(office).state == "due", "as long as WhatsApp has it"
    monkeypatch.undo()
    _later(office, days=2)
    assert _only(office).state == "kept"


def test_an_expired_token_costs_no_file(office: Office, graph_api: GraphApi) -> None:
    graph_api.file_answers.extend([refused(190, 401)] * 12)
    graph_api.files["9001"] = PHOTO
    office.deliver(a_photo("9001"))
    for hours in range(0, 72, 6):
        _later(office, hours=hours)
    assert _only(office).state == "due", "WhatsApp keeps it for seven days, and we ask for as long"
    with office.open() as session:
        media.hurry(_only(office).channel_id, now())
        session.commit()
    office.drain()
    assert _only(office).state == "kept"


@pytest.mark.parametrize(("data", "reason"), [(b"<html>", "type"), (b"x" * 101, "too_large")])
def test_the_citizen_is_asked_once_for_another_and_staff_are_told(
    office: Office,
    graph_api: GraphApi,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    reason: str,
) -> None:
    monkeypatch.setitem(INBOUND_BYTES, "photo", 100)
    graph_api.files.update(dict.fromkeys(("9001", "9002", "9003"), data))
    office.deliver(*[a_photo(name) for name in graph_api.files])
    office.drain()
    assert {row.reason for row in office.rows(Media)} == {reason}
    assert graph_api.words().count(SENTENCES["zh-Hant"]["file_refused"]) == 1
    told = office.rows(AuditEvent, AuditEvent.action == "media.refused")
    assert [event.details for event in told] == [{"state": "refused", "reason": reason}] * 3


def test_outside_the_window_nobody_is_written_to_about_a_file(
    office: Office, graph_api: GraphApi
) -> None:
    graph_api.files["9001"] = b"<html>"
    office.deliver(a_photo("9001", at=int((now() - timedelta(hours=30)).timestamp())))
    office.drain()
    assert _only(office).state == "refused"
    assert not graph_api.sent


class TestScanner:
    """With MEDIA_SCANNER set: ``/bin/grep -q EICAR`` turned round stands in for one."""

    @pytest.fixture
    def scanner(self, tmp_path: Path) -> Path:
        """A scanner that calls harmful what holds EICAR, and is away while ``away`` exists."""
        script = tmp_path / "scan"
        script.write_text(f"#!/bin/sh\n[ -e {tmp_path}/away ] && exit 2\n! grep -q EICAR\n")
        script.chmod(0o700)
        return script

    @pytest.fixture
    def office(
        self, make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi, scanner: Path
    ) -> Office:
        """An office with the scanner."""
        settings = {"GRAPH_API_URL": graph_api.url, "MEDIA_SCANNER": f"command:{scanner}"}
        return Office(make_app(database_url, **settings))

    def test_what_is_clean_is_kept(self, office: Office, graph_api: GraphApi) -> None:
        graph_api.files["9001"] = PHOTO
        office.deliver(a_photo("9001"))
        office.drain()
        assert _only(office).state == "kept"

    def test_what_is_harmful_is_never_stored(self, office: Office, graph_api: GraphApi) -> None:
        graph_api.files["9001"] = PHOTO + b"EICAR"
        office.deliver(a_photo("9001"))
        office.drain()
        assert (_only(office).state, _only(office).reason) == ("refused", "harmful")
        assert not _folder(office).exists()
        assert SENTENCES["zh-Hant"]["file_refused"] in graph_api.words()

    @pytest.mark.parametrize(("more", "state"), [(b"", "kept"), (b"EICAR", "refused")])
    def test_while_the_scanner_is_away_a_file_is_held_and_shown_to_nobody(
        self, office: Office, graph_api: GraphApi, scanner: Path, more: bytes, state: str
    ) -> None:
        away = scanner.with_name("away")
        away.touch()
        graph_api.files["9001"] = PHOTO + more
        office.deliver(a_photo("9001"))
        office.drain()
        assert _only(office).state == "held"
        [file] = _folder(office).iterdir()
        assert PHOTO not in file.read_bytes()
        with office.app.app_context(), pytest.raises(media.MediaNotHereError):
            media.read(_only(office))
        del graph_api.files["9001"]  # it is here: WhatsApp is not asked again
        _later(office, days=8)
        assert _only(office).state == "held", "however long it takes"
        away.unlink()
        _later(office, days=9)
        assert _only(office).state == state
        assert len(list(_folder(office).iterdir())) == (state == "kept")
