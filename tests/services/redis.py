"""A throw-away Redis that keeps nothing."""

import redis

from tests.services.process import Process, find, folder_of_ordinary_user, free_port, lacking


class Redis:
    """One server; ``url`` is its database 0."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._client = redis.Redis.from_url(self.url)
        self.start()

    def start(self) -> None:
        """Start the server, with nothing in it; again after ``halt``."""
        folder = folder_of_ordinary_user()
        place = ["--bind", "127.0.0.1", "--port", str(self._port), "--dir", str(folder)]
        forgetful = ["--save", "", "--appendonly", "no"]
        self._process = Process([self._server, *place, *forgetful], folder)
        self._process.wait_until(self._answers)

    def halt(self) -> None:
        """Let nobody answer at ``url`` until ``start``."""
        self._process.stop()

    def empty(self) -> None:
        """Forget everything, so that the next test begins with nothing."""
        self._client.flushall()

    def stop(self) -> None:
        """End the server."""
        self._client.close()
        self.halt()

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
