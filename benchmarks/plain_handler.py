"""The plain handler: what somebody writes by hand for one errand, without a product around it.

One view: the signature, then one transaction with the message's id against a second delivery, where
the person stands, and what is to be said; one ``requests.post`` for each reply; a second commit that
marks them sent; only then 200. No flows, no encryption, no limits, no trail, no retries.

Run as a process of its own by the environment: ``DATABASE_URL``, ``GRAPH_API_URL``, ``PORT``.
"""

import hashlib
import hmac
import os
import re
from typing import Any

import orjson
import requests
from flask import Flask, Response, request
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from benchmarks import errand
from models.engine import engine_options, listen

SECRET = "an-app-secret-for-tests"  # noqa: S105 (of the load generator, which signs with it)
THREADS = 32  # as many as there are people at once: each waits for its own replies to be taken
CHECK = "Please check your answers:\n• What is your name?\n  {name}\n• How old are you?\n  {age}\n• What is your e-mail address?\n  {email}"  # fmt: skip
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")

Said = list[dict[str, Any]]

metadata = MetaData()
key = BigInteger().with_variant(Integer, "sqlite")
heard = Table("heard", metadata, Column("wamid", String(255), primary_key=True))
talk = Table(
    "talk",
    metadata,
    Column("phone", String(20), primary_key=True),
    Column("number_id", String(20), primary_key=True),
    Column("node", String(20), nullable=False),
    Column("answers", JSON, nullable=False),
)
sent = Table(
    "sent",
    metadata,
    Column("id", key, primary_key=True, autoincrement=True),
    Column("phone", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("wamid", String(255)),
)


def engine_of(url: str) -> Engine:
    """The database, with SQLite's settings as Sampan has them and PostgreSQL's as they come."""
    if not url.startswith("sqlite"):
        return create_engine(url.replace("postgresql:", "postgresql+psycopg:"), pool_size=THREADS)
    engine = create_engine(url, pool_size=THREADS, **engine_options(url))
    listen(engine)
    return engine


def application(database_url: str, graph_url: str) -> Flask:  # noqa: C901 (its views stand inside)
    """The handler on this database, answering through this Graph API."""
    app = Flask(__name__)
    engine = engine_of(database_url)
    postgres = engine.dialect.name == "postgresql"
    new = (postgresql.insert if postgres else sqlite.insert)(heard).on_conflict_do_nothing()

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    @app.post("/webhooks/whatsapp")
    def deliver() -> Response:
        body = request.get_data()
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        given = request.headers.get("X-Hub-Signature-256", "")
        if not hmac.compare_digest(f"sha256={digest}", given):
            return Response(status=403)
        for entry in orjson.loads(body)["entry"]:
            for change in entry["changes"]:
                number_id = change["value"]["metadata"]["phone_number_id"]
                for message in change["value"].get("messages", ()):
                    answer(number_id, message)
        return Response(status=200)

    def answer(number_id: str, message: dict[str, Any]) -> None:
        phone = message["from"]
        here = (talk.c.phone == phone, talk.c.number_id == number_id)
        with engine.begin() as connection:
            if not connection.execute(new, {"wamid": message["id"]}).rowcount:
                return
            row = connection.execute(select(talk).where(*here).with_for_update()).one()
            node, answers, says = advance(row.node, row.answers, *heard_in(message))
            connection.execute(update(talk).where(*here).values(node=node, answers=answers))
            payloads = [{"messaging_product": "whatsapp", "to": f"+{phone}", **one} for one in says]
            rows = [{"phone": phone, "body": orjson.dumps(one).decode()} for one in payloads]
            ids = connection.scalars(insert(sent).returning(sent.c.id), rows).all()
        wamids = [send(number_id, payload) for payload in payloads]
        with engine.begin() as connection:
            for row_id, wamid in zip(ids, wamids, strict=True):
                connection.execute(update(sent).where(sent.c.id == row_id).values(wamid=wamid))

    def send(number_id: str, payload: dict[str, Any]) -> str:
        found = requests.post(
            f"{graph_url}/v25.0/{number_id}/messages",
            json=payload,
            headers={"Authorization": "Bearer a-token-for-tests"},
            timeout=20,
        )
        found.raise_for_status()
        return str(found.json()["messages"][0]["id"])

    return app


def heard_in(message: dict[str, Any]) -> tuple[str, str]:
    """What was tapped and what was typed."""
    if message["type"] == "text":
        return "", message["text"]["body"].strip()
    reply = message["interactive"]
    return (reply.get("list_reply") or reply.get("button_reply"))["id"], ""


def advance(  # noqa: C901 (one case a node, as it is written by hand)
    node: str, answers: dict[str, Any], tapped: str, typed: str
) -> tuple[str, dict[str, Any], Said]:
    """Where the person stands next, with which answers, and what is said."""
    match node:
        case "hall" if tapped == "report":
            asked = _text("Please tell us what you see.")
            return "problem", answers, [asked, _list("What is it about?", errand.PROBLEMS)]
        case "hall":
            return node, answers, [_text("Parks are open from 6 to 23."), _hall()]
        case "problem" if tapped in errand.PROBLEMS:
            answers = {**answers, "problem": tapped}
            return "urgency", answers, [_list("How urgent is it?", errand.URGENCIES)]
        case "urgency" if tapped in errand.URGENCIES:
            thanks = _text("Thank you. Three questions remain.")
            answers = {**answers, "urgency": tapped}
            return "name", answers, [thanks, _text("What is your name?")]
        case "name" if typed:
            return "age", {**answers, "name": typed}, [_text("How old are you?")]
        case "age" if typed.isdecimal() and 1 <= int(typed) <= 120:
            answers = {**answers, "age": int(typed)}
            return "email", answers, [_text("What is your e-mail address?")]
        case "age":
            return node, answers, [_text("Please write a number.\n\nHow old are you?")]
        case "email" if ADDRESS.fullmatch(typed):
            answers = {**answers, "email": typed}
            return "check", answers, [_buttons(CHECK.format(**answers))]
        case "email":
            sorry = "Please write an e-mail address, such as name@example.org."
            return node, answers, [_text(f"{sorry}\n\nWhat is your e-mail address?")]
        case "check" if tapped == "send":
            received = _text(f"We have received it, {answers['name']}.")
            return "hall", answers, [received, _text("Parks are open from 6 to 23."), _hall()]
        case _:
            return node, answers, [_text("Please choose one of the options.")]


NODES = ("hall", "problem", "urgency", "name", "age", "age", "email", "email", "check")
ANSWERS = {"problem": "tree", "urgency": "now", "name": "Chan Siu-man", "age": 42}


def _hall() -> dict[str, Any]:
    return _list("Harbour Parks Office. How can we help?", errand.HALL)


def _text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def _list(text: str, rows: dict[str, str]) -> dict[str, Any]:
    numbered = "\n".join(f"{place}. {title}" for place, title in enumerate(rows.values(), 1))
    shown = [{"id": row, "title": title} for row, title in rows.items()]
    action = {"button": "Choose", "sections": [{"title": "Choices", "rows": shown}]}
    body = {"text": f"{text}\n\n{numbered}"}
    return {"type": "interactive", "interactive": {"type": "list", "body": body, "action": action}}


def _buttons(text: str) -> dict[str, Any]:
    titles = {"send": "Send", "correct": "Change an answer", "cancel": "Cancel"}
    buttons = [
        {"type": "reply", "reply": {"id": choice, "title": title}}
        for choice, title in titles.items()
    ]
    shown = {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}}
    return {"type": "interactive", "interactive": shown}


def built() -> Flask:
    """The application by the environment, made in the process that serves it."""
    return application(os.environ["DATABASE_URL"], os.environ["GRAPH_API_URL"])


if __name__ == "__main__":
    Server(
        "plain",
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backlog=1024,
        loop=Loops.asyncio,
        log_level=LogLevels.error,
    ).serve(target_loader=built, wrap_loader=False)
