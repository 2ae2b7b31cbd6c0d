import hashlib
import io
from typing import Any

import pytest
from PIL import Image

from flows.messages import MEDIA_BYTES
from tests.whatsapp.drawings import drawn
from whatsapp.sandbox import media
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.samples import sample

BEARER = {"Authorization": "Bearer parks-token"}


def upload(world: Any, content: bytes, mime: str, **form: Any) -> Any:
    data = {"messaging_product": "whatsapp", "file": (io.BytesIO(content), "file", mime), **form}
    return world.client.post(
        "/sandbox/graph/v25.0/1001/media",
        data={key: value for key, value in data.items() if value is not None},
        content_type="multipart/form-data",
        headers=BEARER,
    )


def moving() -> bytes:
    written = io.BytesIO()
    frames = [Image.new("RGB", (512, 512), colour) for colour in ("red", "blue")]
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])
    return written.getvalue()


def address(world: Any, id: str) -> str:
    url: str = world.get(id).json["url"]
    return url.removeprefix("http://127.0.0.1:8000")


def test_upload_resolve_download_delete(world: Any) -> None:
    content = sample("tree").content
    id = upload(world, content, "image/jpeg").json["id"]
    found = world.get(f"{id}?phone_number_id=1001").json
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    assert (found["mime_type"], found["file_size"]) == ("image/jpeg", str(len(content)))
    assert world.client.get(address(world, id), headers=BEARER).data == content
    deleted = world.client.delete(f"/sandbox/graph/v25.0/{id}", headers=BEARER)
    assert deleted.json == {"success": True}
    assert world.get(id).json["error"]["code"] == 33


def test_the_address_wants_the_bearer_and_lives_five_minutes(world: Any) -> None:
    id = upload(world, sample("tree").content, "image/jpeg").json["id"]
    url = address(world, id)
    assert world.client.get(url).status_code == 401
    assert world.client.get(url + "0", headers=BEARER).status_code == 404
    assert world.client.get(url.replace("ext=1", "ext=2"), headers=BEARER).status_code == 404
    world.clock.now += 299
    assert world.client.get(url, headers=BEARER).status_code == 200
    world.clock.now += 2
    assert world.client.get(url, headers=BEARER).status_code == 404


def test_another_number_s_file_is_not_there(world: Any) -> None:
    id = upload(world, sample("tree").content, "image/jpeg").json["id"]
    assert world.get(id, token="tax-token").json["error"]["code"] == 33
    assert world.get(f"{id}?phone_number_id=1002").json["error"]["code"] == 33


@pytest.mark.parametrize(("days", "status"), [(29.9, 200), (30.1, 400)])
def test_an_uploaded_id_lives_30_days(world: Any, days: float, status: int) -> None:
    id = upload(world, sample("tree").content, "image/jpeg").json["id"]
    world.clock.now += days * 86_400
    assert world.get(id).status_code == status


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 400)])
def test_a_received_id_lives_7_days(world: Any, days: float, status: int) -> None:
    world.client.post("/phone/mei/1001/sample/tree")
    id = world.queued()[0]["messages"][0]["image"]["id"]
    world.clock.now += days * 86_400
    assert world.get(id).status_code == status


@pytest.mark.parametrize(
    ("mime", "content", "code"),
    [
        ("image/gif", b"GIF89a", 100),
        ("text/html", b"<b>", 100),
        ("image/jpeg", b"", 100),
        ("image/jpeg", b"not a picture", 131053),
        ("image/png", sample("tree").content, 131053),
        ("application/pdf", b"plain", 131053),
        ("image/png", drawn("PNG", "P"), 131053),
        ("image/png", drawn("PNG", "I;16"), 131053),
        ("image/jpeg", drawn("JPEG", "CMYK"), 131053),
        ("audio/ogg", sample("voice").content.replace(b"OpusHead", b"OpusHood"), 131053),
        (
            "audio/ogg",
            sample("voice").content.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02"),
            131053,
        ),
        ("image/webp", drawn("WEBP", size=(512, 511)), 131053),
        ("image/webp", drawn("WEBP", size=(512, 512)) + bytes(100_000), 100),
        ("image/webp", moving() + bytes(500_001), 100),
    ],
)
def test_what_is_refused(world: Any, mime: str, content: bytes, code: int) -> None:
    assert upload(world, content, mime).json["error"]["code"] == code


@pytest.mark.parametrize(
    ("mime", "content"),
    [
        ("image/png", drawn("PNG", "RGB")),
        ("image/png", drawn("PNG", "RGBA")),
        ("image/jpeg", drawn("JPEG", "L")),
        ("image/webp", drawn("WEBP", size=(512, 512)) + bytes(90_000)),
        ("image/webp", moving() + bytes(400_000)),
        ("audio/ogg", sample("voice").content),
    ],
    ids=range(6),
)
def test_what_is_taken(world: Any, mime: str, content: bytes) -> None:
    assert upload(world, content, mime).status_code == 200


@pytest.mark.parametrize(
    ("mime", "kind"), [("video/mp4", "video"), ("audio/aac", "audio"), ("text/plain", "document")]
)
def test_sizes(mime: str, kind: str) -> None:
    media.check_upload(mime, bytes(MEDIA_BYTES[kind]))
    with pytest.raises(Refusal, match="bytes at most"):
        media.check_upload(mime, bytes(MEDIA_BYTES[kind] + 1))


def test_the_form_may_name_the_type(world: Any) -> None:
    content = sample("voice").content
    plain = "application/octet-stream"
    id = upload(world, content, plain, type="audio/ogg; codecs=opus").json["id"]
    assert world.get(id).json["mime_type"] == "audio/ogg"


@pytest.mark.parametrize("changed", [{"messaging_product": "sms"}, {"file": None}])
def test_the_form_must_be_whole(world: Any, changed: dict[str, Any]) -> None:
    answer = upload(world, b"x", "text/plain", **changed)
    assert answer.json["error"]["code"] == 100
