"""Files that departments send: kept encrypted, uploaded once, sent by their ids."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from config import Settings
from conversations.engine import drain
from conversations.outbound import assets
from conversations.outbound.assets import AssetRefusedError
from models import Asset, AssetUpload, Message
from tests.conversations.graph_api import GraphApi, refused
from tests.conversations.office import FLOW, Office, now
from tests.whatsapp.drawings import drawn
from whatsapp.pictures import is_sendable
from whatsapp.sandbox.samples import sample

PICTURE = drawn()
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def database_url(sqlite_database: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_database


def say_file(office: Office, digest: str = DIGEST, kind: str = "picture") -> None:
    """Publish a flow in which “hours” is answered with words and a file."""
    media = {"asset": digest, "kind": kind, "caption": {"en": "The park"}}
    hours = FLOW["nodes"]["hours_text"] | {"media": media}
    document = FLOW | {"name": "files", "nodes": FLOW["nodes"] | {"hours_text": hours}}
    office.sql("UPDATE flow SET live_version_id = NULL")
    with office.open() as session:
        office._publish(session, document)
        session.commit()


def keep(office: Office, data: bytes = PICTURE, name: str = "park.png") -> tuple[str, bool]:
    with office.open() as session:
        asset, is_new = assets.keep(office.department_id, data, name)
        session.commit()
        return asset.sha256, is_new


def folder(office: Office) -> Path:
    settings: Settings = office.app.extensions["settings"]
    return settings.media_dir


def test_a_file_is_kept_once_and_encrypted(office: Office) -> None:
    assert keep(office) == (DIGEST, True)
    assert keep(office, name="another name.png") == (DIGEST, False)
    [row] = office.rows(Asset)
    assert (row.name, row.kind, row.mime_type, row.size) == (
        "park.png",
        "image",
        "image/png",
        len(PICTURE),
    )
    [file] = folder(office).iterdir()
    assert PICTURE not in file.read_bytes()
    with office.app.app_context():
        assert assets.read(office.department_id, DIGEST) == PICTURE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + bytes(200), "type"),
        (b"GIF89a" + bytes(200), "type"),
        (b"MZ" + bytes(range(256)), "type"),
        (PICTURE + bytes(5_000_000), "too_large"),
        (PICTURE[:20], "type"),
        (sample("voice").content.replace(b"OpusHead", b"OpusHood"), "type"),
    ],
)
def test_what_whatsapp_would_not_take_is_refused(office: Office, data: bytes, reason: str) -> None:
    with pytest.raises(AssetRefusedError) as caught:
        keep(office, data)
    assert caught.value.reason == reason
    assert office.count(Asset) == 0
    assert not folder(office).exists() or not list(folder(office).iterdir())


@pytest.mark.parametrize("mode", ["P", "1", "I;16", "LA"])
def test_a_picture_is_written_anew_when_whatsapp_would_not_take_its_colours(
    office: Office, mode: str
) -> None:
    keep(office, drawn(mode=mode))
    [row] = office.rows(Asset)
    assert row.kind == "image"
    with office.app.app_context():
        assert is_sendable(assets.read(office.department_id, row.sha256), row.mime_type)


def test_a_name_cannot_lead_anywhere(office: Office) -> None:
    keep(office, name="../../etc/\u202epasswd")
    [row] = office.rows(Asset)
    assert "/" not in row.name
    assert "\u202e" not in row.name


def test_a_file_is_uploaded_once_and_sent_by_its_id(office: Office, graph_api: GraphApi) -> None:
    keep(office)
    say_file(office)
    office.say("hi")
    office.say("hours")
    office.say("hours")
    pictures = [one["image"] for one in graph_api.sent if one["type"] == "image"]
    assert pictures == [{"id": "uploaded-1", "caption": "The park"}] * 2
    assert len(graph_api.uploads) == 1
    assert PICTURE in graph_api.uploads[0]
    [upload] = office.rows(AssetUpload)
    assert upload.expires_at > now() + timedelta(days=28)


def test_an_id_that_has_run_out_is_replaced(office: Office, graph_api: GraphApi) -> None:
    keep(office)
    say_file(office)
    office.say("hi")
    office.say("hours")
    office.sql("UPDATE asset_upload SET expires_at = '2020-01-01 00:00:00'")
    office.say("hours")
    assert [one["image"]["id"] for one in graph_api.sent if one["type"] == "image"] == [
        "uploaded-1",
        "uploaded-2",
    ]
    assert office.count(AssetUpload) == 1


def test_it_is_sent_as_what_it_is(office: Office, graph_api: GraphApi) -> None:
    keep(office)
    say_file(office, kind="document")
    office.say("hi")
    office.say("hours")
    assert [one["type"] for one in graph_api.sent].count("image") == 1
    assert not [one for one in graph_api.sent if one["type"] == "document"]


def test_an_upload_that_fails_is_tried_again(office: Office, graph_api: GraphApi) -> None:
    keep(office)
    say_file(office)
    office.say("hi")
    graph_api.upload_answers.append(refused(131016, 500))
    office.say("hours")
    assert not [one for one in graph_api.sent if one["type"] == "image"]
    with time_machine.travel(now() + timedelta(minutes=5), tick=True):
        drain(office.app)
    assert [one["image"]["id"] for one in graph_api.sent if one["type"] == "image"] == [
        "uploaded-1"
    ]


def test_a_file_that_is_not_there_fails_with_a_sentence(
    office: Office, graph_api: GraphApi
) -> None:
    say_file(office)
    office.say("hi")
    office.say("hours")
    failed: list[Any] = [row for row in office.rows(Message) if row.status == "failed"]
    assert [row.error_text for row in failed] == [
        "The file of this message is not among the department's files."
    ]
    assert graph_api.uploads == []
