"""A department with a number and a flow, and citizens who write to it through the webhook."""

import itertools
import time
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

import models
from conversations.engine import drain
from extensions import db
from flows.graph import content_hash
from models.scope import system
from tests.services.application import SECRETS
from whatsapp.signature import sign

NUMBER_ID = "100000000000001"
WABA = "200000000000001"
PORTFOLIO = "300000000000001"
PHONE = "85255550123"
USER_ID = "HK.1234567890"
SECRET = SECRETS["META_APP_SECRETS"]
TOKEN = "a-token-for-tests"

FLOW: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en", "zh-Hant"],
    "triggers": [{"by": "anything"}],
    "defaults": {"other": "welcome", "silence": "done"},
    "start": "welcome",
    "nodes": {
        "welcome": {
            "kind": "menu",
            "text": {"en": "How can we help?", "zh-Hant": "有什麼可以幫您？"},
            "options": [
                {"id": "tree", "label": {"en": "Fallen tree", "zh-Hant": "塌樹"}},
                {"id": "hours", "label": {"en": "Hours", "zh-Hant": "開放時間"}},
            ],
            "exits": {"tree": "report", "hours": "hours_text"},
        },
        "hours_text": {
            "kind": "message",
            "text": {"en": "Open from 6 to 23.", "zh-Hant": "六時至廿三時開放。"},
            "exits": {"next": "welcome"},
        },
        "report": {
            "kind": "form",
            "fields": [
                {"id": "where", "type": "text", "ask": {"en": "Where?", "zh-Hant": "哪裏？"}}
            ],
            "exits": {"submitted": "filed", "cancelled": "welcome", "stuck": "welcome"},
        },
        "filed": {
            "kind": "case",
            "type": "fallen-tree",
            "from": "report",
            "text": {
                "en": "Your reference is {{ case.reference }}.",
                "zh-Hant": "編號：{{ case.reference }}",
            },
            "exits": {"next": "done"},
        },
        "done": {"kind": "end"},
    },
}

_numbers = itertools.count(1)


class Office:
    def __init__(self, app: Flask, flow: dict[str, Any] | None = None, **channel: Any) -> None:
        self.app = app
        self.client = app.test_client()
        with self.open() as session:
            department = models.Department(
                code="parks", names={"en": "Parks"}, telephone="+852 5555 0100"
            )
            session.add(department)
            session.flush()
            self.department_id = department.id
            self._add_channel(session, NUMBER_ID, **channel)
            self._publish(session, flow or FLOW)
            session.commit()

    def add_channel(self, number_id: str, **channel: Any) -> None:
        """Give the department another number."""
        with self.open() as session:
            self._add_channel(session, number_id, **channel)
            session.commit()

    def _add_channel(self, session: Any, number_id: str, **channel: Any) -> None:
        values = {"throughput": 0, "pair_burst": 0, "pair_seconds": 0} | channel
        session.add(
            models.Channel(
                department_id=self.department_id,
                phone_number_id=number_id,
                number="+85255550100",
                waba_id=WABA,
                portfolio_id=PORTFOLIO,
                token=TOKEN,
                **values,
            )
        )

    @contextmanager
    def open(self) -> Any:
        with self.app.app_context(), system():
            yield db.session
            db.session.rollback()

    def _publish(self, session: Any, document: dict[str, Any]) -> None:
        flow = models.Flow(department_id=self.department_id, name=document["name"], draft=document)
        session.add(flow)
        session.flush()
        version = models.FlowVersion(
            department_id=self.department_id,
            flow_id=flow.id,
            number=1,
            content_hash=content_hash(document),
            document=document,
            published_by="terminal",
        )
        session.add(version)
        session.flush()
        flow.live_version_id = version.id

    def post(self, body: bytes, signature: str | None = "right") -> TestResponse:
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            headers["X-Hub-Signature-256"] = (
                sign(body, SECRET) if signature == "right" else signature
            )
        return self.client.post("/webhooks/whatsapp", data=body, headers=headers)

    def deliver(self, *messages: dict[str, Any], **more: Any) -> TestResponse:
        answer = self.post(delivery(messages, **more))
        assert answer.status_code == 200, answer.text
        return answer

    def status(self, wamid: str, status: str, **more: Any) -> TestResponse:
        return self.deliver(statuses=[a_status(wamid, status, **more)])

    def drain(self) -> None:
        drain(self.app)

    def say(self, words: str, **more: Any) -> None:
        self.deliver(a_text(words, **more))
        self.drain()

    def rows(self, model: Any, *conditions: Any) -> Sequence[Any]:
        with self.open() as session:
            found = session.scalars(select(model).where(*conditions).order_by(model.id)).all()
            session.expunge_all()
            return list(found)

    def count(self, model: Any, *conditions: Any) -> int:
        return len(self.rows(model, *conditions))

    def sql(self, statement: str, **values: Any) -> None:
        with self.open() as session:
            session.execute(text(statement), values)
            session.commit()


def a_text(
    words: str, wamid: str = "", phone: str | None = PHONE, user_id: str | None = None, at: int = 0
) -> dict[str, Any]:
    return _message({"type": "text", "text": {"body": words}}, wamid, phone, user_id, at)


def a_photo(media_id: str, sha256: str = "", **more: Any) -> dict[str, Any]:
    photo = {"id": media_id, "mime_type": "image/jpeg", "sha256": sha256}
    return _message({"type": "image", "image": photo}, **more)


def a_file(kind: str, media_id: str, **file: str) -> dict[str, Any]:
    return _message({"type": kind, kind: {"id": media_id, **file}})


def a_system(kind: str, phone: str | None = None, **system: Any) -> dict[str, Any]:
    return _message({"type": "system", "system": {"type": kind, **system}}, phone=phone)


def _message(
    content: dict[str, Any],
    wamid: str = "",
    phone: str | None = PHONE,
    user_id: str | None = None,
    at: int = 0,
) -> dict[str, Any]:
    message = {
        "id": wamid or f"wamid.IN{next(_numbers):06}",
        "timestamp": str(at or int(time.time())),
        **content,
    }
    if phone:
        message["from"] = phone
    if user_id:
        message["from_user_id"] = user_id
    return message


def a_status(wamid: str, status: str, at: int = 0, **more: Any) -> dict[str, Any]:
    return {"id": wamid, "status": status, "timestamp": str(at or int(time.time())), **more}


def delivery(
    messages: Sequence[dict[str, Any]] = (),
    statuses: Sequence[dict[str, Any]] = (),
    number_id: str = NUMBER_ID,
    **value: Any,
) -> bytes:
    value |= {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "85255550100", "phone_number_id": number_id},
    }
    if messages:
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    change = {"field": "messages", "value": value}
    return orjson.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [change]}]}
    )


def now() -> datetime:
    return datetime.now(UTC)
