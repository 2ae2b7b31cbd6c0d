"""A throw-away Redis that keeps nothing."""

import redis

from tests.services.process import Process, find, folder_of_ordinary_user, free_port, lacking


class Redis:
    """One server; ``url`` is its database 0."""

    def __init__(self, server: str) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self._client = redis.Redis.from_url(self.url)
        folder = folder_of_ordinary_user()
        place = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
        self._process = Process([server, *place, "--save", "", "--appendonly", "no"], folder)
        self._process.wait_until(self._answers)

    def empty(self) -> None:
        """Forget everything, so that the next test begins with nothing."""
        self._client.flushall()

    def stop(self) -> None:
        """End the server."""
        self._client.close()
        self._process.stop()

    def _answers(self) -> bool:
        try:
            return bool(self._client.ping())
        except redis.ConnectionError:
            return False


def start() -> Redis:
    """A running server; skips (with CI=true: fails) where Redis is not installed."""
    server = find("redis-server")
    if server is None:
        lacking("Redis", "redis-server")
    return Redis(server)
