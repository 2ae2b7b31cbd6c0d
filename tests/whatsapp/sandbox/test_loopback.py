from pathlib import Path
from typing import Any

import pytest

from whatsapp.sandbox import Sandbox
from whatsapp.sandbox.loopback import is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"]
)
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "10.0.0.1", "example.org", "localhost.example.org", "127.0.0.1.nip"],  # noqa: S104 - to be refused
)
def test_other_machines(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("webhook", "public"),
    [
        ("https://example.org/webhook", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/webhook", "https://example.org"),
        ("http://0.0.0.0:8000/webhook", "http://127.0.0.1:8000"),
    ],
)
def test_it_runs_on_this_machine_only(tmp_path: Path, webhook: str, public: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        Sandbox(tmp_path / "s.sqlite", list, lambda: "s", webhook, public)


@pytest.mark.parametrize("path", ["/phone", "/phone/directory", "/sandbox/graph/v25.0/1001"])
@pytest.mark.parametrize(
    "stranger",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"base_url": "http://rebound.example.org"},
    ],
)
def test_strangers_are_refused(world: Any, path: str, stranger: dict[str, Any]) -> None:
    headers = {"Authorization": "Bearer parks-token"}
    assert world.client.get(path, headers=headers, **stranger).status_code == 403
    assert world.client.get(path, headers=headers).status_code == 200
