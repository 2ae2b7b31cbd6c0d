import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from config import Settings
from conversations.engine import drain
from conversations.inbound import media
from models import Media
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_photo, now
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
