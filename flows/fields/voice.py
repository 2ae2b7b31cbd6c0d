"""A voice note."""

from typing import Any

from flows.documents.shape import named
from flows.events import Attachment, Event, Words
from flows.fields.answer import OF_ANYTHING, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.scene import Scene


class VoiceType(FieldType):
    """A recording made in the chat, or a sound file."""

    name = "voice"
    names = named("Voice note", "語音", "语音")
    hint = "invalid_voice"
    personal = True
    compares = OF_ANYTHING

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """``[{media, caption}]``, one recording."""
        if isinstance(event, Attachment) and event.kind in {"voice", "audio"}:
            return Value([{"media": event.media, "caption": ""}])
        return Invalid("invalid_voice") if isinstance(event, Words | Attachment) else None

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """That there is a recording."""
        return scene.phrase("voice_note")


TYPE = VoiceType()
