"""A phone in the browser, at ``/phone``. Plainly marked: it is a demonstration, not WhatsApp.

What changes anything is a POST, guarded by the application's check against forged requests; the
page hands its token over in a header.
"""

import io
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template, request
from PIL import Image, ImageOps
from werkzeug.exceptions import NotFound

from whatsapp.sandbox import chats, media, saying
from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.loopback import refuse_strangers
from whatsapp.sandbox.numbers import display
from whatsapp.sandbox.people import PERSONAS, Person, persona
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.samples import SAMPLES, sample
from whatsapp.sandbox.sandbox import Sandbox

# What a person can do, by the last part of the address.
DEEDS = {
    "text": saying.say_text,
    "button": saying.tap_button,
    "row": saying.choose_row,
    "location": saying.send_location,
    "contact": saying.share_contact,
    "reaction": saying.react,
}
SAFE_TO_SHOW = frozenset({"image/jpeg", "image/png", "image/webp", "audio/ogg", "video/mp4"})
PICTURE = 1600  # pixels on the longer side, as WhatsApp itself shrinks pictures


def phone_blueprint(sandbox: Sandbox) -> Blueprint:
    """The page and what it asks for."""
    routes = Blueprint("sandbox_phone", __name__, url_prefix="/phone")
    phone = _Phone(sandbox)
    routes.before_request(refuse_strangers)
    routes.register_error_handler(Refusal, _refused)
    for method, rule, view in (
        ("GET", "", phone.page),
        ("GET", "/directory", phone.directory),
        ("GET", "/<person>/changes", phone.changes),
        ("GET", "/files/<id>", phone.file),
        ("GET", "/samples/<name>", phone.sample),
        ("POST", "/<person>/<number>/look", phone.look),
        ("POST", "/<person>/<number>/file", phone.send_file),
        ("POST", "/<person>/<number>/sample/<name>", phone.send_sample),
        ("POST", "/<person>/<number>/<deed>", phone.do),
    ):
        routes.add_url_rule(rule, view.__name__, view, methods=[method])
    return routes


class _Phone:
    """One method per route."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def page(self) -> str:
        """The page itself; everything in it is filled by its script."""
        return render_template("sandbox/phone.html")

    def directory(self) -> Response:
        """``{personas, departments}``: who can write to whom."""
        return jsonify(
            personas=[
                {
                    "id": who.id,
                    "name": who.name,
                    "phone": None if who.hidden else display(f"+{who.phone}"),
                    "language": who.language,
                }
                for who in PERSONAS
            ],
            departments=[
                {
                    "code": channel.department_code,
                    "number": channel.phone_number_id,
                    "digits": channel.digits,
                    "phone": display(channel.number),
                    "names": dict(channel.names),
                }
                for channel in self._sandbox.channels()
            ],
        )

    def changes(self, person: str) -> Response:
        """What is new after version ``since``."""
        since = request.args.get("since", 0, type=int)
        who = _persona(person)
        with self._sandbox.storage.reading() as connection:
            return jsonify(chats.changes(connection, who.id, since, self._sandbox.clock()))

    def file(self, id: str) -> Response:
        """A file of a chat. Only pictures and sounds are shown; the rest is for saving."""
        with self._sandbox.storage.reading() as connection:
            found = media.load(connection, id, self._sandbox.clock())
        if found is None:
            raise NotFound
        return _file(found.mime, found.bytes, found.filename)

    def sample(self, name: str) -> Response:
        """A thing to send, to look at first."""
        if name not in SAMPLES:
            raise NotFound
        found = sample(name)
        return _file(found.mime, found.content, found.filename)

    def look(self, person: str, number: str) -> Response:
        """The chat is open and in sight."""
        return jsonify(read=self._sandbox.look(_persona(person), self._channel(number)))

    def do(self, person: str, number: str, deed: str) -> Response:
        """Say or tap something; the body is JSON as the deed wants it."""
        if deed not in DEEDS:
            raise NotFound
        given: object = request.get_json(silent=True)
        wamid = DEEDS[deed](self._sandbox, _persona(person), self._channel(number), given)
        return jsonify(id=wamid)

    def send_file(self, person: str, number: str) -> Response:
        """A chosen file. Pictures are made JPEG, smaller and without their hidden data."""
        channel, given = self._channel(number), request.files.get("file")
        if given is None:
            raise Refusal(100, "There is no file.")
        content, mime = given.read(), media.plain_mime(given.mimetype or "")
        name = given.filename or "file"
        kind = "document"
        if request.form.get("as") == "photo":
            kind, content, mime = "image", _as_jpeg(content), "image/jpeg"
        file = media.new_file(channel.phone_number_id, mime or _ANY, name, content)
        caption = request.form.get("caption", "")
        who = _persona(person)
        id = saying.send_file(self._sandbox, who, channel, file, kind=kind, caption=caption)
        return jsonify(id=id)

    def send_sample(self, person: str, number: str, name: str) -> Response:
        """One of the samples."""
        if name not in SAMPLES:
            raise NotFound
        channel, found = self._channel(number), sample(name)
        file = media.new_file(channel.phone_number_id, found.mime, found.filename, found.content)
        who = _persona(person)
        return jsonify(id=saying.send_file(self._sandbox, who, channel, file, kind=found.kind))

    def _channel(self, number: str) -> SandboxChannel:
        found = self._sandbox.channel(number)
        if found is None:
            raise NotFound
        return found


_ANY = "application/octet-stream"


def _persona(id: str) -> Person:
    found = persona(id)
    if found is None:
        raise NotFound
    return found


def _as_jpeg(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refusal(131053, "This file is no picture that the phone can read.") from None
    picture.thumbnail((PICTURE, PICTURE))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


def _file(mime: str, content: bytes, filename: str) -> Response:
    shown = mime in SAFE_TO_SHOW
    answer = Response(content, mimetype=mime if shown else _ANY)
    # Headers are Latin: a name in Chinese goes percent-encoded (RFC 6266).
    name = quote(filename or "file", safe="")
    how = "inline" if shown else "attachment"
    answer.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{name}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _refused(refusal: Refusal) -> tuple[Response, int]:
    return jsonify(error=refusal.details), 400
