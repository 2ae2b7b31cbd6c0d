"""Bearer, paths, and what Meta tells about numbers and accounts."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "Basic parks-token",
        "parks-token",
        "Bearer parks-token-and-more",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "1001/messages"),
        ("POST", "1001/media"),
        ("GET", "1001"),
        ("DELETE", "77"),
        ("GET", "1001/whatsapp_business_profile"),
        ("POST", "1001/whatsapp_business_profile"),
        ("GET", "2001/subscribed_apps"),
        ("POST", "2001/subscribed_apps"),
        ("DELETE", "2001/subscribed_apps"),
        ("GET", "2001/phone_numbers"),
        ("GET", "2001/message_templates"),
        ("POST", "2001/message_templates"),
    ],
)
def test_every_route_wants_the_right_bearer(
    world: Any, method: str, path: str, header: str
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = world.client.open(f"/sandbox/graph/v25.0/{path}", method=method, headers=headers)
    error = answer.json["error"]
    assert (answer.status_code, error["code"], error["type"]) == (401, 190, "OAuthException")
    assert error["fbtrace_id"]


def test_errors_have_meta_s_shape(world: Any) -> None:
    answer = world.send({"text": {"body": ""}})
    assert answer.mimetype == "application/json"
    assert set(answer.json) == {"error"}
    assert set(answer.json["error"]) == {"message", "type", "code", "error_data", "fbtrace_id"}
    assert answer.json["error"]["message"] == "(#131009) Parameter value is not valid"
    assert set(answer.json["error"]["error_data"]) == {"messaging_product", "details"}


@pytest.mark.parametrize("path", ["1002/messages", "9999/messages", "2001/messages"])
def test_a_token_acts_for_its_own_number_only(world: Any, path: str) -> None:
    answer = world.post(path, {"messaging_product": "whatsapp"})
    assert (answer.status_code, answer.json["error"]["code"]) == (400, 33)


@pytest.mark.parametrize("version", ["v25", "25.0", "v1.0", "latest"])
def test_a_version_leads_the_path(world: Any, version: str) -> None:
    headers = {"Authorization": "Bearer parks-token"}
    answer = world.client.get(f"/sandbox/graph/{version}/1001", headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, 2500)


@pytest.mark.parametrize(
    ("body", "type"),
    [
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff", "application/json"),
        (b"[]", "application/json"),
        (b"7", "application/json"),
        (b"messaging_product=whatsapp", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_object_of_json_is_refused(world: Any, body: bytes, type: str) -> None:
    answer = world.client.post(
        "/sandbox/graph/v25.0/1001/messages",
        data=body,
        content_type=type,
        headers={"Authorization": "Bearer parks-token"},
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (400, 100)


def test_a_number_describes_itself(world: Any) -> None:
    fields = (
        "verified_name,quality_rating,throughput,name_status,status,display_phone_number,"
        "whatsapp_business_manager_messaging_limit"
    )
    assert world.get(f"1001?fields={fields}").json == {
        "id": "1001",
        "verified_name": "Parks Office",
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "display_phone_number": "+852 5555 0001",
        "whatsapp_business_manager_messaging_limit": "TIER_250",
    }
    assert world.get("1001").json["id"] == "1001"
    assert world.get("1001?fields=colour").json["error"]["code"] == 100


def test_an_account_lists_the_numbers_of_the_token(world: Any) -> None:
    found = world.get("2001/phone_numbers").json["data"]
    assert [number["id"] for number in found] == ["1001"]


def test_the_application_is_subscribed_until_it_is_not(world: Any) -> None:
    def names() -> list[str]:
        found = world.get("2001/subscribed_apps").json["data"]
        return [entry["whatsapp_business_api_data"]["name"] for entry in found]

    assert names() == ["Sampan"]
    headers = {"Authorization": "Bearer parks-token"}
    path = "/sandbox/graph/v25.0/2001/subscribed_apps"
    assert world.client.delete(path, headers=headers).json == {"success": True}
    assert names() == []
    world.hello()
    assert world.queued() == []  # as with Meta, nobody is told, now or later
    assert world.post("2001/subscribed_apps", {}).json == {"success": True}
    assert names() == ["Sampan"]
    world.hello()
    assert len(world.queued()) == 1


PROFILE = "1001/whatsapp_business_profile"


def test_a_profile_is_kept(world: Any) -> None:
    told = {"messaging_product": "whatsapp", "about": "Parks", "vertical": "GOVT"}
    assert world.post(PROFILE, told).json == {"success": True}
    more = {"messaging_product": "whatsapp", "websites": ["https://example.org"]}
    assert world.post(PROFILE, more).json == {"success": True}
    found = world.get(f"{PROFILE}?fields=about,vertical,websites,email").json["data"]
    assert found == [{**told, "websites": ["https://example.org"]}]
    assert world.get(f"{PROFILE}?fields=mood").json["error"]["code"] == 100


@pytest.mark.parametrize(
    ("key", "most"), [("about", 139), ("address", 256), ("description", 256), ("email", 128)]
)
def test_a_profile_has_limits(world: Any, key: str, most: int) -> None:
    fits = {"messaging_product": "whatsapp", key: "x" * most}
    assert world.post(PROFILE, fits).status_code == 200
    above = {"messaging_product": "whatsapp", key: "x" * (most + 1)}
    assert world.post(PROFILE, above).json["error"]["code"] == 100


@pytest.mark.parametrize(
    "changed",
    [
        {"about": ""},
        {"vertical": "PIRACY"},
        {"websites": ["https://example.org"] * 3},
        {"websites": ["example.org"]},
        {"messaging_product": "sms"},
        {"mood": "calm"},
    ],
)
def test_a_profile_refuses(world: Any, changed: dict[str, Any]) -> None:
    answer = world.post(PROFILE, {"messaging_product": "whatsapp", **changed})
    assert answer.status_code == 400
