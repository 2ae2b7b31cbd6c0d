"""A stand-in for Meta's Graph API that prints what it is sent, for docs/run-it-for-real.md.

    python docs/graph_echo.py 9100

It listens on 127.0.0.1 alone, answers every message as accepted, and prints one JSON object a line:
the path, the bearer token and the body of each POST. It checks nothing; the sandbox does.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

numbers = count(1)


class Echo(BaseHTTPRequestHandler):
    """Prints what is posted, and answers as Meta does when it takes a message."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Print the request and accept it."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told = {"path": self.path, "authorization": self.headers["Authorization"], "body": body}
        print(json.dumps(told, ensure_ascii=False), flush=True)
        if body.get("status") == "read":
            self._answer({"success": True})
            return
        to = body.get("to") or body.get("recipient") or ""
        self._answer(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to}],
                "messages": [{"id": f"wamid.echo-{next(numbers)}"}],
            }
        )

    def _answer(self, told: dict[str, object]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing besides what was posted."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Echo) as server:
        server.serve_forever()
