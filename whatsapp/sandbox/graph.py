"""The Graph API over HTTP, at ``/sandbox/graph/<version>/…``.

Its routes are guarded by bearer tokens, so the application exempts this blueprint, and only this
one of the sandbox's, from its check against forged requests.
"""

import hmac
import json
import re

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from flows.messages import MEDIA_BYTES
from whatsapp.sandbox import media, numbers, profile, sending, templates
from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.loopback import refuse_strangers
from whatsapp.sandbox.refusals import Refusal, as_answer
from whatsapp.sandbox.sandbox import Sandbox

ROOT = "/sandbox/graph"
_VERSION = re.compile(r"v[0-9]{2}\.0")


def blueprint(sandbox: Sandbox) -> Blueprint:
    """The routes of the stand-in; a client's base address ends in ``/sandbox/graph``."""
    routes = Blueprint("sandbox_graph", __name__, url_prefix=ROOT)
    api = _Api(sandbox)
    routes.before_request(refuse_strangers)
    routes.before_request(_demand_version)
    routes.register_error_handler(Refusal, _refused)
    routes.register_error_handler(HTTPException, _not_here)
    routes.get("/attachments", endpoint="attachments")(api.download)
    for method, path, view in (
        ("POST", "<id>/messages", api.messages),
        ("POST", "<id>/media", api.upload),
        ("GET", "<id>/whatsapp_business_profile", api.profile),
        ("POST", "<id>/whatsapp_business_profile", api.change_profile),
        ("GET", "<id>/subscribed_apps", api.subscribed_apps),
        ("POST", "<id>/subscribed_apps", api.subscribe),
        ("DELETE", "<id>/subscribed_apps", api.unsubscribe),
        ("GET", "<id>/phone_numbers", api.phone_numbers),
        ("GET", "<id>/message_templates", api.templates),
        ("POST", "<id>/message_templates", api.register_template),
        ("GET", "<id>", api.node),
        ("DELETE", "<id>", api.delete),
    ):
        endpoint = f"{method}_{view.__name__}"
        routes.add_url_rule(f"/<version>/{path}", endpoint, view, methods=[method])
    return routes


class _Api:
    """One method per route; each finds its number or account by the bearer token first."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def messages(self, version: str, id: str) -> Response:  # noqa: ARG002
        return jsonify(sending.take(self._sandbox, self._number(id), _body()))

    def upload(self, version: str, id: str) -> Response:  # noqa: ARG002
        request.max_content_length = max(MEDIA_BYTES.values()) + 1_000_000
        channel = self._number(id)
        if request.form.get("messaging_product") != "whatsapp":
            raise Refusal(100, "The parameter messaging_product must be whatsapp.")
        given = request.files.get("file")
        if given is None:
            raise Refusal(100, "The parameter file is required.")
        mime = media.plain_mime(given.mimetype or "")
        if mime in {"", "application/octet-stream"}:
            mime = media.plain_mime(request.form.get("type", ""))
        content = given.read()
        media.check_upload(mime, content)
        file = media.new_file(channel.phone_number_id, mime, given.filename or "", content)
        now = self._sandbox.clock()
        with self._sandbox.storage.writing() as connection:
            media.keep(connection, file, now + media.UPLOADED, now)
        return jsonify(id=file.id)

    def node(self, version: str, id: str) -> Response:  # noqa: ARG002
        """A phone number's fields, or a file's address."""
        channel = next((c for c in self._mine() if c.phone_number_id == id), None)
        if channel is not None:
            return jsonify(numbers.describe(channel, _fields(), self._sandbox.habits.throughput))
        file = self._file(id)
        expires = int(self._sandbox.clock()) + media.URL_LIVES
        ticket = media.ticket(self._sandbox.app_secret(), id, expires)
        root = f"{self._sandbox.public_url}{ROOT}"
        return jsonify(
            messaging_product="whatsapp",
            url=f"{root}/attachments?mid={id}&ext={expires}&hash={ticket}",
            mime_type=file.mime,
            sha256=file.sha256,
            file_size=str(len(file.bytes)),
            id=id,
        )

    def download(self) -> AnyResponse:
        """A file's bytes: with a fresh address and the bearer token, else 404 or 401."""
        self._mine()
        id, expires = request.args.get("mid", ""), request.args.get("ext", "")
        if not re.fullmatch(r"[0-9]{1,12}", expires) or int(expires) < self._sandbox.clock():
            return Response(status=404)
        right = media.ticket(self._sandbox.app_secret(), id, int(expires))
        if not hmac.compare_digest(right.encode(), request.args.get("hash", "").encode()):
            return Response(status=404)
        file = self._file(id)
        return Response(file.bytes, mimetype=file.mime)

    def delete(self, version: str, id: str) -> Response:  # noqa: ARG002
        """Forget a file."""
        self._file(id)
        with self._sandbox.storage.writing() as connection:
            media.forget(connection, id)
        return jsonify(success=True)

    def profile(self, version: str, id: str) -> Response:  # noqa: ARG002
        number = self._number(id).phone_number_id
        with self._sandbox.storage.reading() as connection:
            return jsonify(data=[profile.read(connection, number, _fields())])

    def change_profile(self, version: str, id: str) -> Response:  # noqa: ARG002
        number = self._number(id).phone_number_id
        with self._sandbox.storage.writing() as connection:
            profile.write(connection, number, _body())
        return jsonify(success=True)

    def subscribed_apps(self, version: str, id: str) -> Response:  # noqa: ARG002
        self._account(id)
        with self._sandbox.storage.reading() as connection:
            return jsonify(data=numbers.subscribed_apps(connection, id))

    def subscribe(self, version: str, id: str) -> Response:  # noqa: ARG002
        self._account(id)
        with self._sandbox.storage.writing() as connection:
            numbers.subscribe(connection, id)
        return jsonify(success=True)

    def unsubscribe(self, version: str, id: str) -> Response:  # noqa: ARG002
        self._account(id)
        with self._sandbox.storage.writing() as connection:
            numbers.unsubscribe(connection, id)
        return jsonify(success=True)

    def phone_numbers(self, version: str, id: str) -> Response:  # noqa: ARG002
        throughput = self._sandbox.habits.throughput
        found = self._account(id)
        return jsonify(data=[numbers.describe(c, _fields(), throughput) for c in found])

    def templates(self, version: str, id: str) -> Response:  # noqa: ARG002
        given = templates.given(self._account(id)[0].templates)
        with self._sandbox.storage.reading() as connection:
            return jsonify(data=[*given, *templates.listed(connection, id)], paging={})

    def register_template(self, version: str, id: str) -> Response:  # noqa: ARG002
        self._account(id)
        with self._sandbox.storage.writing() as connection:
            return jsonify(templates.register(connection, id, _body()))

    def _mine(self) -> list[SandboxChannel]:
        """The numbers that the request's token may act for; a wrong token is refused with 190."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        found = [
            channel
            for channel in self._sandbox.channels()
            if hmac.compare_digest(channel.token.encode(), token.strip().encode())
        ]
        if scheme.lower() != "bearer" or not token or not found:
            raise Refusal(190, "Invalid OAuth access token.")
        return found

    def _number(self, id: str) -> SandboxChannel:
        found = next((c for c in self._mine() if c.phone_number_id == id), None)
        if found is None:
            raise _unknown(id)
        return found

    def _account(self, id: str) -> list[SandboxChannel]:
        found = [channel for channel in self._mine() if channel.waba_id == id]
        if not found:
            raise _unknown(id)
        return found

    def _file(self, id: str) -> media.StoredFile:
        mine = {channel.phone_number_id for channel in self._mine()}
        wanted = request.args.get("phone_number_id")
        with self._sandbox.storage.reading() as connection:
            file = media.load(connection, id, self._sandbox.clock())
        if file is None or file.number not in mine or wanted not in {None, file.number}:
            raise _unknown(id)
        return file


def _unknown(id: str) -> Refusal:
    return Refusal(33, f"Object with ID '{id[:60]}' does not exist or this token cannot see it.")


def _fields() -> list[str]:
    return [field for field in request.args.get("fields", "").split(",") if field]


def _body() -> object:
    if not request.is_json:
        raise Refusal(100, "Send JSON, with Content-Type: application/json.")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Refusal(100, "The body is not JSON.") from None


def _demand_version() -> None:
    version = (request.view_args or {}).get("version")
    if version is not None and not _VERSION.fullmatch(version):
        raise Refusal(2500, "The path must begin with a version such as v25.0.")


def _refused(refusal: Refusal) -> tuple[Response, int]:
    return jsonify(as_answer(refusal)), refusal.status


def _not_here(fault: HTTPException) -> tuple[Response, int]:
    refusal = Refusal(100, fault.description or fault.name)
    return jsonify(as_answer(refusal)), fault.code or 400
