import hashlib
from typing import Any

import pytest
import requests

from tests.whatsapp.graph_server import GraphServer
from whatsapp.account import BusinessProfile, PhoneNumber, SubscribedApp
from whatsapp.client import Accepted, GraphClient, MediaAddress, MediaGoneError, MediaTooLargeError
from whatsapp.error_table import Action
from whatsapp.errors import SendFailureError
from whatsapp.media_hosts import ForbiddenHostError
from whatsapp.transport import new_session

TOKEN = "EAAG-fictional"
PAYLOAD = {"messaging_product": "whatsapp", "to": "+85255550123", "type": "text"}


@pytest.fixture
def client(graph: GraphServer) -> GraphClient:
    return GraphClient(graph.address, "v25.0")


def test_send_to_a_telephone(graph: GraphServer, client: GraphClient) -> None:
    graph.answer(
        {
            "messaging_product": "whatsapp",
            "contacts": [{"input": "+85255550123", "wa_id": "85255550123"}],
            "messages": [{"id": "wamid.A"}],
        }
    )
    assert client.send("9001", TOKEN, PAYLOAD) == Accepted("wamid.A", wa_id="85255550123")
    [asked] = graph.asked
    assert (asked.method, asked.path) == ("POST", "/v25.0/9001/messages")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["content-type"] == "application/json"
    assert asked.json == PAYLOAD


def test_send_to_a_business_scoped_id(graph: GraphServer, client: GraphClient) -> None:
    messages = [{"id": "wamid.A", "message_status": "held_for_quality_assessment"}]
    graph.answer({"contacts": [{"input": "HK.1a", "user_id": "HK.1a"}], "messages": messages})
    accepted = client.send("9001", TOKEN, PAYLOAD)
    assert accepted == Accepted("wamid.A", None, "HK.1a", "held_for_quality_assessment")


@pytest.mark.parametrize("answer", [{}, {"messages": []}, {"messages": [{}]}, {"messages": 7}])
def test_an_acceptance_without_an_id_is_ambiguous(
    graph: GraphServer, client: GraphClient, answer: dict[str, Any]
) -> None:
    graph.answer(answer)
    with pytest.raises(SendFailureError) as caught:
        client.send("9001", TOKEN, PAYLOAD)
    assert caught.value.failure.ambiguous


def test_a_refusal_carries_its_meaning(graph: GraphServer, client: GraphClient) -> None:
    graph.answer({"error": {"code": 131047, "message": "(#131047)"}}, status=400)
    with pytest.raises(SendFailureError, match="131047") as caught:
        client.send("9001", TOKEN, PAYLOAD)
    assert caught.value.failure.action is Action.NEVER


def test_mark_read(graph: GraphServer, client: GraphClient) -> None:
    graph.answer({"success": True})
    client.mark_read("9001", TOKEN, "wamid.A")
    assert graph.asked[0].path == "/v25.0/9001/messages"
    assert graph.asked[0].json == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.A",
    }


def test_upload_media(graph: GraphServer, client: GraphClient) -> None:
    graph.answer({"id": "7701"})
    media_id = client.upload_media("9001", TOKEN, b"\x89PNG", "image/png", 'tree "1"\r\n樹.png')
    assert media_id == "7701"
    [asked] = graph.asked
    assert asked.path == "/v25.0/9001/media"
    assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="messaging_product"\r\n\r\nwhatsapp\r\n' in asked.body
    assert (
        b'name="file"; filename="tree1.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG' in asked.body
    )


def test_resolve_media(graph: GraphServer, client: GraphClient) -> None:
    answer = {"url": "https://lookaside.fbsbx.com/x", "mime_type": "image/jpeg", "file_size": "12"}
    graph.answer(answer | {"sha256": "ab", "id": "5501", "messaging_product": "whatsapp"})
    address = client.resolve_media("5501", "9001", TOKEN)
    assert address == MediaAddress("https://lookaside.fbsbx.com/x", "image/jpeg", "ab", 12)
    assert graph.asked[0].path == "/v25.0/5501?phone_number_id=9001"


def test_download_media(graph: GraphServer, client: GraphClient) -> None:
    graph.answer(b"picture", headers={"Content-Type": "image/jpeg; x=y"})
    got = client.download_media(f"{graph.address}/file?hash=1", TOKEN, 7)
    assert (got.data, got.mime_type) == (b"picture", "image/jpeg")
    assert got.sha256 == hashlib.sha256(b"picture").hexdigest()
    assert graph.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert graph.asked[0].headers["accept-encoding"] == "identity"


def test_a_file_that_says_it_is_too_large_is_not_read(
    graph: GraphServer, client: GraphClient
) -> None:
    graph.answer(b"picture")
    with pytest.raises(MediaTooLargeError):
        client.download_media(f"{graph.address}/file", TOKEN, 6)


def test_a_file_that_turns_out_too_large_is_broken_off(
    graph: GraphServer, client: GraphClient
) -> None:
    def endless(request: Any) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b"x" * 65536)
        except OSError:
            request.close_connection = True

    graph.answer_by(endless)
    with pytest.raises(MediaTooLargeError):
        client.download_media(f"{graph.address}/file", TOKEN, 1_000_000)


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_runs_out(graph: GraphServer, client: GraphClient, status: int) -> None:
    graph.answer(b"", status=status)
    with pytest.raises(MediaGoneError):
        client.download_media(f"{graph.address}/file", TOKEN, 100)


def test_a_download_that_fails_otherwise_says_so(graph: GraphServer, client: GraphClient) -> None:
    graph.answer(b"", status=503)
    with pytest.raises(SendFailureError) as caught:
        client.download_media(f"{graph.address}/file", TOKEN, 100)
    assert caught.value.failure.action is Action.RETRY


def test_the_token_goes_to_no_stranger(graph: GraphServer) -> None:
    client = GraphClient("https://graph.example", "v25.0")
    with pytest.raises(ForbiddenHostError):
        client.download_media(f"{graph.address}/file", TOKEN, 100)
    assert graph.asked == []


def test_a_redirect_is_not_followed(graph: GraphServer, client: GraphClient) -> None:
    graph.answer(b"", status=302, headers={"Location": f"{graph.address}/elsewhere"})
    with pytest.raises(SendFailureError):
        client.download_media(f"{graph.address}/file", TOKEN, 100)
    assert len(graph.asked) == 1


def test_phone_number(graph: GraphServer, client: GraphClient) -> None:
    graph.answer(
        {
            "id": "9001",
            "display_phone_number": "+852 5555 0100",
            "verified_name": "Parks (demonstration)",
            "quality_rating": "GREEN",
            "status": "CONNECTED",
            "name_status": "APPROVED",
            "throughput": {"level": "STANDARD"},
            "whatsapp_business_manager_messaging_limit": "TIER_250",
        }
    )
    number = client.phone_number("9001", TOKEN)
    assert (number.display, number.quality, number.throughput) == (
        "+852 5555 0100",
        "GREEN",
        "STANDARD",
    )
    assert number.messaging_limit == "TIER_250"
    assert graph.asked[0].path.startswith("/v25.0/9001?fields=id%2Cdisplay_phone_number")


def test_phone_numbers(graph: GraphServer, client: GraphClient) -> None:
    graph.answer({"data": [{"id": "9001"}, {"id": "9002", "throughput": None}]})
    assert client.phone_numbers("7001", TOKEN) == [PhoneNumber("9001"), PhoneNumber("9002")]
    assert graph.asked[0].path.startswith("/v25.0/7001/phone_numbers?")


@pytest.mark.parametrize(
    ("answer", "profile"),
    [
        (
            {"data": [{"about": "Hi", "websites": ["https://example.gov.hk"], "vertical": "GOVT"}]},
            BusinessProfile(about="Hi", websites=("https://example.gov.hk",), vertical="GOVT"),
        ),
        ({"data": []}, BusinessProfile()),
        ({}, BusinessProfile()),
    ],
)
def test_business_profile(
    graph: GraphServer, client: GraphClient, answer: object, profile: BusinessProfile
) -> None:
    graph.answer(answer)
    assert client.business_profile("9001", TOKEN) == profile
    assert graph.asked[0].path.startswith("/v25.0/9001/whatsapp_business_profile?fields=about")


def test_subscribed_apps(graph: GraphServer, client: GraphClient) -> None:
    app = {"whatsapp_business_api_data": {"id": "1", "name": "Sampan", "link": "x"}}
    graph.answer({"data": [app | {"override_callback_uri": "https://example.gov.hk"}, 7]})
    assert client.subscribed_apps("7001", TOKEN) == [
        SubscribedApp("1", "Sampan", "https://example.gov.hk")
    ]
    assert graph.asked[0].path == "/v25.0/7001/subscribed_apps"


def test_subscribe_app(graph: GraphServer, client: GraphClient) -> None:
    graph.answer({"success": True})
    client.subscribe_app("7001", TOKEN)
    assert (graph.asked[0].method, graph.asked[0].path) == ("POST", "/v25.0/7001/subscribed_apps")


@pytest.mark.parametrize("media_id", ["", ".", ".."])
def test_an_id_leads_to_no_other_path(
    graph: GraphServer, client: GraphClient, media_id: str
) -> None:
    with pytest.raises(SendFailureError):
        client.resolve_media(media_id, "9001", TOKEN)
    assert graph.asked == []


def test_a_slash_in_an_id_stays_in_it(graph: GraphServer, client: GraphClient) -> None:
    graph.answer({"url": "https://lookaside.fbsbx.com/x"})
    client.resolve_media("../me?x=1#", "9001", TOKEN)
    assert graph.asked[0].path == "/v25.0/..%2Fme%3Fx%3D1%23?phone_number_id=9001"


def test_each_thread_has_one_session_and_keeps_it(graph: GraphServer) -> None:
    made: list[requests.Session] = []

    def factory() -> requests.Session:
        made.append(new_session())
        return made[-1]

    client = GraphClient(graph.address + "/", "v25.0", factory)
    for _ in range(3):
        graph.answer({"data": []})
        client.subscribed_apps("7001", TOKEN)
    assert len(made) == 1
    assert [asked.path for asked in graph.asked] == ["/v25.0/7001/subscribed_apps"] * 3
