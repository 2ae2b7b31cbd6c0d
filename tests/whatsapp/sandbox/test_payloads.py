"""Every limit of plain messages, files, places, cards and reactions."""

from typing import Any

import pytest

from flows.messages import CALLBACK_DATA, CAPTION, CONTACTS, FILENAME, TEXT_BODY
from whatsapp.sandbox import media
from whatsapp.sandbox.samples import sample

KINDS = {
    "image": ("image/jpeg", "tree"),
    "audio": ("audio/ogg", "voice"),
    "document": ("application/pdf", "document"),
    "video": ("video/mp4", None),
    "sticker": ("image/webp", None),
}


def text(length: int) -> str:
    return "x" * length


def card(**changed: Any) -> dict[str, Any]:
    return {"name": {"formatted_name": "Ada Example", "first_name": "Ada"}, **changed}


ACCEPTED = {
    "one letter": {"text": {"body": "x"}},
    "text at the limit": {"text": {"body": text(TEXT_BODY)}},
    "emoji at the limit": {"text": {"body": "🌳" * (TEXT_BODY // 2)}},
    "preview": {"text": {"body": "https://example.org", "preview_url": True}},
    "place": {"location": {"latitude": 22.3, "longitude": 114.2}},
    "place in words": {"location": {"latitude": "22.3", "longitude": "-114.2"}},
    "named place": {"location": {"latitude": 90, "longitude": 180, "name": "A", "address": "B"}},
    "card": {"contacts": [card()]},
    "most cards": {"contacts": [card()] * CONTACTS},
    "full card": {
        "contacts": [
            card(
                phones=[{"phone": "+852 5555 0001", "type": "WORK"}],
                emails=[{"email": "office@example.org"}],
                urls=[{"url": "https://example.org"}],
                org={"company": "Parks"},
                birthday="2000-01-31",
            )
        ]
    },
}

REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "text empty": ({"text": {"body": ""}}, 131009),
    "text of blanks": ({"text": {"body": " \n "}}, 131009),
    "text above": ({"text": {"body": text(TEXT_BODY + 1)}}, 100),
    "emoji above": ({"text": {"body": "🌳" * (TEXT_BODY // 2) + "x"}}, 100),
    "text without body": ({"text": {}}, 131008),
    "text is a list": ({"text": {"body": ["x"]}}, 100),
    "half a surrogate": ({"text": {"body": "\ud83c"}}, 100),
    "preview in words": ({"text": {"body": "x", "preview_url": "true"}}, 100),
    "unknown key": ({"text": {"body": "x", "colour": "red"}}, 100),
    "no object": ({"text": "x"}, 100),
    "latitude above": ({"location": {"latitude": 90.1, "longitude": 0}}, 131009),
    "longitude below": ({"location": {"latitude": 0, "longitude": -180.1}}, 131009),
    "latitude of words": ({"location": {"latitude": "north", "longitude": 0}}, 100),
    "latitude nan": ({"location": {"latitude": "nan", "longitude": 0}}, 131009),
    "latitude true": ({"location": {"latitude": True, "longitude": 0}}, 100),
    "no longitude": ({"location": {"latitude": 1}}, 131008),
    "no card": ({"contacts": []}, 131009),
    "too many cards": ({"contacts": [card()] * (CONTACTS + 1)}, 131009),
    "card with half a name": ({"contacts": [{"name": {"formatted_name": "Ada"}}]}, 131008),
    "card with a strange key": ({"contacts": [card(age=7)]}, 100),
    "card with a strange birthday": ({"contacts": [card(birthday="31/1/2000")]}, 131009),
    "cards not in a list": ({"contacts": card()}, 100),
    "unknown type": ({"poll": {"question": "?"}}, 131051),
    "file by link": ({"image": {"link": "https://example.org/a.jpg"}}, 131053),
    "file without id": ({"image": {}}, 131008),
    "file that nobody uploaded": ({"image": {"id": "12345"}}, 131009),
    "sound with a caption": ({"audio": {"id": "1", "caption": "x"}}, 100),
    "sticker with a caption": ({"sticker": {"id": "1", "caption": "x"}}, 100),
    "picture with a filename": ({"image": {"id": "1", "filename": "x"}}, 100),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_takes_what_fits(world: Any, content: dict[str, Any]) -> None:
    world.hello()
    answer = world.send(content)
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_refuses_what_does_not(world: Any, content: dict[str, Any], code: int) -> None:
    world.hello()
    answer = world.send(content)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, code)


def uploaded(world: Any, kind: str, number: str = "1001") -> str:
    mime, name = KINDS[kind]
    content = sample(name).content if name else b"a few bytes"
    file = media.new_file(number, mime, "file", content)
    with world.sandbox.storage.writing() as connection:
        return media.keep(connection, file, world.clock.now + 60, world.clock.now)


@pytest.mark.parametrize("kind", KINDS)
def test_takes_files_by_id(world: Any, kind: str) -> None:
    world.hello()
    assert world.send({kind: {"id": uploaded(world, kind)}}).status_code == 200


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_captions_have_their_limit(world: Any, kind: str) -> None:
    world.hello()
    id = uploaded(world, kind)
    assert world.send({kind: {"id": id, "caption": text(CAPTION)}}).status_code == 200
    refused = world.send({kind: {"id": id, "caption": text(CAPTION + 1)}})
    assert refused.json["error"]["code"] == 100


def test_filenames_have_their_limit(world: Any) -> None:
    world.hello()
    id = uploaded(world, "document")
    assert world.send({"document": {"id": id, "filename": text(FILENAME)}}).status_code == 200
    refused = world.send({"document": {"id": id, "filename": text(FILENAME + 1)}})
    assert refused.json["error"]["code"] == 100


def test_a_file_must_be_of_the_kind_it_is_sent_as(world: Any) -> None:
    world.hello()
    refused = world.send({"image": {"id": uploaded(world, "document")}})
    assert refused.json["error"]["code"] == 131053


def test_a_voice_note_must_be_ogg(world: Any) -> None:
    world.hello()
    assert world.send({"audio": {"id": uploaded(world, "audio"), "voice": True}}).status_code == 200
    file = media.new_file("1001", "audio/mpeg", "a.mp3", b"x")
    with world.sandbox.storage.writing() as connection:
        media.keep(connection, file, world.clock.now + 60, world.clock.now)
    assert world.send({"audio": {"id": file.id}}).status_code == 200
    refused = world.send({"audio": {"id": file.id, "voice": True}})
    assert refused.json["error"]["code"] == 131053


def test_a_file_belongs_to_the_number_that_uploaded_it(world: Any) -> None:
    world.hello()
    refused = world.send({"image": {"id": uploaded(world, "image", number="1002")}})
    assert refused.json["error"]["code"] == 131009


def test_a_file_expires(world: Any) -> None:
    world.hello()
    id = uploaded(world, "image")
    world.clock.now += 61
    assert world.send({"image": {"id": id}}).json["error"]["code"] == 131009


def test_headers_may_be_pictures_without_captions(world: Any) -> None:
    world.hello()
    id = uploaded(world, "image")
    reply = {"type": "reply", "reply": {"id": "a", "title": "A"}}
    found = {"type": "button", "body": {"text": "x"}, "action": {"buttons": [reply]}}
    header: dict[str, Any] = {"type": "image", "image": {"id": id}}
    assert world.send({"interactive": {**found, "header": header}}).status_code == 200
    header["image"]["caption"] = "x"
    refused = world.send({"interactive": {**found, "header": header}})
    assert refused.json["error"]["code"] == 100


@pytest.mark.parametrize(("emoji", "status"), [("👍", 200), ("", 200), ("ok", 400), ("a b", 400)])
def test_reactions(world: Any, emoji: str, status: int) -> None:
    wamid = world.hello()
    answer = world.send({"reaction": {"message_id": wamid, "emoji": emoji}})
    assert answer.status_code == status


@pytest.mark.parametrize(("days", "status"), [(29.9, 200), (30.1, 400)])
def test_a_reaction_comes_within_thirty_days(world: Any, days: float, status: int) -> None:
    wamid = world.hello()
    world.clock.now += days * 86_400
    world.hello()
    answer = world.send({"reaction": {"message_id": wamid, "emoji": "👍"}})
    assert answer.status_code == status


def test_a_reaction_needs_its_message_and_no_context(world: Any) -> None:
    wamid = world.hello()
    unknown = world.send({"reaction": {"message_id": "wamid.x", "emoji": "👍"}})
    assert unknown.json["error"]["code"] == 131009
    content = {"reaction": {"message_id": wamid, "emoji": "👍"}}
    quoting = world.send(content, context={"message_id": wamid})
    assert quoting.json["error"]["code"] == 131009


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"biz_opaque_callback_data": text(CALLBACK_DATA)}, None),
        ({"biz_opaque_callback_data": text(CALLBACK_DATA + 1)}, 100),
        ({"recipient_type": "individual"}, None),
        ({"recipient_type": "group"}, 131009),
        ({"messaging_product": "sms"}, 100),
        ({"context": {"message_id": "wamid.gone"}}, None),
        ({"context": {"id": "wamid.gone"}}, 100),
        ({"context": {}}, 131008),
        ({"image": {"id": "1"}}, 100),
        ({"subject": "x"}, 100),
    ],
)
def test_the_keys_around(world: Any, more: dict[str, Any], code: int | None) -> None:
    world.hello()
    answer = world.send({"text": {"body": "x"}}, **more)
    assert answer.json.get("error", {}).get("code") == code
